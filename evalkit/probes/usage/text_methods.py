"""Methods of texts that other objects have too: what they are told says whose they are.

What a library gives is often a text. A method that nothing but a text has is Python's own then; one that a table or an
encoder has as well is that only where it is told what a text's is told.
"""

from __future__ import annotations

import ast
import codecs
from collections.abc import Mapping

from evalkit.probes.dsls.known_names import known
from evalkit.source.ownership import Owners

_CODING = frozenset({"encode", "decode"})
_TAKES_TEXTS: Mapping[str, tuple[int, ...]] = {
    "replace": (2,),
    "split": (0, 1),
    "rsplit": (0, 1),
    "partition": (1,),
    "rpartition": (1,),
    **dict.fromkeys(_CODING, (0, 1)),
}
"""Methods of texts that other objects have too, with how many texts each may be given and nothing else."""


def is_of_text(node: ast.Attribute, call: ast.Call, owners: Owners) -> bool:
    """Whether a method is one that only texts have, or is told nothing but what one of a text is: `.replace("a", "b")`."""
    if node.attr in known().data.of_texts:
        return True
    if call.keywords or len(call.args) not in _TAKES_TEXTS.get(node.attr, ()):
        return False
    if node.attr == "replace" and _may_be_column(node.value, owners):
        return False
    if node.attr in _CODING:
        return all(isinstance(each, ast.Constant) and _is_codec(each.value) for each in call.args)
    return all(owners.is_text(each) for each in call.args)


def methods_along(origin: str) -> list[str]:
    """The names along an origin, such as 'read_csv' and 'iterrows' of 'pandas.read_csv().iterrows()@'."""
    return [each.strip("()@") for each in origin.split(".")]


def _may_be_column(node: ast.expr, owners: Owners) -> bool:
    """Whether a value may be a table or a column, which replace values; none is the name of one, or made by a text's method."""
    origin = owners.value(node).origin
    *before, last = methods_along(origin)
    is_made = last in known().data.of_texts and before[-1:] != ["str"]
    return owners.origin(node) in known().data.columns_as_items and not (is_made or origin.endswith(".columns@"))


def _is_codec(name: object) -> bool:
    """Whether a name is that of a way to write letters as bytes."""
    try:
        return isinstance(name, str) and bool(codecs.lookup(name))
    except LookupError:
        return False
