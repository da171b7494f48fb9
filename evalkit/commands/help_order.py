"""In which order and under which headings `evalkit --help` shows the commands: first those that a newcomer needs first."""

from __future__ import annotations

from collections.abc import Iterable

HEADINGS = {
    "First steps": ("init", "run", "report", "check", "new"),
    "With runs that you have": ("compare", "history", "export"),
    "While you write tools and tasks": ("list", "inputs", "probe", "lock", "schema"),
    "This machine": ("doctor", "selftest"),
}
"""The commands by their heading."""

_PLACES = {command: place for place, command in enumerate(name for names in HEADINGS.values() for name in names)}


def heading_of(command: str | None) -> str | None:
    """Return the heading of a command; None for one that has none, such as those of `evalkit new`."""
    return next((heading for heading, names in HEADINGS.items() if command in names), None)


def in_order(commands: Iterable[str]) -> list[str]:
    """Return names of commands in the order of the help; those that have no heading come last, as they stand."""
    return sorted(commands, key=lambda command: _PLACES.get(command, len(_PLACES)))
