"""The library that draws the charts in the page: Vega-Lite with all it needs, as one text that asks nobody for anything.

The scripts in vega/ are their authors' own minified builds; vega/library.yaml says which.
"""

from __future__ import annotations

import re
from pathlib import Path

_SCRIPTS = tuple(
    Path(__file__).parent / "vega" / f"{package}.min.js" for package in ("vega", "vega-lite", "vega-embed")
)
"""In the order in which each needs the ones before it."""

_LICENCES = Path(__file__).parents[1] / "page" / "static" / "library-licences.txt"
_MAP = re.compile(r"\n//# sourceMappingURL=\S*\s*\Z")
"""The name of a file that debuggers would ask for, and that no page has beside it."""


def library() -> str:
    """The library as a classic script that leaves `window.vegaEmbed` behind, with `vega` and `vegaLite` that it needs."""
    return "".join(f"{_MAP.sub('', script.read_text('utf-8')).rstrip()}\n" for script in _SCRIPTS)


def licences() -> str:
    """The notices that the library's licences ask to be kept beside it."""
    return _LICENCES.read_text("utf-8")
