"""What a file is, by its content, and whether people can read it without the tool that wrote it.

A format counts as readable if its specification is public and software of other makers reads it with all that is in it.
So a pickle does not count, which only the classes that wrote it can read; nor does a message of protocol buffers, whose
meaning is in a schema elsewhere; nor TFRecord, which holds such messages. Nothing here is executed or unpickled, and a
few MB of each file are looked at: its beginning and its end.
"""

from __future__ import annotations

import bz2
import io
import json
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from evalkit.probes.binary_structures import is_old_pickle, is_onnx, is_safetensors, is_tfrecord

MOST = 4 * 2**20
"""How many bytes of a file, or of a member of an archive, are looked at from its beginning."""

_TAIL = 1 << 16
_DEEPEST = 3
_MOST_MEMBERS = 10_000
_MOST_UNPACKED = 256 * 2**20
_MOST_NESTED = 64 * 2**20
_MOST_LABELLED = 3


@dataclass(frozen=True, slots=True)
class Format:
    """What a file was recognised as, in words that follow its name, and whether others can read it."""

    name: str
    readable: bool


_Members = Iterator[tuple[str, int, bytes]]
"""The members of an archive: the name of each, the size that it is said to have, and the beginning of its content."""

UNKNOWN = Format("unknown binary", False)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_EMPTY = Format("empty", True)
_PICKLE = Format("pickle", False)

_MAGIC: tuple[tuple[bytes, bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", b"", Format("PNG picture", True)),
    (b"\xff\xd8\xff", b"", Format("JPEG picture", True)),
    (b"GIF87a", b"", Format("GIF picture", True)),
    (b"GIF89a", b"", Format("GIF picture", True)),
    (b"II*\x00", b"", Format("TIFF picture", True)),
    (b"MM\x00*", b"", Format("TIFF picture", True)),
    (b"%PDF-", b"", Format("PDF", True)),
    (b"PAR1", b"PAR1", Format("Parquet", True)),
    (b"ARROW1\x00\x00", b"ARROW1", Format("Arrow", True)),
    (b"FEA1", b"FEA1", Format("Feather", True)),
    (b"\xff\xff\xff\xff", b"\xff\xff\xff\xff\x00\x00\x00\x00", Format("Arrow stream", True)),
    (b"SQLite format 3\x00", b"", Format("SQLite", True)),
    (b"\x89HDF\r\n\x1a\n", b"", Format("HDF5", True)),
    (b"Obj\x01", b"", Format("Avro", True)),
    (b"ORC", b"", Format("ORC", True)),
)
"""Formats that begin, and some of them end, with bytes of their own."""

_TEXTS = {
    ".csv": "CSV",
    ".tsv": "CSV",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".toml": "TOML",
    ".md": "Markdown",
    ".py": "Python source",
    ".sql": "SQL",
    ".pbtxt": "protocol buffers as text",
    ".textproto": "protocol buffers as text",
}
"""What a text is called by its name; it is readable whatever it is called."""

_CONTROL = re.compile(r"[\x00-\x07\x0b\x0e-\x1a\x1c-\x1f\x7f]")
"""Characters that no text has; a log may hold backspaces and codes of a terminal."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A file that is looked at: its beginning, its end (empty if unknown), and whether the beginning is all of it."""

    stream: IO[bytes]
    size: int
    name: str
    head: bytes
    tail: bytes
    depth: int

    @property
    def whole(self) -> bool:
        """Whether the beginning is all of it."""
        return len(self.head) == self.size

    @property
    def at_hand(self) -> bool:
        """Whether all of it can be read; of a large member of an archive there is the beginning alone."""
        return self.whole or not self.depth

    def ends_with(self, ending: bytes) -> bool:
        """Whether the file ends so, as far as it is known."""
        return not self.tail or self.tail.endswith(ending)


def format_of(file: Path) -> Format:
    """Return what a regular file is; raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return _of_stream(stream, stream.seek(0, io.SEEK_END), file.name, 0)


def _of_stream(stream: IO[bytes], size: int, name: str, depth: int) -> Format:
    stream.seek(0)
    head = stream.read(MOST)
    if len(head) < size:
        stream.seek(max(0, size - _TAIL))
    return _of(_Look(stream, size, name, head, head if len(head) == size else stream.read(_TAIL), depth))


def _of(look: _Look) -> Format:
    if not look.size:
        return _EMPTY
    for begins, ends, known in _MAGIC:
        if look.head.startswith(begins) and look.ends_with(ends):
            return known
    return next(filter(None, (recognise(look) for recognise in _RECOGNISERS)), _by_name(look))


def _by_name(look: _Look) -> Format:
    """Name what is not recognised; none of it is readable."""
    return Format("protocol buffers, by its name", False) if look.name.endswith(".pb") else UNKNOWN


def _picture(look: _Look) -> Format | None:
    if look.head[:4] == b"RIFF" and look.head[8:12] == b"WEBP":
        return Format("WebP picture", True)
    if look.head[:2] == b"BM" and look.head[2:6] == struct.pack("<I", look.size % 2**32):
        return Format("BMP picture", True)
    return None


def _numpy(look: _Look) -> Format | None:
    if not look.head.startswith(b"\x93NUMPY"):
        return None
    header = look.head[:_TAIL].partition(b"\n")[0]
    return Format("NumPy array of pickled objects", False) if re.search(rb"'\|O\d*'", header) else _NUMPY


_NUMPY = Format("NumPy array", True)


def _safetensors(look: _Look) -> Format | None:
    return Format("safetensors", True) if is_safetensors(look.head, look.size) else None


def _duckdb(look: _Look) -> Format | None:
    is_one = look.head[8:12] == b"DUCK" and look.head[13:20] == bytes(7)  # its version, a small number
    return Format("DuckDB database", False) if is_one else None


def _zip(look: _Look) -> Format | None:
    if not look.head.startswith(_ZIP):
        return None

    def members(archive: zipfile.ZipFile) -> _Members:
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as member:
                    yield info.filename, info.file_size, _beginning(member, info.file_size)

    try:
        with zipfile.ZipFile(look.stream) as archive:
            return _of_archive("zip archive", members(archive), look.depth)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, ValueError, EOFError):
        return Format("zip archive that cannot be opened", False)  # damaged, with a password, or packed some other way


def _tar(look: _Look) -> Format | None:
    if look.head[257:262] != b"ustar":
        return None

    def members(archive: tarfile.TarFile) -> _Members:
        for info in archive:
            member = archive.extractfile(info) if info.isreg() else None
            if member is not None:
                yield info.name, info.size, _beginning(member, info.size)

    look.stream.seek(0)
    try:
        with tarfile.open(fileobj=look.stream, mode="r:") as archive:
            return _of_archive("tar archive", members(archive), look.depth, cut_off=not look.at_hand)
    except (tarfile.TarError, OSError, ValueError, EOFError):
        return Format("tar archive that cannot be opened", False)


def _of_archive(kind: str, members: _Members, depth: int, *, cut_off: bool = False) -> Format:
    """An archive is readable if all of its members are; of one that is cut off, those that are there.

    Raises:
        OSError: and others of the archive's own, where it is damaged.
    """
    if depth >= _DEEPEST:
        return Format(f"{kind} in archives", False)
    unread: list[str] = []
    names: list[str] = []
    unpacked = 0
    for name, size, head in _until_cut(members) if cut_off else members:
        unpacked += len(head)
        names.append(name)
        if len(names) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED:
            return Format(f"{kind} that is too large to look through", False)
        tail = head if size <= len(head) else b""
        inner = _of(_Look(io.BytesIO(head), max(size, len(head)), name, head, tail, depth + 1))
        if not inner.readable:
            unread.append(inner.name)
    if unread:
        return Format(f"{kind} with {', '.join(list(dict.fromkeys(unread))[:_MOST_LABELLED])}", False)
    is_arrays = kind == "zip archive" and names and all(name.endswith(".npy") for name in names)
    return Format("NumPy arrays" if is_arrays else kind, True)


def _until_cut(members: _Members) -> _Members:
    """The members of an archive that is cut off, up to the one where it is."""
    found = 0
    try:
        for member in members:
            yield member
            found += 1
    except (tarfile.TarError, EOFError):
        if not found:
            raise


def _beginning(member: IO[bytes], size: int) -> bytes:
    """Return the beginning of a member, and of an archive more: what is in it stands at its end."""
    head = member.read(MOST)
    return head + member.read(_MOST_NESTED - MOST) if head.startswith(_ZIP) and len(head) < size else head


def _packed(look: _Look) -> Format | None:
    """A single file that is compressed is what is in it."""
    try:
        if look.head.startswith(b"\x1f\x8b"):
            kind, unpacking = "gzip", zlib.decompressobj(wbits=31)
            inner, ended = unpacking.decompress(look.head, MOST), unpacking.eof
        elif look.head.startswith(b"BZh"):
            kind, bzip = "bzip2", bz2.BZ2Decompressor()
            inner, ended = bzip.decompress(look.head, MOST), bzip.eof
        elif look.head.startswith(b"\xfd7zXZ\x00"):
            kind, xz = "xz", lzma.LZMADecompressor(memlimit=_MOST_UNPACKED)
            inner, ended = xz.decompress(look.head, MOST), xz.eof
        else:
            return None
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        return None
    if look.depth >= _DEEPEST:
        return Format(f"{kind} in archives", False)
    size = len(inner) if ended else len(inner) + 1
    within = _of(
        _Look(io.BytesIO(inner), size, PurePath(look.name).stem, inner, inner if ended else b"", look.depth + 1)
    )
    return Format(f"{within.name} in {kind}", within.readable)


def _pickle(look: _Look) -> Format | None:
    if look.head[:1] == b"\x80" and look.head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return _PICKLE if look.ends_with(b".") else None
    return _PICKLE if look.whole and look.head.endswith(b".") and is_old_pickle(look.head) else None


def _onnx(look: _Look) -> Format | None:
    return Format("ONNX", True) if look.at_hand and is_onnx(look.stream, look.size) else None


def _tfrecord(look: _Look) -> Format | None:
    return Format("TFRecord", False) if look.at_hand and is_tfrecord(look.stream, look.size) else None


def _text(look: _Look) -> Format | None:
    text = _decoded(look.head, look.whole)
    is_utf_8 = not look.head.startswith(_UTF_16)
    if text is None or (not look.whole and look.tail and is_utf_8 and _decoded_end(look.tail) is None):
        return None
    start = text.lstrip("\ufeff \t\r\n")[:1000].lower()
    if start.startswith(("{", "[")) and (not look.whole or _json(look.head) is not None):
        return Format("JSON", True)
    if start.startswith("{") and all(_json(line) is not None for line in look.head.splitlines()[:20] if line.strip()):
        return Format("JSON lines", True)
    if start.startswith(("<!doctype html", "<html")):
        return Format("HTML", True)
    if start.startswith(("<?xml", "<svg")):
        return Format("SVG picture" if "<svg" in start else "XML", True)
    return Format(_TEXTS.get(PurePath(look.name).suffix.lower(), "text"), True)


def _decoded(data: bytes, whole: bool) -> str | None:
    """Return bytes as text, if that is what they are: UTF-8, UTF-16 with its mark, or an older encoding of mostly ASCII."""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8"
    try:
        text = getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in data[:_TAIL])
        if printable < 0.85 * len(data[:_TAIL]):
            return None
        text = data.decode("latin-1")
    return None if _CONTROL.search(text) else text


def _decoded_end(tail: bytes) -> str | None:
    """Return the end of a text, which may begin within a character."""
    return _decoded(tail.lstrip(bytes(range(128, 192))), whole=True)


def _json(data: bytes) -> object:
    """Return what JSON says, None where it is none (or says null)."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


_RECOGNISERS: tuple[Callable[[_Look], Format | None], ...] = (
    _picture,
    _numpy,
    _duckdb,
    _zip,
    _tar,
    _packed,
    _pickle,
    _safetensors,
    _tfrecord,
    _onnx,
    _text,
)
