"""Reading pages that an implementation wrote, as a person without a network would see them.

A page is judged by what its file holds. Nothing of it is run, and nothing is loaded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from html.parser import HTMLParser
from pathlib import Path

from tasks.outputs import Unreadable, read_text

_SILENT = ("script", "style", "template")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_LOADING = {"script": "src", "iframe": "src", "frame": "src", "img": "src", "embed": "src", "object": "data"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WEB = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_LIBRARY = 50_000
"""Characters of a script from which on it may be a library that draws."""


class Page(HTMLParser):
    """A page, taken apart: `text` is what can be read on it, without scripts, styles, comments and what is hidden.

    `source` is all that the file holds, with the escapes of HTML and of JSON resolved. `loaded` are the parts of it that come from the web: scripts, pictures, frames and imports, but no styles. `draws` says
    whether it holds a drawing, a picture, or a script long enough to make one. `unclosed` are the tags that the file opens and never closes.
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), html.unescape(source))
        self.loaded: list[str] = []
        self.draws = self.is_html = False
        self._parts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(source)
        self.close()
        self.unclosed = frozenset(tag for tag, _ in self._open)
        self.text = " ".join(" ".join(self._parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads, draws or hides."""
        self.is_html = True
        given = {name: value or "" for name, value in attrs}
        source = given.get(_LOADING.get(tag, ""), "")
        if tag == "link" and "import" in given.get("rel", "").split():
            source = given.get("href", "")
        if _WEB.match(source):
            self.loaded.append(source.strip()[:80])
        if tag in ("svg", "canvas") or (tag == "img" and source.startswith("data:image/")):
            self.draws = True
        if tag not in _VOID:
            silent = tag in _SILENT or "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))
            self._open.append((tag, silent or self._is_silent()))

    def handle_endtag(self, tag: str) -> None:
        """Close the tag, and those in it that nobody closed."""
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at][0] == tag), None)
        if at is not None:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        """Keep what can be read."""
        if not self._is_silent():
            self._parts.append(data)
        elif self._open[-1][0] == "script" and len(data) >= _LIBRARY:
            self.draws = True

    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def read_page(outputs: Path, name: str) -> Page:
    """The page in `outputs/name`; raises `Unreadable` as `read_text` does, and for what is no HTML."""
    page = Page(read_text(outputs, name))
    if not page.is_html:
        raise Unreadable(f"outputs/{name} is not HTML")
    return page


def is_named(name: str, text: str) -> bool:
    """Whether `text` holds `name` as a word of its own: 'age' is not in 'wage', and 'gain' is not in 'capital-gain'."""
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def stands_behind(value: str, name: str, text: str, names: Collection[str]) -> bool:
    """Whether `value` stands somewhere in `text` behind `name`, with none of the other `names` between the two."""
    others = "|".join(sorted(map(re.escape, {*names, name}), key=len, reverse=True))
    wanted = re.compile(rf"(?<![\w-])(?:(?P<name>{others})|(?P<value>{re.escape(value)}))(?![\w-])")
    last = None
    for found in wanted.finditer(text):
        if found["value"] is not None and last == name:
            return True
        last = found["name"] or last
    return False
