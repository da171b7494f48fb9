"""The library that draws the charts in the page: Vega-Lite with its dependencies, as one text that fetches nothing.

The scripts in vega/ are their authors' own minified builds; vega/library.yaml says which versions.
"""

from __future__ import annotations

import re
from pathlib import Path

_SCRIPTS = tuple(
    Path(__file__).parent / "vega" / f"{package}.min.js" for package in ("vega", "vega-lite", "vega-embed")
)
"""The scripts, each after those that it needs."""

_LICENCES = Path(__file__).parents[1] / "page" / "static" / "library-licences.txt"
_MAP = re.compile(r"\n//# sourceMappingURL=\S*\s*\Z")
"""The reference to a file for debuggers, which no page has beside it."""


def library() -> str:
    """Return the library as a classic script that defines `window.vegaEmbed`, with the `vega` and `vegaLite` it needs."""
    return "".join(f"{_MAP.sub('', script.read_text('utf-8')).rstrip()}\n" for script in _SCRIPTS)


def licences() -> str:
    """Return the notices that the library's licences require beside it."""
    return _LICENCES.read_text("utf-8")
