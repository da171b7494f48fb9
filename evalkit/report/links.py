"""The ids of places on the page, for links and readers."""

from __future__ import annotations

import re
from functools import cache

from evalkit.scoring import Figure


def link(kind: str, *names: str | None) -> str:
    """Return an id such as 'tool/pandas' or 'number/pandas/skew/adapt/run.wall_seconds'; '-' replaces a missing name."""
    return "/".join((kind, *map(_plain, names)))


def number_link(task: str, tool: str, figure: Figure) -> str:
    """Return the id of the place where a figure's evidence opens."""
    return link("number", tool, task, figure.level, figure.metric)


@cache
def _plain(name: str | None) -> str:
    return re.sub(r"[^A-Za-z0-9._+-]", "_", name) if name else "-"
