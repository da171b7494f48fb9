"""Docstrings: which parameters they document, in which style, and whether they show an example.

Pure functions of text. Three styles are parsed: NumPy's underlined sections, Google's indented ones, and field lists as
Sphinx and Epytext write them. Griffe's own parsers were tried and drop what real docstrings hold: parameters that share
an entry with an escaped star, entries set off by dashes, underlined headers of another spelling.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["numpy", "google", "sphinx", ""]
"""How a docstring is laid out; '' where it has no section that could be parsed."""

_PARAMETERS = frozenset(
    [
        "args",
        "arguments",
        "keyword-args",
        "keyword-arguments",
        "keyword-parameters",
        "kwargs",
        "optional-parameters",
        "other-args",
        "other-arguments",
        "other-parameters",
        "parameters",
        "params",
    ]
)
_COLLECTORS = frozenset({"args", "kwargs", "kwds", "kw", "kwarg", "varargs"})
"""What parameters are called that collect any others."""
_EXAMPLES = frozenset(
    ["example", "example-usage", "examples", "sample-usage", "usage", "usage-example", "usage-examples"]
)
_FIELDS = frozenset({"attributes", "fields"})
_OTHERS = frozenset(
    [
        "methods",
        "note",
        "notes",
        "raises",
        "receives",
        "references",
        "return",
        "returns",
        "see-also",
        "warning",
        "warnings",
        "warns",
        "yield",
        "yields",
    ]
)
_REMARKS = frozenset({"note", "notes", "references", "see-also", "warning", "warnings"})
_SECTIONS = _PARAMETERS | _EXAMPLES | _FIELDS | _OTHERS

_NAME = r"(?:\\?\*){0,2}[^\W\d]\w*"
_NAMES = re.compile(rf"(?P<names>`{{0,2}}{_NAME}`{{0,2}}(?:\s*,\s*`{{0,2}}{_NAME}`{{0,2}})*)(?P<rest>.*)", re.DOTALL)
_UNDERLINE = re.compile(r"\s*(-{3,}|={3,}|~{3,})\s*")
_HEADER = re.compile(r"(?P<indent>\s*)(?P<title>[A-Za-z][A-Za-z ]*):\s*")
_FIELD = re.compile(
    rf"^\s*[:@](?:param|parameter|arg|argument|key|keyword|kwarg)\s+(?:[^:\n]*\s)?(?P<name>{_NAME})\s*:", re.MULTILINE
)
_ANY_FIELD = re.compile(
    r"^\s*[:@](?:param|parameter|arg|argument|key|keyword|kwarg|type|returns?|rtype|raises?|except|exception|yields?|"
    r"ivar|cvar|var)\b[^:\n]*:",
    re.MULTILINE,
)
_PROMPT = re.compile(r"^\s*(>>> ?\S|In \[\d*\]: ?\S)", re.MULTILINE)
_DIRECTIVE = re.compile(
    r"^\s*\.\. (code|code-block|sourcecode|ipython|doctest|testcode|plot|jupyter-execute)::", re.MULTILINE
)
_FENCE = re.compile(
    r"^\s*(?:```|~~~)[ \t]*(?P<language>[\w.{}+-]*)[^\n]*\n(?P<body>.*?)^\s*(?:```|~~~)", re.MULTILINE | re.DOTALL
)
_NOT_CODE = frozenset({"text", "txt", "mermaid", "math", "output"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one docstring holds.

    `parameters` are the names in its sections of parameters, less their stars, `fields` those in its sections of
    attributes; `example` says whether it shows one: a prompt, a section of examples that is not empty, a code block.
    """

    style: Style = ""
    parameters: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    example: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which of a callable's parameters its docstrings document, in the order of the signature.

    `mentioned` were not found in a section but named in prose, marked up or at the head of a line; they are looked for
    only where no section of parameters could be parsed. `missing` are the rest. `*args` and `**kwargs` are in none of
    these where a section lists what they stand for.
    """

    parsed: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters that there are to document."""
        return frozenset((*self.parsed, *self.mentioned, *self.missing))


def read_docstring(text: str) -> Reading:
    """Read one docstring, as written in the source or cleaned."""
    if not text.strip():
        return Reading()
    clean = inspect.cleandoc(text)
    lines = clean.splitlines()
    parameters: set[str] = set()
    fields: set[str] = set()
    styles: set[Style] = set()
    example = bool(_PROMPT.search(clean) or _DIRECTIVE.search(clean) or _has_code(clean, lines))
    for style, title, body in (*_numpy_sections(lines), *_google_sections(lines)):
        if title in _EXAMPLES:
            example = example or any(line.strip() for line in body)
        # 'Example:' and 'Note:' stand before indented text in every style.
        if style == "numpy" or title not in _EXAMPLES | _REMARKS:
            styles.add(style)
        if title in _PARAMETERS | _FIELDS:
            (parameters if title in _PARAMETERS else fields).update(_entries(body, style))
    if _ANY_FIELD.search(clean):
        styles.add("sphinx")
        parameters.update(_bare(found["name"]) for found in _FIELD.finditer(clean))
    order: tuple[Style, ...] = ("numpy", "google", "sphinx")
    return Reading(
        next((style for style in order if style in styles), ""), frozenset(parameters), frozenset(fields), example
    )


def covered(docstrings: Sequence[str], parameters: Iterable[str]) -> Coverage:
    """Which of `parameters` the docstrings of one callable document between them (a class and its `__init__`).

    Sections of attributes stand in where there is none of parameters (dataclasses are written so), and mentions in
    prose where there is neither.
    """
    readings = [read_docstring(text) for text in docstrings]
    found = frozenset[str]().union(*(reading.parameters for reading in readings))
    found = found or frozenset[str]().union(*(reading.fields for reading in readings))
    names = tuple(dict.fromkeys(_bare(name) for name in parameters))
    if found - {*names}:  # the text lists what these collect
        names = tuple(name for name in names if name in found or name not in _COLLECTORS)
    if found:
        return Coverage(tuple(n for n in names if n in found), (), tuple(n for n in names if n not in found))
    prose = "\n".join(docstrings)
    mentioned = tuple(name for name in names if mentions(prose, name))
    return Coverage((), mentioned, tuple(name for name in names if name not in mentioned))


def mentions(text: str, name: str) -> bool:
    """Tell whether prose names a parameter so that no ordinary word is meant.

    It is marked up (`x`, ``x``, *x*) or stands at the head of a line or of a list's item, before a colon or a dash.
    """
    word = re.escape(name)
    marked = rf"(?<![\w`])`{{1,2}}\**{word}`{{1,2}}(?!\w)|(?<![\w*])\*{{1,2}}{word}\*{{1,2}}(?![\w*])"
    headed = rf"^\s*(?:[-*•+]\s+)?['\"]?{word}['\"]?\s*(?::\s|:$|--?\s|–\s|—\s)"
    return re.search(f"{marked}|{headed}", text, re.MULTILINE) is not None


def _numpy_sections(lines: Sequence[str]) -> Iterator[tuple[Style, str, list[str]]]:
    heads = [
        number
        for number in range(len(lines) - 1)
        if lines[number].strip() and _UNDERLINE.fullmatch(lines[number + 1]) and not _UNDERLINE.fullmatch(lines[number])
    ]
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=False):
        title = _title(lines[head])
        if title in _SECTIONS:
            yield "numpy", title, list(lines[head + 2 : end])


def _google_sections(lines: Sequence[str]) -> Iterator[tuple[Style, str, list[str]]]:
    for number, line in enumerate(lines):
        header = _HEADER.fullmatch(line)
        if header is None or (title := _title(header["title"])) not in _SECTIONS:
            continue
        body: list[str] = []
        for later in lines[number + 1 :]:
            if later.strip() and _indent(later) <= len(header["indent"]):
                break
            body.append(later)
        if any(later.strip() for later in body):
            yield "google", title, body


def _entries(body: Sequence[str], style: Style) -> Iterator[str]:
    """The names that a section's entries begin with: lines as little indented as any."""
    least = min((_indent(line) for line in body if line.strip()), default=0)
    for line in body:
        entry = _NAMES.fullmatch(line.strip()) if line.strip() and _indent(line) == least else None
        if entry is None:
            continue
        rest = entry["rest"].strip()
        # NumPy's entries may lack a type; Google's need a colon or a dash, else any continued sentence is one.
        if rest.startswith((":", "(", "--", "- ", "–", "—")) or (style == "numpy" and not rest):
            yield from (_bare(name) for name in entry["names"].split(","))


def _has_code(clean: str, lines: Sequence[str]) -> bool:
    fences = _FENCE.finditer(clean)
    if any(fence["body"].strip() and fence["language"].lower() not in _NOT_CODE for fence in fences):
        return True
    return any(
        line.rstrip().endswith("::") and _is_code(_block_after(lines, number)) for number, line in enumerate(lines)
    )


def _block_after(lines: Sequence[str], number: int) -> str:
    # Where only a block follows a docstring's first line, cleaning took its indentation.
    least = _indent(lines[number]) if number else -1
    block: list[str] = []
    for line in lines[number + 1 :]:
        if line.strip() and _indent(line) <= least:
            break
        block.append(line)
    return textwrap.dedent("\n".join(block)).strip()


def _is_code(text: str) -> bool:
    """Tell whether a literal block is Python that does something: diagrams and tables stand in such blocks too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.Call | ast.Assign | ast.Import | ast.ImportFrom) for node in ast.walk(tree))


def _title(line: str) -> str:
    return "-".join(line.strip().rstrip(":").lower().split())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _bare(name: str) -> str:
    return name.strip().strip("`").replace("\\", "").lstrip("*")
