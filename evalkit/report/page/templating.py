"""The page's templates: everything is escaped and made visible, except our own texts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.model.plain_text import capped, visible
from evalkit.report.links import link
from evalkit.report.page.evidence_data import anchors
from evalkit.report.words import quantities
from evalkit.report.words.brief import in_brief
from evalkit.report.words.statuses import status_word

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_RANGE = re.compile(r"\d[\d.]*–\d[\d.]*", re.ASCII)


def trusted(text: str) -> Any:
    """Mark our own text, or JSON that cannot end its element, as safe."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(text)  # noqa: S704


def unindented(page: str) -> str:
    """Return a page without the spaces before its tags, a twentieth of a large one; text cannot look like a tag."""
    return re.sub(r"\n +(?=<)", "\n", page)


def _unbroken(text: str) -> Any:
    """Return a text, escaped, whose ranges of numbers, such as 73.3–83.9, stay on one line."""
    from markupsafe import escape  # noqa: PLC0415

    return trusted(_RANGE.sub(r'<span class="unbroken">\g<0></span>', str(escape(visible(text)))))


@cache
def templates() -> Environment:
    """Return Jinja2 with the page's filters; an unknown name is an error, not an empty text.

    It is one for all pages: it keeps the templates that it has compiled, which takes longer than a small report.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only a report needs it
    from markupsafe import Markup  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    made.filters.update(
        points=quantities.points,
        whole_points=quantities.whole_points,
        shade=quantities.shade,
        places=quantities.places,
        ordinal=quantities.ordinal,
        quantity=quantities.quantity,
        number=quantities.number,
        times=quantities.times,
        moment=quantities.moment,
        day=quantities.day,
        weight=quantities.weight,
        weight_share=quantities.weight_share,
        share=quantities.share,
        shares=lambda pair: quantities.shares(pair) if pair else "",
        anchors=anchors,
        in_brief=in_brief,
        unbroken=_unbroken,
        capped=capped,
        status_word=status_word,
    )
    made.globals.update(link=link)
    return made
