"""How people call modules of their own: each list stands in YAML and says why it is there."""

from __future__ import annotations

import re

import pytest
import yaml

from evalkit.source.own_names import NAMES, is_called_like_own


@pytest.mark.parametrize(
    "name", ["src", "utils", "load_tables", "model_zoo", "sales_pipeline", "plot_utils", "my_net", "data_prep"]
)
def test_a_module_that_is_called_as_people_call_their_own_is_one(name: str) -> None:
    assert is_called_like_own(name)


@pytest.mark.parametrize(
    "name", ["pandas", "model_bakery", "model_signing", "more_itertools", "load_", "dag_utils", "os"]
)
def test_a_module_that_is_called_like_a_library_is_none(name: str) -> None:
    assert not is_called_like_own(name)


def test_every_list_says_above_itself_why_it_is_there() -> None:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    begun = [at for at, line in enumerate(lines) if re.match(r"\w+:", line)]

    assert [lines[at] for at in begun if not lines[at - 1].startswith("# ")] == []
    assert all(isinstance(word, str) for words in yaml.safe_load("\n".join(lines)).values() for word in words)
