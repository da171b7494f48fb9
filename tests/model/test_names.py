"""What the model offers is there by name, and a name costs only the module that it stands in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from evalkit import model


def test_every_name_that_is_offered_is_there() -> None:
    for name in model.__all__:
        assert getattr(model, name) is not None
    assert sorted(model.__all__) == sorted(model._MODULE_OF)


def test_a_name_that_is_not_offered_is_said() -> None:
    with pytest.raises(AttributeError, match=r"module 'evalkit\.model' has no attribute 'Adaptor'"):
        model.Adaptor  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("program", ["from evalkit.model.verdict import Verdict", "from evalkit.model import Truth"])
def test_what_a_checker_needs_is_imported_without_the_rest(program: str) -> None:
    show = f"{program}; import sys; print(sorted(name for name in sys.modules if name.startswith(('evalkit', 'pydantic'))))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert done.stdout == "['evalkit', 'evalkit.model', 'evalkit.model.verdict']\n"
