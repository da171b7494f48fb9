"""Python files are read in the encoding that they declare, whatever they are called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.source.files import decoded, encoding_of, is_python, name_of, read_python, text_in, write_like
from evalkit.source.reading import READ_AS, NotPython, code_tokens, read_source, source_lines


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"), None),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"x = 1\r\ny = 2\rz = 3\n", "x = 1\ny = 2\nz = 3\n"),
        (b"# coding: unheard-of\nx = 1\n", "# coding: unheard-of\nx = 1\n"),
        (b"x = '\xff'\n", "x = '\ufffd'\n"),
    ],
)
def test_a_source_is_decoded_as_it_says(content: bytes, text: str | None) -> None:
    found = decoded(content)
    assert found == (text if text is not None else content.decode("cp1252"))
    read_source(found)


def test_a_byte_order_mark_in_a_text_is_no_code() -> None:
    assert read_source("\ufeffx = 1\n").tokens == 3


def test_an_older_python_is_refused_by_the_name_of_the_one_that_reads() -> None:
    with pytest.raises(NotPython, match=f"^not {READ_AS}: "):
        read_source("print 'x'\n")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads what is new in 3.12")
@pytest.mark.parametrize("text", ["def f[T](x: T) -> T:\n    return x\n", "type A = int\n", "x = f'{a!r:{'>'}{10}}'\n"])
def test_a_newer_python_is_refused_by_the_name_of_the_one_that_reads(text: str) -> None:
    with pytest.raises(NotPython, match=f"^not {READ_AS}: "):
        read_source(text)


@pytest.mark.parametrize(
    ("name", "content", "python"),
    [
        ("a.py", "", True),
        ("a.PY", "", True),
        ("a.pyw", "", True),
        ("a.pyi", "", True),
        ("a.ipynb", "", True),
        ("train", "#!/usr/bin/env python3\nprint(1)\n", True),
        ("train.in", "#!/usr/bin/python3.11 -u\n", True),
        ("train", "#!/usr/bin/env -S uv run --script\n", True),
        ("train", "#!/bin/sh\npython x.py\n", False),
        ("train", "# python\n", False),
        ("a.sql", "select 1\n", False),
    ],
)
def test_python_is_told_by_its_name_or_its_first_line(tmp_path: Path, name: str, content: str, python: bool) -> None:
    file = tmp_path / name
    file.write_text(content)
    assert is_python(file) is python


def test_a_link_that_leads_nowhere_is_not_readable(tmp_path: Path) -> None:
    link = tmp_path / "a.py"
    link.symlink_to(tmp_path / "nowhere.py")
    with pytest.raises(NotPython, match="not readable: No such file"):
        read_python(link)
    assert text_in(link) == ""
    (tmp_path / "train").symlink_to(tmp_path / "nowhere")
    assert not is_python(tmp_path / "train")


def test_bytes_of_a_name_that_are_no_text_are_spelled(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py"))
    assert name_of(file, tmp_path) == "caf\\xe9.py"
    assert name_of(tmp_path / "a" / "b.py", tmp_path) == "a/b.py"
    assert name_of(Path("/else/where.py"), tmp_path) == "where.py"


@given(st.text(alphabet="ab\n\r\f\v\x1c\x85\u2028 ='#", max_size=40))
def test_lines_are_those_of_the_tokenizer(text: str) -> None:
    lines = source_lines(text)
    try:
        tokens = code_tokens(text)
    except NotPython:
        return
    for token in tokens:
        if token.string.strip():
            first = lines[token.start[0] - 1]
            assert first[token.start[1] :].startswith(token.string.split("\n")[0])


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
    assert read_python(file) == first + TEXT
    write_like(again, read_python(file), file)
    assert again.read_bytes() == file.read_bytes()
    said = subprocess.run([sys.executable, file], capture_output=True, check=True).stdout
    assert said == b"6 gr\\xf6\\xdfer\n"


@given(st.binary(max_size=200))
def test_whatever_is_in_a_file_is_some_text(content: bytes) -> None:
    assert isinstance(decoded(content), str)
    assert encoding_of(content)


@pytest.mark.parametrize("name", ["rot13", "base64", "undefined", "nobody-knows-it"])
def test_a_cookie_that_names_no_encoding_of_text_is_read_as_utf_8(name: str, tmp_path: Path) -> None:
    content = f"# coding: {name}\nx = 'é'\n".encode()
    assert encoding_of(content) == "utf-8"
    (tmp_path / "a.py").write_bytes(content)
    assert read_python(tmp_path / "a.py") == content.decode()
