"""The library that draws the charts in the page: Vega-Lite with all it needs, as one text that asks nobody for anything."""

from __future__ import annotations

import contextlib
import gzip
import os
import zlib
from importlib.metadata import version
from pathlib import Path

import platformdirs

_OFFERS = "window.vegaEmbed = vegaEmbed;"
_LICENCES = Path(__file__).parents[1] / "page" / "static" / "library-licences.txt"


def library() -> str:
    """The library as a classic script that leaves `window.vegaEmbed` behind; the same text for the same version."""
    # A module's names are its own; within a classic script they would be the page's.
    return f'(() => {{\n"use strict";\n{_bundle()}\n}})();\n'


def licences() -> str:
    """The notices that the library's licences ask to be kept beside it."""
    return _LICENCES.read_text("utf-8")


def _bundle() -> str:
    """From evalkit's cache: putting it together takes seconds."""
    root = os.environ.get("EVALKIT_CACHE") or platformdirs.user_cache_dir("evalkit")
    kept = Path(root).expanduser() / "charts" / f"vega-embed-{version('vl-convert-python')}.js.gz"
    with contextlib.suppress(OSError, EOFError, zlib.error, UnicodeDecodeError):
        return gzip.decompress(kept.read_bytes()).decode()
    made = _made()
    with contextlib.suppress(OSError):  # a cache that cannot be written costs seconds, no report
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_name(f"{kept.name}.{os.getpid()}")
        beside.write_bytes(gzip.compress(made.encode(), mtime=0))
        beside.replace(kept)
    return made


def _made() -> str:
    import vl_convert  # noqa: PLC0415 - a report is the only thing that needs it

    return vl_convert.javascript_bundle(_OFFERS)
