"""The append-only record of everything that was observed: durable, resumable, never rewritten."""

from evalkit.journal.journal import Damage, Journal
from evalkit.journal.line import read_line, write_line

__all__ = ["Damage", "Journal", "read_line", "write_line"]
