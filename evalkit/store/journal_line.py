"""One observation as one line of text, with a checksum that shows whether it is intact."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from evalkit.model import BlockPlace, Observation, Status
from evalkit.model.facts import from_json, to_json
from evalkit.store.manifest import NotARun

FORMAT = 2
"""The version of the line's format; it goes up when an older evalkit would misread a line."""

_FIELDS: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(Observation)}

_OF_PLACE = tuple(field.name for field in dataclasses.fields(BlockPlace))

_NEEDED = tuple(name for name, default in _FIELDS.items() if default is dataclasses.MISSING)

_STATUSES = {status.value: status for status in Status}

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

_MAY_BE_NULL = frozenset(("task", "level", "stack"))
_MOST = 10**12
"""More rows, or members of a block, than anybody runs."""
_LEAST, _LARGEST = 1e-100, 1e100
"""No size of anything but 0 lies outside; what does would make ratios endless, or too large for a computer's numbers."""
_EXACT = 2**53
"""Up to here a float holds every whole number."""
_CHECKED_APART = frozenset(("value", "scale", "block", "facts"))


class DamagedLine(ValueError):
    """A line that is torn, altered or not an observation."""


class OtherFormat(NotARun):
    """An intact line that another version of evalkit wrote in a format that this one does not read."""


def write_line(seen: Observation) -> str:
    """Return the observation as JSON with a checksum as last key and a line feed.

    The names are those of the fields of `Observation`; default values are left out.
    """
    record: dict[str, Any] = {"format": FORMAT}
    for name, default in _FIELDS.items():
        value = getattr(seen, name)
        if default is dataclasses.MISSING or value != default:
            record[name] = value
    if seen.block:
        record["block"] = {name: getattr(seen.block, name) for name in _OF_PLACE}
    if seen.facts:
        record["facts"] = [to_json(fact) for fact in seen.facts]
    body = _encode(record)
    return f'{body[:-1]},"sum":"{_checksum(body)}"}}\n'


def read_line(line: str | bytes) -> Observation:
    """Return the observation of one line, which may be encoded as UTF-8.

    A line with an unregistered fact is a damaged line; evalkit names it and measures again.

    Raises:
        DamagedLine: the checksum or the shape is wrong.
        OtherFormat: the line is intact, but of another format.
    """
    written_as = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
    [observation] = read_lines([written_as])
    return observation


def read_lines(lines: Sequence[bytes]) -> list[Observation]:
    """Return the observations of many lines, faster than one by one; raises for all of them if one cannot be read."""
    bodies = [*map(_body, lines)]
    try:
        return [_usual(_decoded(body)) for body in bodies]
    except (ValueError, TypeError, KeyError, RecursionError):
        return _read_slowly(bodies)  # which tells what is odd from what is wrong


class _WrittenPlace(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A place in a block, as a line holds it."""

    block: str
    position: Annotated[int, msgspec.Meta(ge=0)]
    of: Annotated[int, msgspec.Meta(le=_MOST)]


class _WrittenLine(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A line as `write_line` writes it, which a library takes apart and checks."""

    format: int
    tool: str
    probe: str
    metric: str
    unit: str
    status: str
    key: str
    session: str
    taken: str
    value: int | float | None = None
    task: str | None = None
    level: str | None = None
    scale: Annotated[int, msgspec.Meta(ge=1, le=_MOST)] | None = None
    block: _WrittenPlace | None = None
    purpose: str = ""
    reason: str = ""
    facts: tuple[Any, ...] = ()
    stack: str | None = None
    machine: str = ""


_decoded = msgspec.json.Decoder(_WrittenLine).decode


def _usual(line: _WrittenLine) -> Observation:
    """Return the observation of a line; raises ValueError or KeyError if anything about it is odd."""
    value, block = line.value, None
    if line.format != FORMAT or (value and not _LEAST <= abs(value) <= (_EXACT if type(value) is int else _LARGEST)):
        raise ValueError("odd")
    if line.block is not None:
        block = BlockPlace(sys.intern(line.block.block), line.block.position, line.block.of)
        if block.position >= block.of:
            raise ValueError("odd")
    return Observation(  # by place, which is quicker; and many lines have their texts in common
        sys.intern(line.tool),
        sys.intern(line.probe),
        sys.intern(line.metric),
        sys.intern(line.unit),
        _STATUSES[line.status],
        sys.intern(line.key),
        sys.intern(line.session),
        sys.intern(line.taken),
        value,
        line.task and sys.intern(line.task),
        line.level and sys.intern(line.level),
        line.scale,
        block,
        sys.intern(line.purpose),
        sys.intern(line.reason),
        tuple([from_json(fact) for fact in line.facts]) if line.facts else (),
        line.stack and sys.intern(line.stack),
        sys.intern(line.machine),
    )


def _read_slowly(bodies: Sequence[bytes]) -> list[Observation]:
    """Return the observations of lines of which one has something odd; raises as `read_lines`, and says what is wrong."""
    try:
        records = json.loads(f"[{b','.join(bodies).decode('utf-8', 'surrogatepass')}]")
        if len(records) != len(bodies):
            raise DamagedLine("it holds more than one record")
        return list(map(_observation, records))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedLine(f"it is not an observation: {error}") from None


def _body(line: bytes) -> bytes:
    """The record of a line, without the checksum, which must be right."""
    body, mark, tail = line.rstrip(b"\n").rpartition(b',"sum":"')
    body += b"}"
    if not mark or tail != _digest(body) + b'"}':
        raise DamagedLine("its checksum does not match: the line is torn or was changed")
    return body


def _observation(record: dict[str, Any]) -> Observation:
    written = record.pop("format", 1)
    if written != FORMAT:
        age = "an older" if isinstance(written, int) and written < FORMAT else "another"
        raise OtherFormat(
            f"was written by {age} evalkit (journal format {written}; this one reads format {FORMAT}); "
            "measure it again with --fresh"
        )
    value, scale = record.get("value"), record.get("scale")
    if value is not None and type(value) not in (int, float):
        raise DamagedLine("its value is not a number")
    if value and not _LEAST <= abs(value) <= _LARGEST:  # nor is NaN within them
        raise DamagedLine("its value is a number that nothing measures")
    if type(value) is int and abs(value) > _EXACT:
        record["value"] = float(value)  # numpy cannot take the logarithm of a whole number that is longer than its own
    if scale is not None and not _is_count(scale, least=1):
        raise DamagedLine("its scale is not a number of rows")
    _check_texts(record)
    record["status"] = _STATUSES[record["status"]]
    if "block" in record:
        record["block"] = _block_place(record["block"])
    if "facts" in record:
        record["facts"] = tuple([from_json(fact) for fact in record["facts"]])
    return Observation(**record)


def _check_texts(record: dict[str, Any]) -> None:
    if unknown := [name for name in record if name not in _FIELDS]:
        raise DamagedLine(f"it holds {unknown[0]!r}")
    if lacking := [name for name in _NEEDED if name not in record]:
        raise DamagedLine(f"it lacks its {lacking[0]}")
    for name in record.keys() - _CHECKED_APART:
        told = record[name]
        if type(told) is str:
            record[name] = sys.intern(told)  # many lines have it in common
        elif told is not None or name not in _MAY_BE_NULL:
            raise DamagedLine(f"its {name} is not a text")


def _block_place(told: Any) -> BlockPlace | None:
    if told is None:
        return None
    if type(told.get("block")) is str:
        told["block"] = sys.intern(told["block"])  # its members have it in common
    place = BlockPlace(**told)
    if type(place.block) is not str or not _is_count(place.of, least=1) or not _is_count(place.position, least=0):
        raise DamagedLine("its place in a block is not a name and two numbers")
    if place.position >= place.of:
        raise DamagedLine(f"its place in a block is {place.position} of {place.of}, counted from 0")
    return place


def _is_count(value: object, least: int) -> bool:
    return type(value) is int and least <= value <= _MOST


def _checksum(body: str) -> str:
    return _digest(body.encode("utf-8", "surrogatepass")).decode()


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()
