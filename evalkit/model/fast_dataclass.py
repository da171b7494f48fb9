"""The decorator of data that a large run makes by the hundred thousand, such as observations and figures.

Type checkers see `dataclasses.dataclass`, so nothing in evalkit changes a field. While evalkit runs, nothing guards the
fields: a guarded class sets each of them by a call of its own, and takes up to six times as long to make.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as made_often
else:
    from dataclasses import dataclass

    def made_often(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Make a data class that compares and hashes as a frozen one does."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["made_often"]
