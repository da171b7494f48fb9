"""The one way from evalkit to a terminal, a pipe or a file that standard output goes to.

What evalkit shows was often written by others: titles, logs, reasons, file names. A terminal obeys the codes in such text,
and rich reads square brackets as markup. So every command writes through here, where codes are shown and not obeyed, and
brackets stay brackets. Ruff refuses `typer.echo` and `rich.console.Console` anywhere else.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

_ODD = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Marks that JSON does not escape by itself, and that a terminal obeys or hides."""

_PLAIN = re.compile(r"[\x20-\x7e\n\t]*")


def tell(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Write text to standard output, or with `err` to standard error, and a line feed after it unless `nl` is off."""
    typer.echo(_visible(str(text)), err=err, nl=nl)


def tell_json(data: Any) -> None:
    """Write data as JSON; what no terminal should obey is escaped there as JSON does it."""
    typer.echo(json.dumps(data, indent=2))


def tell_document(text: str) -> None:
    """Write a whole document to standard output: to a pipe or a file as it is, to a terminal as `tell` does."""
    typer.echo(_visible(text) if sys.stdout.isatty() else text, nl=False)


def tell_json_document(text: str) -> None:
    """The same of JSON, in which what a terminal might obey can be escaped without changing what it means."""
    typer.echo(_ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text), nl=False)


class TextConsole(Console):
    """A console of rich that takes every string as plain text: no markup, no emoji codes, no codes of terminals."""

    def __init__(self, *, err: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(stderr=err, soft_wrap=soft_wrap, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **settings: Any) -> Text:
        """A string in a table or a line, before it is measured."""
        return super().render_str(_visible(text), **settings | {"markup": False, "emoji": False})

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Everything that is printed, so that a `Text` is covered too."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(_visible(segment.text), segment.style)


def plain(text: str, style: str = "") -> Text:
    """A line or a cell in one style; it is measured as it will be shown."""
    return Text(_visible(text), style=style)


def _visible(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    from evalkit.model.plain_text import visible  # noqa: PLC0415  (only where there is something to look for)

    return visible(text)
