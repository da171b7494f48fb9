"""Notebooks as Python: the code of their cells, on the lines where the notebook's file has it.

What only IPython understands gives way: a line of magic to `pass`, a cell in another language to nothing. A cell in SQL
becomes a string that is handed to its magic, so that its text is seen. A cell that is no Python, among others that are,
becomes comments that say so.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Sequence
from typing import Any

from evalkit.source.reading import NotPython, with_plain_lines

NOT_PYTHON = "# evalkit: this cell is no Python: "
"""What the lines of a cell begin with that cannot be read."""
_STILL_PYTHON = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "snakeviz"})
_KEPT_FOR_LATER = frozenset({"writefile", "file", "script", "script_file", "cython", "cython_inline"})
"""Magics of a cell whose body does not run as Python there, even where it reads as Python."""
_IN_SQL = frozenset(
    [
        "sql",
        "bigquery",
        "bq",
        "duckdb",
        "sqlcmd",
        "sparksql",
        "spark_sql",
        "athena",
        "redshift",
        "snowflake",
        "trino",
        "presto",
        "hive_sql",
        "clickhouse",
    ]
)
"""Magics of a cell whose body is SQL."""
_MAGIC = re.compile(r"(?P<indent>\s*)(?:[%!?]|\w[\w, ]*=\s*[%!]|[\w.]+\?\??\s*$)")


def notebook_code(text: str) -> str:
    """The Python of a notebook, given as the text of its file.

    Each line stands at the number that it has in the file, wherever that holds one line of code on each of its own;
    otherwise the cells follow each other.

    Raises:
        NotPython: the text is no notebook, or one in another language.
    """
    import nbformat  # noqa: PLC0415  (slow to import, and most sources are no notebooks)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without an id, as older notebooks have them
            notebook: Any = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever is wrong with it, it is no notebook
        raise NotPython(f"not a notebook: {str(error).splitlines()[0] if str(error) else error!r}", 1, 1) from None
    language = _language(notebook.metadata)
    if language != "python":
        raise NotPython(f"not Python: a notebook in {language}", 1, 1)
    cells = [str(cell.source) for cell in notebook.cells if cell.cell_type == "code" and str(cell.source).strip()]
    plain = [plain_cell(cell) for cell in cells]
    broken = [not _parses(cell) for cell in plain]
    if 2 * sum(broken) <= len(cells):  # else it is the notebook that is no Python, and not some cell
        plain = [_commented(cell) if is_broken else cell for cell, is_broken in zip(plain, broken, strict=True)]
    return _placed(text.split("\n"), cells, plain)


def _commented(cell: str) -> str:
    return "\n".join(f"{NOT_PYTHON}{line}" if line.strip() else line for line in cell.split("\n"))


def _language(metadata: Any) -> str:
    kernel, info = metadata.get("kernelspec") or {}, metadata.get("language_info") or {}
    named = str(info.get("name") or kernel.get("language") or kernel.get("name") or "python").lower()
    return "python" if "python" in named or named in {"conda", "sage"} else named


def _placed(file: Sequence[str], cells: Sequence[str], plain: Sequence[str]) -> str:
    """The cells, as Python reads them, at their lines in a notebook's file."""
    written = [line.strip().removesuffix(",") for line in file]
    placed: dict[int, str] = {}
    at = 0
    for cell, as_python in zip(cells, plain, strict=True):
        found = _begin(written, cell, at)
        if found is None:
            return "\n\n".join(plain) + "\n"
        lines = as_python.split("\n")
        placed |= {found + number: line for number, line in enumerate(lines)}
        at = found + len(lines)
    return "\n".join(placed.get(number, "") for number in range(at)) + "\n"


def _begin(written: Sequence[str], cell: str, at: int) -> int | None:
    """Where in a notebook's file a cell begins that has each of its lines on one of its own; None where nowhere."""
    pieces = _kept_ends(with_plain_lines(cell))
    for ascii_only in (False, True):
        spelled = [json.dumps(piece, ensure_ascii=ascii_only) for piece in pieces]
        spelled[0] = spelled[0].strip()
        for place in range(at, len(written) - len(spelled) + 1):
            # the first and the last line may share theirs with the brackets of the list
            if written[place].endswith(spelled[0]) and all(
                written[place + number].startswith(one) for number, one in enumerate(spelled[1:], 1)
            ):
                return place
    return None


def _kept_ends(text: str) -> list[str]:
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended


def plain_cell(cell: str) -> str:
    """A cell as Python alone reads it, each line where it was."""
    cell = with_plain_lines(cell)
    lines = cell.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        name = (lines[first][2:].split() or [""])[0]
        if name in _IN_SQL:
            return _as_string(name, lines, first)
        if name not in _STILL_PYTHON and not _is_python(name, lines[first + 1 :]):
            return "\n".join("" for _ in lines)
        lines[first] = ""
        cell = "\n".join(lines)
    if _parses(cell):
        return cell
    plain = [_without_magic(line) for line in lines]
    indent = re.match(r"\s*", lines[first])
    if indent and indent[0]:  # IPython takes away what the first line is indented by
        plain = [line.removeprefix(indent[0]) for line in plain]
    return "\n".join(plain)


def _is_python(magic: str, body: list[str]) -> bool:
    """Whether a cell's magic, which some library brought along, runs Python: nothing else imports or defines as Python does."""
    if magic in _KEPT_FOR_LATER:
        return False
    try:
        found = ast.parse("\n".join(body)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(each, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef) for each in found)


def _as_string(name: str, lines: list[str], first: int) -> str:
    body = "\n".join(lines[first + 1 :]).replace("\\", "\\\\").replace('"""', "'''")
    return "\n" * first + f'get_ipython().run_cell_magic("{name}", "", """\n{body} """)'


def _without_magic(line: str) -> str:
    found = _MAGIC.match(line)
    return f"{found['indent']}pass" if found else line


def _parses(cell: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
