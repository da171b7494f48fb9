"""Python files as they are found: scripts, stubs, notebooks, and files that name Python in their first line.

Each is read in the encoding that it declares. Lines are those that Python counts: they end with a line feed, a carriage
return or both, and with nothing else that looks like the end of a line.
"""

from __future__ import annotations

import io
import os
import re
import tokenize
from pathlib import Path

from evalkit.source.notebooks import notebook_code
from evalkit.source.reading import NotPython, with_plain_lines

PYTHON_SUFFIXES = frozenset({".py", ".pyw", ".pyi"})
NOTEBOOK = ".ipynb"
_SHEBANG = re.compile(rb"#!.*\b(?:python[\d.]*|uv\s+run)\b")


def is_python(file: Path) -> bool:
    """Whether a file is written in Python: by its name, or by the interpreter that its first line asks for."""
    suffix = file.suffix.lower()
    if suffix in PYTHON_SUFFIXES or suffix == NOTEBOOK:
        return True
    try:
        with file.open("rb") as content:
            return _SHEBANG.match(content.readline(200)) is not None
    except OSError:
        return False


def name_of(file: Path, root: Path) -> str:
    r"""How people are shown a file: relative to `root`, or by its last part where it lies outside.

    Bytes of a name that are not UTF-8 are spelled, as in 'caf\xe9.py'.
    """
    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def read_python(file: Path) -> str:
    """The Python in a file; of a notebook the code of its cells.

    Raises:
        NotPython: the file cannot be read, or is a notebook in another language.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NotPython(f"not readable: {error.strerror or error}", 1, 1) from None
    text = decoded(content)
    return notebook_code(text) if file.suffix.lower() == NOTEBOOK else text


def text_in(file: Path) -> str:
    """The text of a file in any language; nothing of one that holds no text, or cannot be read."""
    try:
        content = file.read_bytes()
    except OSError:
        return ""
    return "" if b"\0" in content else decoded(content)


def decoded(content: bytes) -> str:
    """The text of a source in the encoding that its byte-order mark or its cookie declares, by default UTF-8.

    Bytes that are none in that encoding become U+FFFD. Lines end with a line feed.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, LookupError, ValueError):
        text = content.decode("utf-8-sig", errors="replace")
    return with_plain_lines(text)


def encoding_of(content: bytes) -> str:
    """Return the encoding of a Python source; 'utf-8-sig' where it begins with a byte-order mark."""
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        "".encode(encoding)
    except (
        SyntaxError,
        LookupError,
        UnicodeError,
    ):  # a name that nobody knows or of no text, or bytes that are no UTF-8
        return "utf-8"
    return encoding


def write_like(file: Path, text: str, original: Path) -> None:
    """Write a changed Python source in the encoding of the `original`, so that Python reads what was meant.

    Raises:
        UnicodeEncodeError: the text cannot be written in that encoding.
        OSError: the file cannot be written.
    """
    file.write_bytes(text.encode(encoding_of(original.read_bytes())))
