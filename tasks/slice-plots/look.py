"""What a reader sees of a drawing: its shapes and texts with their places, what pointing at one tells, and what a click does.

It reads any SVG, in a file of its own or on a page, whichever tool drew it. What is painted on a canvas or into pixels has
no shapes.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from evalkit.bench.open_page import OpenPage

MOST_SHAPES = 3000
MOST_POINTED = 40
"""Shapes at which the mouse points, in the order in which they are drawn."""
NAMES = ("Female", "Male")
"""Texts that a reader clicks on, to choose among slices; the first of each that is seen."""

_POINT_MS, _CLICK_MS = 30, 600
_TRIES = 8
_STEP_MS = 100

_REACTS = """(() => {
  const able = "script, iframe, frame, object, embed, template, link, a, area, details, label, input, select, button, textarea, audio, video, set, animate, animateMotion, animateTransform, [contenteditable], [tabindex]";
  if (document.querySelector(able)) return true;
  if ([...document.querySelectorAll("style")].some((style) => /@import|:(hover|active|focus|target|has|is|where)/i.test(style.textContent))) return true;
  return [...document.querySelectorAll("*")].some((each) => each.shadowRoot || [...each.attributes].some((attribute) => /^on/i.test(attribute.localName)));
})()"""

_SHAPES = """(() => {
  const most = MOST, kinds = new Set(["rect", "path", "circle", "ellipse", "line", "polyline", "polygon", "use", "text"]);
  const away = new Set(["defs", "clipPath", "mask", "pattern", "marker", "symbol", "script", "style", "STYLE", "SCRIPT", "TEMPLATE", "NOSCRIPT", "HEAD", "title", "desc"]);
  const shapes = [], round = (number) => Math.round(number * 100) / 100;
  const placed = (matrix, x, y) => [round(matrix.a * x + matrix.c * y + matrix.e + scrollX), round(matrix.b * x + matrix.d * y + matrix.f + scrollY)];
  const around = (points) => {
    const xs = points.map((point) => point[0]), ys = points.map((point) => point[1]);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };
  const paint = (style, name) => (style[name] === "none" || parseFloat(style[name + "Opacity"]) < 0.05 || /^rgba.*, 0\\)$/.test(style[name]) ? "" : style[name]);
  const isInside = (box, edge) => !edge || (box[0] + box[2] >= 2 * edge.left + 2 * scrollX && box[0] + box[2] <= 2 * edge.right + 2 * scrollX && box[1] + box[3] >= 2 * edge.top + 2 * scrollY && box[1] + box[3] <= 2 * edge.bottom + 2 * scrollY);
  const draw = (node, style, opacity, edge) => {
    const matrix = node.getScreenCTM(), box = node.getBBox();
    if (!matrix) return;
    const corners = [[box.x, box.y], [box.x + box.width, box.y], [box.x, box.y + box.height], [box.x + box.width, box.y + box.height]];
    const shape = {kind: node.nodeName, box: around(corners.map(([x, y]) => placed(matrix, x, y))), fill: paint(style, "fill"), stroke: paint(style, "stroke"), opacity: round(opacity * Math.max(parseFloat(style.fillOpacity), paint(style, "stroke") ? parseFloat(style.strokeOpacity) : 0))};
    if (node.nodeName === "text") {
      const parts = [...node.children].filter((child) => child.nodeName === "tspan");
      shape.text = (parts.length ? parts.map((part) => part.textContent).join(" ") : node.textContent).replace(/\\s+/g, " ").trim().slice(0, 200);
      if (!shape.text) return;
      const count = node.getNumberOfChars();
      if (count) {
        const start = node.getStartPositionOfChar(0), end = node.getEndPositionOfChar(count - 1);
        shape.ends = [placed(matrix, start.x, start.y), placed(matrix, end.x, end.y)];
      }
    }
    if ((box.width > 0 || box.height > 0) && isInside(shape.box, edge)) shapes.push(shape);
  };
  const write = (node, seen) => {
    const style = getComputedStyle(node.parentElement);
    if (style.visibility !== "visible" || seen < 0.05 || !paint(style, "color")) return;
    const words = node.data.replace(/\\s+/g, " ").trim();
    if (!words) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width > 0) shapes.push({kind: "words", text: words.slice(0, 200), box: [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY].map(round), fill: "", stroke: "", opacity: 1});
  };
  const walk = (node, opacity, edge) => {
    if (shapes.length >= most) return;
    if (node.nodeType === Node.TEXT_NODE) { write(node, opacity); return; }
    if (node.nodeType !== Node.ELEMENT_NODE || away.has(node.nodeName)) return;
    const style = getComputedStyle(node);
    const seen = opacity * parseFloat(style.opacity);
    if (style.display === "none" || !(seen > 0)) return;
    if (node instanceof SVGGraphicsElement && kinds.has(node.nodeName)) {
      if (style.visibility === "visible") draw(node, style, seen, edge);
      return;
    }
    const cuts = node.nodeName === "svg" && !edge && (style.overflow !== "visible" || node === document.documentElement);
    const within = cuts ? node.getBoundingClientRect() : edge;
    const inner = node.shadowRoot ?? node;
    const assigned = node.nodeName === "SLOT" ? node.assignedNodes() : [];
    for (const child of assigned.length ? assigned : inner.childNodes) walk(child, seen, within);
  };
  walk(document.documentElement, 1, null);
  return shapes;
})()""".replace("MOST", str(MOST_SHAPES))


def look(page: OpenPage, level: str) -> dict[str, Any]:
    """Return the shapes of a drawing; at stretch also what pointing at each tells, and the shapes after a click on a name.

    A shape has its `kind`, its `box` (left, top, right, bottom, in pixels of the page), `fill`, `stroke` and `opacity`. A text
    also has what it says (`text`), and the `ends` of its baseline. What lies beyond the edge of a drawing is not seen. `told` lists texts that were not there before, each
    with the place pointed at.
    """
    shapes = _shapes(page)
    if level != "stretch":
        return {"shapes": shapes}
    if page.ask(_REACTS) is False:  # whatever a reader does, it stays as it is; nobody has to wait for that
        return {
            "shapes": shapes,
            "told": [],
            "clicked": [{"name": name, "shapes": shapes} for name, _ in _named(shapes)],
        }
    return {"shapes": shapes, "told": _told(page, shapes), "clicked": _clicked(page, shapes)}


def _shapes(page: OpenPage) -> list[dict[str, Any]]:
    found = page.ask(_SHAPES)
    return found if isinstance(found, list) else []


def _told(page: OpenPage, shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What appears where the mouse points at each shape that has a surface."""
    largest = _surface({"box": [*_least(shapes), *_most(shapes)]}) / 4 if shapes else 0.0
    before = Counter(_texts(shapes))
    told = []
    pointed = [
        each for each in shapes if "text" not in each and each["fill"] and _is_wide(each) and _surface(each) < largest
    ]
    for shape in pointed[:MOST_POINTED]:
        left, top, right, bottom = shape["box"]
        at = ((left + right) / 2, (top + bottom) / 2)
        page.point(*at)
        if news := _settled(page, before):
            told.append({"at": at, "text": " ".join(news.elements())[:1000]})
        page.point(1, 1)
        for _ in range(_TRIES if news else 0):  # what was told is to be gone before the next place
            page.wait(_POINT_MS)
            if not Counter(_texts(_shapes(page))) - before:
                break
    page.wait(_CLICK_MS)
    return told


def _settled(page: OpenPage, before: Counter[str]) -> Counter[str]:
    """The texts that were not there before, once there are some and they stay, or after some tries."""
    news: Counter[str] = Counter()
    for _ in range(_TRIES):
        page.wait(_POINT_MS)
        last, news = news, Counter(_texts(_shapes(page))) - before
        if news and news == last:
            break
    return news


def _clicked(page: OpenPage, shapes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shapes after a click on each name; another click there undoes what the first one did."""
    clicked = []
    for name, at in _named(shapes):
        before = _shapes(page)
        page.click(*at)
        page.point(1, 1)
        clicked.append({"name": name, "shapes": _after(page, before)})
        before = _shapes(page)
        page.click(*at)
        page.point(1, 1)
        _after(page, before)
    return clicked


def _named(shapes: list[dict[str, Any]]) -> list[tuple[str, tuple[float, float]]]:
    """The names that a reader may click on, each with the middle of the first text that is it."""
    found = []
    for name in NAMES:
        named = next((shape for shape in shapes if shape.get("text") == name), None)
        if named is not None:
            left, top, right, bottom = named["box"]
            found.append((name, ((left + right) / 2, (top + bottom) / 2)))
    return found


def _after(page: OpenPage, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shapes after a click: once they changed and stay, or after the time that a page may take to react."""
    last = before
    for _ in range(_CLICK_MS // _STEP_MS):
        page.wait(_STEP_MS)
        now = _shapes(page)
        if now == last != before:
            break
        last = now
    return last


def _texts(shapes: list[dict[str, Any]]) -> list[str]:
    return [shape["text"] for shape in shapes if "text" in shape]


def _is_wide(shape: dict[str, Any]) -> bool:
    """Whether the mouse hits it easily."""
    left, top, right, bottom = shape["box"]
    return float(min(right - left, bottom - top)) >= 3


def _least(shapes: list[dict[str, Any]]) -> list[float]:
    return [min(shape["box"][side] for shape in shapes) for side in (0, 1)]


def _most(shapes: list[dict[str, Any]]) -> list[float]:
    return [max(shape["box"][side] for shape in shapes) for side in (2, 3)]


def _surface(shape: dict[str, Any]) -> float:
    left, top, right, bottom = shape["box"]
    return float((right - left) * (bottom - top))
