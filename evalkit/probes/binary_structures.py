"""Binary files that are known by their structure, and not by their first bytes; nothing is executed or unpickled."""

from __future__ import annotations

import json
import pickletools
import struct
from collections.abc import Iterator
from typing import IO

_MOST_RECORDS = 10_000
_ONNX = {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2}
"""The fields of ONNX's ModelProto, each with its wire type; the graph is 7, the operators' versions are 8."""


def is_old_pickle(data: bytes) -> bool:
    """Return whether bytes are a whole pickle of the protocols 0 and 1, some of which look like text."""
    steps, end = 0, -1
    try:
        for _, _, at in pickletools.genops(data):
            steps, end = steps + 1, at or 0
    except (ValueError, IndexError, OverflowError, struct.error):
        return False
    return steps > 2 and end == len(data) - 1


def is_safetensors(head: bytes, size: int) -> bool:
    """Return whether a file begins with the length of a JSON object and the object itself."""
    length = int.from_bytes(head[:8], "little")
    if not 2 <= length <= min(size, len(head)) - 8 or head[8:9] != b"{":
        return False
    try:
        return isinstance(json.loads(head[8 : 8 + length]), dict)
    except (ValueError, RecursionError):
        return False


def is_onnx(stream: IO[bytes], size: int) -> bool:
    """Return whether a file is a message with the fields of an ONNX model and no others, to its very end."""
    seen: set[int] = set()
    for number, wire in _fields(stream, size):
        if _ONNX.get(number) != wire:
            return False
        seen.add(number)
    return {1, 7, 8} <= seen


def is_tfrecord(stream: IO[bytes], size: int) -> bool:
    """Return whether a file is records of a length, its checksum, so many bytes and their checksum, to its very end."""
    at, records = 0, 0
    while at < size and records < _MOST_RECORDS:
        stream.seek(at)
        header = stream.read(8)
        at += 16 + int.from_bytes(header, "little")
        if len(header) < 8 or at > size:
            return False
        records += 1
    return records > 0


def _fields(stream: IO[bytes], size: int) -> Iterator[tuple[int, int]]:
    """The fields of a message of protocol buffers and their wire types; (0, 0) where it is none."""
    stream.seek(0)
    at = 0
    while at < size:
        tag, value = _varint(stream), _varint(stream)
        if tag is None or value is None or tag & 7 not in (0, 2):
            yield 0, 0
            return
        at = stream.tell() + (value if tag & 7 == 2 else 0)
        if at > size:
            yield 0, 0
            return
        stream.seek(at)
        yield tag >> 3, tag & 7


def _varint(stream: IO[bytes]) -> int | None:
    value = 0
    for place in range(10):
        byte = stream.read(1)
        if not byte:
            return None
        value |= (byte[0] & 127) << (7 * place)
        if byte[0] < 128:
            return value
    return None
