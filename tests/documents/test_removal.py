"""Keys and items go from a YAML text, and the rest stays as it was written."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalkit.documents import without

ADAPTER = """\
# about the tool
name: A
companions: # by task
  # the first needs a table
  split: [a==1]
  skew: # and so does this
    - b==1
    - c==2

# at the end
notes:
  - says: one
    about: skew/hello
  - says: two
"""


@pytest.mark.parametrize(
    ("unwanted", "left"),
    [
        (
            {("companions", "split")},
            (
                "# about the tool\nname: A\ncompanions: # by task\n  skew: # and so does this\n    - b==1\n    - c==2\n\n"
                "# at the end\nnotes:\n  - says: one\n    about: skew/hello\n  - says: two\n"
            ),
        ),
        (
            {("companions", "split"), ("companions", "skew"), ("notes", 0)},
            "# about the tool\nname: A\n\n# at the end\nnotes:\n  - says: two\n",
        ),
        ({("notes",), ("companions",)}, "# about the tool\nname: A\n\n"),
        ({("nothing",)}, ADAPTER),
    ],
)
def test_what_is_unwanted_goes_with_its_comment(unwanted: set[tuple[str | int, ...]], left: str) -> None:
    assert without(ADAPTER, lambda path: path in unwanted) == left


def test_an_entry_of_a_mapping_in_braces_goes_alone() -> None:
    text = "tasks: {skew: 2, 'a b': [1, 2], split: 1} # weights\nlast: 1\n"
    assert without(text, lambda path: path == ("tasks", "a b")) == "tasks: {skew: 2, split: 1} # weights\nlast: 1\n"


keys = st.text("abcdef", min_size=1, max_size=3)
values = st.recursive(
    st.integers(0, 9) | st.sampled_from(["x", "two words", "a\nb\n", "# no comment", "'", "é"]),
    lambda inner: st.dictionaries(keys, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=12,
)


def less(value: Any, path: tuple[str | int, ...], unwanted: set[tuple[str | int, ...]]) -> tuple[bool, Any]:
    """Whether a value goes, and what is left of it."""
    if path in unwanted:
        return True, None
    if isinstance(value, dict | list):
        pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
        kept = [(key, less(one, (*path, key), unwanted)) for key, one in pairs]
        kept = [(key, one) for key, one in kept if not one[0]]
        if pairs and not kept:
            return True, None
        left: Any = {key: one for key, (_, one) in kept} if isinstance(value, dict) else [one for _, (_, one) in kept]
        return False, left
    return False, value


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs = (
        list(value.items() if isinstance(value, dict) else enumerate(value)) if isinstance(value, dict | list) else []
    )
    return [found for key, one in pairs for found in [(*path, key), *paths(one, (*path, key))]]


@given(
    data=st.data(),
    document=st.dictionaries(keys, values, min_size=1, max_size=4),
    flow=st.sampled_from([True, False, None]),
)
def test_what_is_left_is_the_document_less_the_paths(
    data: st.DataObject, document: dict[str, Any], flow: bool | None
) -> None:
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    unwanted = set(data.draw(st.lists(st.sampled_from(paths(document)), max_size=4)))
    gone, left = less(document, (), unwanted)
    assert (yaml.safe_load(without(text, lambda path: path in unwanted)) or {}) == ({} if gone else left)
