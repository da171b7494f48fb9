"""The only way from evalkit to a terminal, or to wherever standard output goes.

Other people wrote much of what evalkit shows: titles, logs, reasons, file names. A terminal obeys the codes in such
text, and rich reads square brackets as markup. Therefore every command writes through this module, which shows codes as
text and keeps brackets. Ruff rejects `typer.echo` and `rich.console.Console` anywhere else.
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
"""Characters that JSON does not escape by itself, and that a terminal obeys or hides."""

_PLAIN = re.compile(r"[\x20-\x7e\n\t]*")


def tell(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Write text to standard output, or to standard error if `err`, with a line feed at the end unless `nl` is False."""
    typer.echo(_visible(str(text)), err=err, nl=nl)


def tell_json(data: Any) -> None:
    """Write data as JSON; JSON escapes keep terminals from obeying any of it."""
    typer.echo(json.dumps(data, indent=2))


def tell_document(text: str) -> None:
    """Write a whole document to standard output: to a pipe or a file unchanged, to a terminal as `tell` does."""
    typer.echo(_visible(text) if sys.stdout.isatty() else text, nl=False)


def tell_json_document(text: str) -> None:
    """Do the same for JSON, whose dangerous characters can be escaped without changing its meaning."""
    typer.echo(_ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", text), nl=False)


class TextConsole(Console):
    """A rich console that takes every string as plain text, without markup, emoji codes or terminal codes."""

    def __init__(self, *, err: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(stderr=err, soft_wrap=soft_wrap, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **settings: Any) -> Text:
        """Return a string of a table or a line as text, before it is measured."""
        return super().render_str(_visible(text), **settings | {"markup": False, "emoji": False})

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Make every segment visible text, including those of a `Text`."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(_visible(segment.text), segment.style)


def plain(text: str, style: str = "") -> Text:
    """Return a line or a cell in one style, measured as it will be shown."""
    return Text(_visible(text), style=style)


def _visible(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    from evalkit.model.plain_text import visible  # noqa: PLC0415  (only where there is something to look for)

    return visible(text)
