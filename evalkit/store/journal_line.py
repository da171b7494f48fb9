"""One observation as one line of text that can tell whether it is whole."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from typing import Any

from evalkit.model import BlockPlace, Evidence, Observation, Status

_OPTIONAL = {f.name: f.default for f in dataclasses.fields(Observation) if f.default is not dataclasses.MISSING}

_STATUSES = {status.value: status for status in Status}


class DamagedLine(ValueError):
    """A line that is torn, altered or not an observation."""


def write_line(seen: Observation) -> str:
    """The observation as JSON, with a checksum as its last key and a line feed; what is as by default is left out."""
    record = {name: value for name, value in dataclasses.asdict(seen).items() if value != _OPTIONAL.get(name, ...)}
    if seen.evidence:
        record["evidence"] = [{k: v for k, v in item.items() if v is not None} for item in record["evidence"]]
    body = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f'{body[:-1]},"sum":"{_checksum(body)}"}}\n'


def read_line(line: str) -> Observation:
    """The observation of one line; raises `DamagedLine` where the checksum or the shape is not right."""
    body, mark, tail = line.rstrip("\n").rpartition(',"sum":"')
    if not mark or tail != f'{_checksum(body + "}")}"}}':
        raise DamagedLine("its checksum does not fit: the line is torn or was changed")
    try:
        return _observation(json.loads(body + "}"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedLine(f"it is no observation: {error}") from None


def _observation(record: dict[str, Any]) -> Observation:
    value = record.get("value")
    if value is not None and not (isinstance(value, int | float) and math.isfinite(value)):
        raise DamagedLine("its value is not a number")
    record["status"] = _STATUSES[record["status"]]
    if record.get("block"):
        record["block"] = BlockPlace(**record["block"])
    record["evidence"] = tuple(
        Evidence(**{**item, "lines": tuple(item["lines"]) if item.get("lines") else None})
        for item in record.get("evidence", ())
    )
    return Observation(**record)


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16]
