"""Files are what they hold: what others can read, and what only the tool can."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.probes.file_formats import MOST, Format, format_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
OBJECT = {"weights": [1.5, 2.5], "name": "model"}


@pytest.fixture
def recognised(tmp_path: Path) -> Callable[..., Format]:
    def write(data: bytes, name: str = "file") -> Format:
        file = tmp_path / name
        file.write_bytes(data)
        return format_of(file)

    return write


def of(data: bytes, folder: Path) -> Format:
    file = folder / "file"
    file.write_bytes(data)
    return format_of(file)


def array(values: object, **options: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array(values, **options), allow_pickle=True)  # type: ignore[call-overload]
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def field(number: int, value: int | bytes) -> bytes:
    """A field of a message of protocol buffers, short enough for one byte of length."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


ONNX = field(1, 10) + field(2, b"pytorch") + field(7, b"\x0a\x03abc") + field(8, b"\x10\x15")
SAVED_MODEL = field(1, 1) + field(2, b"\x0a\x03abc")
SAFETENSORS = struct.pack("<Q", 2) + b"{}" + bytes(7)
RECORD = struct.pack("<Q", 3) + bytes([1, 2, 3, 4]) + b"abc" + bytes([5, 6, 7, 8])


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    ids=lambda value: value if isinstance(value, str) else "",  # archives hold the time, so bytes make no name
    argvalues=[
        (b"", "x.pkl", "empty"),
        (b"a,b\n1,2\n", "x.csv", "CSV"),
        (b"a: 1\n", "x.yaml", "YAML"),
        ("grüße\n".encode(), "notes", "text"),
        ("grüße, und mehr davon\n".encode("latin-1"), "notes", "text"),
        ("grüße".encode("utf-16"), "notes", "text"),
        (b"\x1b[31mred\x1b[0m\r\n 50%\x08\x08", "run.log", "text"),
        (b'{"a": 1}', "x", "JSON"),
        (b"[1, 2]\n", "x", "JSON"),
        (b'{"a": 1}\n{"a": 2}\n', "x", "JSON lines"),
        (b"{not json}", "x", "text"),
        (b" <!DOCTYPE html><p>", "x", "HTML"),
        (b"<?xml version='1.0'?><svg/>", "x", "SVG picture"),
        (b"<?xml version='1.0'?><a/>", "x", "XML"),
        (b'feature { name: "age" }\n', "schema.pbtxt", "protocol buffers as text"),
        (PNG, "x", "PNG picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", "WebP picture"),
        (b"BM\x0a\x00\x00\x00\x00\x00\x00\x00", "x", "BMP picture"),
        (b"%PDF-1.7\n\xff", "x", "PDF"),
        (b"PAR1\x00\x01PAR1", "x", "Parquet"),
        (b"ARROW1\x00\x00\x01ARROW1", "x", "Arrow"),
        (b"\xff\xff\xff\xff\x10\x00\x00\x00abc\xff\xff\xff\xff\x00\x00\x00\x00", "x", "Arrow stream"),
        (b"\x89HDF\r\n\x1a\n\x00", "x", "HDF5"),
        (array([1, 2]), "x", "NumPy array"),
        (zipped({"a.npy": array([1.0]), "b.npy": array([2])}), "x", "NumPy arrays"),
        (SAFETENSORS, "x", "safetensors"),
        (ONNX, "x", "ONNX"),
        (zipped({"a.csv": b"a\n1\n", "b/c.png": PNG}), "x", "zip archive"),
        (zipped({}), "x", "zip archive"),
        (tarred({"a.csv": b"a\n1\n"}), "x", "tar archive"),
        (gzip.compress(b"a,b\n"), "x.csv.gz", "CSV in gzip"),
        (gzip.compress(tarred({"a": b"text"})), "x", "tar archive in gzip"),
        (bz2.compress(b"text"), "x", "text in bzip2"),
        (lzma.compress(b"text"), "x", "text in xz"),
    ],
)
def test_what_others_can_read(recognised: Callable[..., Format], data: bytes, name: str, expected: str) -> None:
    assert recognised(data, name) == Format(expected, True)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    ids=lambda value: value if isinstance(value, str) else "",  # archives hold the time, so bytes make no name
    argvalues=[
        *((pickle.dumps(OBJECT, protocol), "x.json", "pickle") for protocol in range(6)),
        (pickle.dumps(complex), "x.txt", "pickle"),
        (array([{}], dtype=object), "x", "NumPy array of pickled objects"),
        (array([(1, {})], dtype=[("a", "i4"), ("b", "O")]), "x", "NumPy array of pickled objects"),
        (zipped({"data.pkl": pickle.dumps(OBJECT), "x": b"text"}), "x.pt", "zip archive with pickle"),
        (zipped({"a.npy": array([{}], dtype=object)}), "x", "zip archive with NumPy array of pickled objects"),
        (tarred({"a": b"text", "b": pickle.dumps(OBJECT)}), "x", "tar archive with pickle"),
        (gzip.compress(pickle.dumps(OBJECT)), "x", "pickle in gzip"),
        (SAVED_MODEL, "saved_model.pb", "protocol buffers, by its name"),
        (SAVED_MODEL, "x.onnx", "unknown binary"),
        (RECORD * 3, "x", "TFRecord"),
        (bytes(8) + b"DUCK" + bytes(20), "x", "DuckDB database"),
        (b"PAR1\x00\x01", "x.parquet", "unknown binary"),
        (b"ARROW1\x00\x00\x01", "x.arrow", "unknown binary"),
        (b"\x7fELF" + bytes(range(256)), "x", "unknown binary"),
        (bytes(range(256)) * 3, "x.csv", "unknown binary"),
        (b"a,b\n1,\x00\n", "x.csv", "unknown binary"),
        (zipped({"a": b"text"})[:-30], "x.zip", "zip archive that cannot be opened"),
        (gzip.compress(b"text")[:8] + b"\xff" * 9, "x.gz", "unknown binary"),
    ],
)
def test_what_only_the_tool_can_read(recognised: Callable[..., Format], data: bytes, name: str, expected: str) -> None:
    assert recognised(data, name) == Format(expected, False)


def test_a_real_database_of_sqlite_is_readable(tmp_path: Path) -> None:
    file = tmp_path / "x"
    with sqlite3.connect(file) as database:
        database.execute("create table a (b)")
    database.close()
    assert format_of(file) == Format("SQLite", True)


def test_archives_in_archives_are_looked_into_to_a_depth(recognised: Callable[..., Format]) -> None:
    assert recognised(zipped({"in.zip": zipped({"a": b"text"})})).readable
    deep = b"text"
    for _ in range(9):
        deep = zipped({"in.zip": deep})
    assert not recognised(deep).readable


def test_of_a_large_archive_that_is_compressed_the_beginning_counts(recognised: Callable[..., Format]) -> None:
    rows = b"age,fnlwgt\n" + b"39,77516\n" * 10_000
    many = {f"{at}.csv": rows for at in range(MOST // len(rows) + 3)}
    assert recognised(gzip.compress(tarred(many))) == Format("tar archive in gzip", True)
    assert not recognised(gzip.compress(tarred({"a.pkl": pickle.dumps(OBJECT), **many}))).readable


def test_a_large_archive_in_an_archive_is_looked_into(recognised: Callable[..., Format]) -> None:
    large = array(list(range(MOST // 4)))
    assert recognised(zipped({"in.npz": zipped({"a.npy": large}, zipfile.ZIP_STORED)})) == Format("zip archive", True)
    assert not recognised(zipped({"in.zip": zipped({"a.npy": large, "b": b"\x00"}, zipfile.ZIP_STORED)})).readable


def test_a_bomb_is_not_unpacked(recognised: Callable[..., Format]) -> None:
    assert not recognised(gzip.compress(bytes(50 * 10**6))).readable
    assert not recognised(zipped({f"{at}.bin": bytes(MOST) for at in range(80)})).readable


def test_large_files_are_judged_by_both_ends(recognised: Callable[..., Format]) -> None:
    rows = b"age,fnlwgt\n" + b"39,77516\n" * (MOST // 9 + 10_000)
    assert recognised(rows, "x.csv") == Format("CSV", True)
    assert not recognised(rows + bytes(100), "x.csv").readable
    assert recognised(b"PAR1" + bytes(MOST) + b"PAR1").readable
    assert not recognised(b"PAR1" + bytes(MOST)).readable
    assert recognised(pickle.dumps(b"x" * 2 * MOST)) == Format("pickle", False)
    assert recognised(json.dumps(["é" * MOST]).encode("utf-8"), "x.json") == Format("JSON", True)
    assert recognised(RECORD * (MOST // len(RECORD) + 9)) == Format("TFRecord", False)
    assert recognised(zipped({"a.csv": rows}, zipfile.ZIP_STORED)).readable
    assert recognised(("grüße\n" * MOST).encode("utf-16")).readable


@given(st.binary(max_size=600))
def test_anything_at_all_is_recognised_as_something(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert of(data, tmp_path_factory.getbasetemp()).name


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_text_is_readable_unless_it_is_a_pickle(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    found = of(text.encode(), tmp_path_factory.getbasetemp())
    assert found.readable or found.name in ("pickle", "TFRecord")


@given(st.recursive(st.none() | st.integers() | st.text() | st.floats(), st.lists, max_leaves=10), st.integers(2, 5))
def test_no_pickle_is_readable(tmp_path_factory: pytest.TempPathFactory, value: object, protocol: int) -> None:
    assert not of(pickle.dumps(value, protocol), tmp_path_factory.getbasetemp()).readable
