"""Parts of documents that are looked up in another language: XPath and CSS selectors, told by what a method is called.

A spider is handed its page, and a test its browser, so that nothing says whose methods these are; what they are called
and what stands in the text does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.reader import Reader
from evalkit.probes.dsls.texts import is_path, is_selector
from evalkit.source.values import Value

XPATH = "XPath"
_CSS = "CSS selectors"


def selector(
    reader: Reader, node: ast.Call, callee: Value, positional: Sequence[Value], named: Mapping[str, Value]
) -> tuple[Value, str] | None:
    """The text by which a call looks for parts of a document, and its language; None where it does not."""
    found = next(_by_constant((positional, *(one.parts for one in (*positional, *named.values())))), None)
    return found or _by_method(reader, node, callee, positional)


def keyword_language(keyword: str, text: str) -> str:
    """The language of a text that a keyword holds, where the keyword is called by it: `restrict_xpaths="//a"`."""
    return _called_by(keyword, text)


def _by_constant(rows: Sequence[Sequence[Value]]) -> Iterator[tuple[Value, str]]:
    """What stands beside a constant that names the language, among the arguments or in a pair that is one."""
    for values in rows:
        for told, value in pairwise(values):
            name = ".".join(told.origin.rsplit(".", 2)[-2:])
            language = next(
                (one for end, one in known().statements.selector_constants.items() if name.endswith(end)), ""
            )
            if language and value.text is not None:
                yield value, language


def _by_method(reader: Reader, node: ast.Call, callee: Value, positional: Sequence[Value]) -> tuple[Value, str] | None:
    if not isinstance(node.func, ast.Attribute):
        return None
    method = node.func.attr
    told = ((value, _called_by(method, value.text)) for value in positional if value.text is not None)
    if found := next(((value, language) for value, language in told if language), None):
        return found
    first = positional[0] if positional else None
    if first is None or first.text is None or not callee.name.startswith("?"):
        return None
    selects = reader.is_method_of_some(node, known().statements.selects)
    return (first, _CSS) if selects and is_selector(first.text) else None


def _called_by(name: str, text: str) -> str:
    """The language that a name ends with, or has for a word, where a text reads as it."""
    words = name.lower().split("_")
    if not {"xpath", "xpaths"}.isdisjoint(words):
        return XPATH if is_path(text) else ""
    if words[-1].startswith("selector"):
        words = words[:-1]
    return _CSS if len(words) > 1 and words[-1] == "css" and is_selector(text) else ""
