"""Python source is read as Python reads it, whatever its encoding."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.files import decoded, encoding_of, read_file, write_like

TEXT = "name = 'gr\u00f6\u00dfer'\nprint(len(name), name.encode('unicode_escape').decode())\n"


@pytest.mark.parametrize(
    ("encoding", "first"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8-sig", "# coding: utf-8\n"),
        ("latin-1", "# -*- coding: latin-1 -*-\n"),
        ("cp1252", "#!/usr/bin/env python3\n# vim: set fileencoding=cp1252 :\n"),
    ],
)
def test_what_is_read_is_what_python_runs(tmp_path: Path, encoding: str, first: str) -> None:
    file, again = tmp_path / "script.py", tmp_path / "again.py"
    file.write_bytes((first + TEXT).encode(encoding))
    assert read_file(file) == first + TEXT
    write_like(again, read_file(file), file)
    assert again.read_bytes() == file.read_bytes()
    said = subprocess.run([sys.executable, file], capture_output=True, check=True).stdout
    assert said == b"6 gr\\xf6\\xdfer\n"


@given(st.binary(max_size=200))
def test_whatever_is_in_a_file_is_some_text(content: bytes) -> None:
    assert isinstance(decoded(content), str)
    assert encoding_of(content)


def test_line_ends_are_line_feeds() -> None:
    assert decoded(b"a\r\nb\rc\n") == "a\nb\nc\n"


def test_an_encoding_that_nobody_knows_is_read_as_utf8() -> None:
    assert decoded("# coding: klingon\n\u00e4".encode()) == "# coding: klingon\n\u00e4"
