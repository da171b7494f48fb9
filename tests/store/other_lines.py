"""Lines of a journal as another version of evalkit may have written them."""

from __future__ import annotations

import json

from evalkit.store.journal_line import _checksum


def other_line(line: str, **changes: object) -> str:
    """A line that is whole, with some keys replaced, or left out where they are None."""
    record = {name: value for name, value in (json.loads(line) | changes).items() if value is not None}
    record.pop("sum")
    return signed(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


def signed(body: str) -> str:
    """A line that holds `body`, whatever that is, with the right checksum."""
    return f'{body[:-1]},"sum":"{_checksum(body)}"}}\n'
