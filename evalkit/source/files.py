"""Files of Python source as Python reads them: with a byte-order mark, or in the encoding that a comment names (PEP 263)."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path


def decoded(content: bytes) -> str:
    """Return the text of a Python source, line ends as line feeds.

    What is not text in the encoding that it names, or in UTF-8 where it names none, is replaced: Python would not run it.
    """
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding_of(content), errors="replace").read()


def encoding_of(content: bytes) -> str:
    """Return the encoding of a Python source; 'utf-8-sig' where it begins with a byte-order mark."""
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except (SyntaxError, UnicodeDecodeError):  # a name that nobody knows, or bytes that are no UTF-8
        return "utf-8"


def read_file(file: Path) -> str:
    """Return the text of a file of Python source; raises OSError where it cannot be read."""
    return decoded(file.read_bytes())


def write_like(file: Path, text: str, original: Path) -> None:
    """Write a changed Python source in the encoding of the `original`, so that Python reads what was meant.

    Raises:
        UnicodeEncodeError: the text cannot be written in that encoding.
        OSError: the file cannot be written.
    """
    file.write_bytes(text.encode(encoding_of(original.read_bytes())))
