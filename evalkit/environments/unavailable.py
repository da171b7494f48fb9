"""What cannot be had on this machine, said in one sentence."""

from __future__ import annotations


class Unavailable(Exception):
    """An interpreter, a lock or an environment cannot be had.

    `reason` is one sentence for people: what is missing, and what to do about it. It holds no package index's address
    and no path of the machine beyond a file's own name.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
