"""From a chart's specification to a drawing that follows the page's colours and holds nothing but shapes and text."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any
from xml.etree import ElementTree as ET

INK, MUTED, GRID, ACCENT, SOFT, BASELINE, PAPER = (f"#0{n}0{n}0{n}" for n in range(1, 8))
"""Colours no chart would choose: each stands for a variable of the page, so that light, dark and print follow it."""

_VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    GRID: "var(--grid)",
    ACCENT: "var(--accent)",
    SOFT: "var(--accent-soft)",
    BASELINE: "var(--baseline)",
    PAPER: "var(--paper)",
}
_SHAPES = {"svg", "g", "path", "rect", "line", "text", "tspan", "circle", "clipPath", "defs"}
_DROPPED = re.compile(r"^(aria-|role$|on|class$|font-family$|pointer-events$)|href|^xmlns")


def drawn(specification: dict[str, Any], name: str) -> str:
    """The SVG of a Vega-Lite specification, made without browser or network; `name` keeps its ids apart from others'."""
    import vl_convert  # noqa: PLC0415 - a report is the only thing that needs it

    picture = ET.fromstring(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))  # noqa: S314 - our own
    _clean(picture, name)
    width, height = picture.attrib.pop("width"), picture.attrib.pop("height")
    picture.set("viewBox", f"0 0 {width} {height}")
    picture.set("aria-hidden", "true")
    picture.set("style", f"max-width:{width}px")
    return ET.tostring(picture, encoding="unicode")


def quickly() -> AbstractContextManager[None]:
    """Build specifications without checking each part against the schema, which takes longer than drawing them."""
    from altair.utils.schemapi import debug_mode  # noqa: PLC0415

    return debug_mode(False)


def _clean(element: ET.Element, name: str) -> None:
    element.tag = element.tag.rpartition("}")[2]
    for key, value in list(element.attrib.items()):
        if _DROPPED.search(key):
            del element.attrib[key]
        elif key == "id":
            element.set(key, f"{name}-{value}")
        elif "url(#" in value:
            element.set(key, value.replace("url(#", f"url(#{name}-"))
        else:
            element.set(key, _VARIABLES.get(value, value))
    for child in list(element):
        if child.tag.rpartition("}")[2] in _SHAPES:
            _clean(child, name)
        else:
            element.remove(child)
