"""What an adapter asks for, with and without versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from evalkit.environments import Unavailable, is_pinned, main_distribution, without_versions
from evalkit.environments.requirements import must_be_pinned
from evalkit.model import Adapter

Maker = Callable[..., Adapter]


def test_versions_are_taken_away_and_extras_and_markers_stay(adapter: Maker) -> None:
    texts = ["tool[io,pandas]==1.0", "dill", 'old>=2,<3; python_version < "3.99"']
    assert [Requirement(each) for each in without_versions(adapter(), texts)] == [
        Requirement("tool[io,pandas]"),
        Requirement("dill"),
        Requirement('old; python_version < "3.99"'),
    ]


NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(NAMES, st.lists(NAMES, max_size=3, unique=True), st.integers(0, 99), st.sampled_from(["==", ">=", "<", "~="]))
def test_taking_versions_away_keeps_the_rest_and_is_done_once(
    name: str, extras: list[str], major: int, operator: str
) -> None:
    tool = Adapter.model_validate_json(
        '{"tool": "t", "name": "T", "homepage": "https://example.org", "python": "3.11", "requires": ["t"], '
        '"packages": ["t"]}'
    )
    [freed] = without_versions(tool, [f"{name}[{','.join(extras)}]{operator}{major}.0"])
    parsed = Requirement(freed)
    assert (parsed.name, parsed.extras, str(parsed.specifier)) == (name, set(extras), "")
    assert without_versions(tool, [freed]) == (freed,)


def test_the_tool_is_what_its_adapter_requires_first(adapter: Maker) -> None:
    assert main_distribution(adapter(requires=["Tiny.Tool[io]==1.0", "dill"])).name == "Tiny.Tool"


@pytest.mark.parametrize(
    ("text", "pinned"),
    [("a==1.0", True), ("a===1.0", True), ("a[x]==1.0", True), ("a", False), ("a==1.*", False), ("a>=1,<2", False)],
)
def test_a_tool_is_pinned_where_one_version_fits_alone(text: str, pinned: bool, adapter: Maker) -> None:
    assert is_pinned(Requirement(text)) is pinned
    asked = adapter(tool="a", requires=[text, "dill"])
    if pinned:
        must_be_pinned(asked)
    else:
        with pytest.raises(Unavailable, match=r"adapters/a\.yaml: '.*' is not pinned, .*; write a== and the version; "):
            must_be_pinned(asked)
