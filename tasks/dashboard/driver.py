"""Look at a dashboard as README.md says, in a browser, and return what was seen.

Charts are read off the picture that the browser shows: which curves are in it is found by their shapes. Words are read as they stand on the
page. What is returned names runs and their curves, and holds no places, times or numbers that another look would not give again.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Error

from evalkit.model.conversation import Conversation
from evalkit.model.verdict import Truth
from tasks import charts
from tasks.outputs import Unreadable, read_json

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PLACES = "page.json"
METRIC, FIRST, NIGHT, SO_FAR = "loss", "run-amber", "run-night", "run-night, the first half"
COLUMNS = ("run", "step", "batch", "loss")
WIDTH, HEIGHT, SCALE = 1440, 2000, 2
"""The window in pixels of the page, and how many of the screen each has."""
OPEN_MS = 20_000
"""How long one answer to the browser may take."""
MOST_PRESSED = 5
SMALLEST = (140, 80)
"""Width and height of a chart, at least."""
LARGE = 500
"""Of a chart that is wider than so many pixels every second pixel of the screen is looked at: a line of one pixel still shows."""
MOST_CHARTS = 12
DECIMALS = 2
"""A value that is told has so many, at least."""

Place = Mapping[str, Any]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds a page may take until something is to be seen on it, and to show what is new.

    Where one look takes long, because the machine is busy, a page gets at least so many `looks` all the same.
    """

    see: float = 20.0
    live: float = 45.0
    answer: float = 15.0
    hover: float = 1.5
    legend: float = 5.0
    look: float = 0.4
    looks: int = 4


class Misread(Exception):
    """page.json cannot be followed; the text says why, for the author of the implementation."""


def drive(
    folder: Path, address: str, level: str, truth: Truth, browser: Browser, patience: Patience | None = None
) -> Conversation:
    """Look at the pages of a level."""
    patience = patience or Patience()
    look = {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level]
    try:
        places = _places(folder)
        with _visitor(browser, address, patience) as visitor:
            saw = look(visitor, places, folder, truth)
            return Conversation({**saw, "web": sorted(visitor.asked)})
    except Misread as why:
        return Conversation({"misread": str(why)})


_WORDS = """() => {
  const found = [];
  const silent = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "HEAD", "TITLE", "DESC"]);
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.data.replace(/\\s+/g, " ").trim();
      const parent = node.parentElement ?? node.getRootNode().host;
      if (!words || parent?.checkVisibility({visibilityProperty: true, opacityProperty: true}) === false) return;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0)
        found.push([words, box.left, box.top, box.right, box.bottom]);
    } else if (node.nodeType === Node.ELEMENT_NODE && !silent.has(node.nodeName.toUpperCase())) {
      const inner = node.nodeName === "SLOT" && node.assignedNodes().length ? node.assignedNodes()
        : (node.shadowRoot ?? node).childNodes;
      for (const child of inner) walk(child);
    }
  };
  if (document.body) walk(document.body);
  return found;
}"""
_CHARTS = """() => {
  const found = [];
  const walk = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) walk(each.shadowRoot);
      if (!["svg", "canvas", "img", "object", "embed"].includes(each.nodeName.toLowerCase())) continue;
      if (each.checkVisibility({visibilityProperty: true, opacityProperty: true}) === false) continue;
      const box = each.getBoundingClientRect();
      found.push([box.left, box.top, box.right, box.bottom]);
    }
  };
  walk(document);
  return found;
}"""
_TOLD = """([x, y]) => {
  let at = document.elementFromPoint(x, y);
  while (at?.shadowRoot?.elementFromPoint(x, y) && at.shadowRoot.elementFromPoint(x, y) !== at)
    at = at.shadowRoot.elementFromPoint(x, y);
  for (; at; at = at.parentElement) {
    const words = at.getAttribute("title") || at.querySelector(":scope > title")?.textContent;
    if (words) return words;
  }
  return "";
}"""
_LABELLED = """(at, what) => {
  const wanted = new RegExp(what, "i");
  const own = [at.getAttribute("aria-label"), at.getAttribute("title"), at.getAttribute("placeholder"),
               ...[...(at.labels ?? [])].map((label) => label.textContent)];
  for (const id of (at.getAttribute("aria-labelledby") ?? "").split(/\\s+/).filter(Boolean))
    own.push(at.getRootNode().getElementById?.(id)?.textContent);
  if (own.some((words) => words && wanted.test(words))) return true;
  for (let level = 0; at && level < 6; level++) {
    const words = (at.innerText ?? "").trim();
    if (words.length > 200) return false;
    if (wanted.test(words)) return true;
    at = at.parentElement ?? at.getRootNode().host;
  }
  return false;
}"""
_PIXELS = """async ([data, step]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}), {colorSpaceConversion: "none"});
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(image.width / step), Math.ceil(image.height / step)];
  const drawing = canvas.getContext("2d", {willReadFrequently: true});
  drawing.imageSmoothingEnabled = false;
  drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
  const all = drawing.getImageData(0, 0, canvas.width, canvas.height).data;
  const parts = [];
  for (let at = 0; at < all.length; at += 0x8000) parts.push(String.fromCharCode(...all.subarray(at, at + 0x8000)));
  return [canvas.width, canvas.height, btoa(parts.join(""))];
}"""


@dataclass(frozen=True, slots=True)
class Chart:
    """What may be a chart: where it is on the page, its picture, and the curves in it."""

    box: Box
    picture: charts.Picture
    curves: Mapping[str, charts.Curve]

    def place_of(self, curve: charts.Curve, at: int) -> tuple[float, float]:
        """Where on the page a point of a curve is."""
        scale = SCALE / _step(self.box)
        return self.box[0] + float(curve.xs[at]) / scale, self.box[1] + float(curve.ys[at]) / scale


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a page: the words on it, each with its place, and the charts."""

    words: Sequence[tuple[str, Box]]
    charts: Sequence[Chart]

    @property
    def overlaid(self) -> list[list[str]]:
        """The runs in each chart that has some."""
        return sorted(sorted(chart.curves) for chart in self.charts if chart.curves)

    @property
    def runs(self) -> set[str]:
        """The runs whose curves are drawn somewhere."""
        return {name for chart in self.charts for name in chart.curves}

    def named(self, names: Sequence[str]) -> list[str]:
        """Which of some names stand on the page, as words of their own."""
        text = "\n".join(words for words, _ in self.words)
        return [name for name in names if _says(text, name)]


@dataclass
class Visitor:
    """Somebody with a browser, who opens one page after the other, each as if it were the first: no page knows of another."""

    browser: Browser
    page: Page
    reader: Page
    address: str
    patience: Patience
    asked: set[str] = field(default_factory=set)
    read_before: dict[bytes, Mapping[str, charts.Curve]] = field(default_factory=dict)

    def open(self, place: Place) -> None:
        """Open a page, and press what has to be pressed."""
        self.page.context.close()
        self.page = _fresh(self.browser)
        self.page.context.on("request", lambda request: self.asked.update(_elsewhere(request.url)))
        end = time.monotonic() + self.patience.see
        while True:
            try:
                self.page.goto(self.address + place["path"], wait_until="commit", timeout=OPEN_MS)
                break
            except Error:  # nobody answers, or not yet; then nothing is seen
                if time.monotonic() > end:
                    return
                self.wait(self.patience.look)
        for label in place["press"]:
            self._press(label)

    def look(self, known: Mapping[str, Sequence[float]]) -> Look:
        """Look at the page as it is."""
        return Look(
            self.words(), [Chart(box, picture, self._curves(picture, known)) for box, picture in self.pictures()]
        )

    def words(self) -> list[tuple[str, Box]]:
        """The words on the page as it is, each with its place."""
        return [(text, (left, top, right, bottom)) for text, left, top, right, bottom in self.read(_WORDS)]

    def until(self, known: Mapping[str, Sequence[float]], is_enough: Callable[[Look], bool], seconds: float) -> Look:
        """Look until that is seen twice that is enough, or for so many seconds; less long if no curve is right."""
        end = time.monotonic() + (seconds if known else min(seconds, self.patience.answer))
        last: Look | None = None
        looks = 0
        while True:
            look = self.look(known)
            looks += 1
            if is_enough(look) and last is not None and last.overlaid == look.overlaid:
                return look
            last = look
            if time.monotonic() > end and looks >= self.patience.looks:
                return look
            self.wait(self.patience.look)

    def wait(self, seconds: float) -> None:
        """Let the page do what it does."""
        self.page.wait_for_timeout(seconds * 1000)

    def pictures(self, smallest: tuple[float, float] = SMALLEST) -> list[tuple[Box, charts.Picture]]:
        """Everything on the page that may be a chart or a picture, the largest first, each with what is seen of it."""
        boxes: list[Box] = []
        for left, top, right, bottom in self.read(_CHARTS):
            box = (max(left, 0.0), max(top, 0.0), min(right, WIDTH), min(bottom, HEIGHT))
            if box[2] - box[0] >= smallest[0] and box[3] - box[1] >= smallest[1]:
                boxes.append(box)
        boxes.sort(key=_area, reverse=True)
        apart: list[Box] = []
        for box in boxes:
            if not any(_common(box, other) > 0.9 * _area(other) for other in apart):
                apart.append(box)
        return [(box, self.picture(box, _step(box))) for box in apart[:MOST_CHARTS]]

    def picture(self, box: Box, step: int = 1) -> charts.Picture:
        """What is seen in a part of the window: every pixel of the screen, or every second one, and so on."""
        clip = {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
        try:
            shot = self.page.screenshot(clip=clip, timeout=15_000)  # type: ignore[arg-type]
        except Error:  # the page is just on its way to somewhere else
            return np.zeros((1, 1, 3), dtype=np.uint8)
        width, height, data = self.reader.evaluate(_PIXELS, [base64.b64encode(shot).decode(), step])
        pixels = np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(height, width, 4)
        return pixels[:, :, :3]

    def keep(self, folder: Path) -> None:
        """Keep a picture of the page for readers of the report, in a folder of its own."""
        bottoms = [found[-1] for found in (*self.read(_WORDS), *self.read(_CHARTS))]
        height = min(HEIGHT, max([300.0, *(bottom + 20 for bottom in bottoms)]))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
        seen = folder / "seen"
        seen.mkdir(exist_ok=True)
        with contextlib.suppress(Error):
            self.page.screenshot(path=seen / "page.png", clip=clip, scale="css")  # type: ignore[arg-type]

    def read(self, script: str) -> list[list[Any]]:
        """What a script finds in the page and in the frames on it; places are those in the window."""
        found: list[list[Any]] = []
        for frame in self.page.frames:
            with contextlib.suppress(Error):  # a frame that is just loading, or is gone
                left, top = 0.0, 0.0
                if frame.parent_frame:
                    box = frame.frame_element().bounding_box()
                    if box is None:
                        continue
                    left, top = box["x"], box["y"]
                for *words, x, y, right, bottom in frame.evaluate(script):
                    found.append([*words, x + left, y + top, right + left, bottom + top])
        return found

    def _curves(self, picture: charts.Picture, known: Mapping[str, Sequence[float]]) -> Mapping[str, charts.Curve]:
        """The curves in a picture; what was read once is not read again."""
        digest = hashlib.sha256(repr((picture.shape, sorted(known))).encode() + picture.tobytes()).digest()
        if digest not in self.read_before:
            self.read_before[digest] = charts.curves(picture, known)
        return self.read_before[digest]

    def _press(self, label: str) -> None:
        """Press what is called so, a key, or what a selector finds."""
        page = self.page
        kind, _, rest = label.partition("=")
        if kind == "key":
            try:
                page.keyboard.press(rest)
            except Error:
                raise Misread(f"{PLACES}: there is no key {rest!r}") from None
            return
        roles = ("button", "tab", "checkbox", "switch", "menuitem", "link", "radio")
        found = page.get_by_label(label, exact=True).or_(page.get_by_title(label, exact=True))
        for role in roles:
            found = found.or_(page.get_by_role(role, name=label, exact=True))  # type: ignore[arg-type]
        found = page.locator(rest) if kind == "css" else found.or_(page.get_by_text(label, exact=True))
        try:
            found.first.click(timeout=self.patience.see * 1000)
        except Error:
            raise Misread(f"{PLACES}: nothing that is called {label!r} can be pressed on the page") from None


def _hello(visitor: Visitor, places: Mapping[str, Place], folder: Path, truth: Truth) -> dict[str, Any]:
    known = _whole(truth)
    visitor.open(places["curves"])
    names = [FIRST, METRIC]

    def enough(look: Look) -> bool:
        return FIRST in look.runs and look.named(names) == names

    look = visitor.until(known, enough, visitor.patience.see)
    visitor.keep(folder)
    return {**_seen(look, known), "told": _told(visitor, look, known)}


def _adapt(visitor: Visitor, places: Mapping[str, Place], folder: Path, truth: Truth) -> dict[str, Any]:
    known = _whole(truth)
    visitor.open(places["curves"])

    def enough(look: Look) -> bool:
        return len(look.runs) > 1 and len(look.named(sorted(look.runs))) == len(look.runs)

    look = visitor.until(known, enough, visitor.patience.see)
    visitor.keep(folder)
    saw = {**_seen(look, known), "legend": _legend(visitor, look)}
    if "smoothing" in places:
        visitor.open(places["smoothing"])
        look = visitor.until(known, enough, visitor.patience.see)
    return {**saw, "smoothing": _smoothing(visitor, look)}


def _stretch(visitor: Visitor, places: Mapping[str, Place], folder: Path, truth: Truth) -> dict[str, Any]:
    """Look while a run goes on, and then for the rest; once something is wrong, nothing that comes after it is looked at."""
    whole = _whole(truth)
    half = len(whole[NIGHT]) - len({row[1] for row in truth["later"]}) if NIGHT in whole else 0
    known = {**whole, **({SO_FAR: whole[NIGHT][:half]} if half else {})}
    visitor.open(places["curves"])
    before = visitor.until(known, lambda look: {FIRST, SO_FAR} <= look.runs, visitor.patience.see)
    saw = {**_seen(before, known), "before": before.overlaid, "after": [], "live": False, "stays": False}
    saw |= dict.fromkeys(("image", "histogram", "link"))
    if not {FIRST, SO_FAR} <= before.runs:
        visitor.keep(folder)
        return saw
    with contextlib.suppress(Error):
        visitor.page.evaluate("window.evalkitLooks = true")
    _go_on(folder, truth)

    def is_new(look: Look) -> bool:
        return {FIRST, NIGHT} <= look.runs

    after = visitor.until(known, is_new, visitor.patience.live)
    stays = False
    with contextlib.suppress(Error):
        stays = visitor.page.evaluate("window.evalkitLooks === true")
    again = after
    if not is_new(after):
        visitor.open(places["curves"])
        again = visitor.until(known, is_new, visitor.patience.see)
    visitor.keep(folder)
    saw |= {**_seen(again, known), "after": again.overlaid, "live": is_new(after), "stays": stays}
    if not is_new(again):
        return saw
    if "image" in places:
        saw["image"] = _finds(visitor, places["image"], lambda picture: charts.holds_cells(picture, truth["picture"]))
    if "histogram" in places and saw["image"] is not False:
        saw["histogram"] = _finds(
            visitor, places["histogram"], lambda picture: charts.holds_histogram(picture, truth["weights"])
        )
    if "link" in places and saw["image"] is not False and saw["histogram"] is not False:
        visitor.open(places["link"])
        look = visitor.until(known, lambda look: FIRST in look.runs, visitor.patience.see)
        saw["link"] = {"charts": look.overlaid, "named": look.named([FIRST])}
    return saw


def _whole(truth: Truth) -> dict[str, list[float]]:
    return dict(truth["curves"])


def _seen(look: Look, known: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """What a look says of runs: which are drawn in one chart, which are named, and, where none is drawn, the words there are."""
    found = sorted(look.runs)
    return {
        "charts": look.overlaid,
        "values": {name: digest_of(known[name]) for name in found},
        "named": look.named([METRIC, *sorted(name for name in known if name != SO_FAR)]),
        "said": "" if found else "\n".join(words for words, _ in look.words)[:3000],
    }


def digest_of(values: Sequence[float]) -> str:
    """What tells a curve from every other one."""
    return hashlib.sha256(json.dumps([round(float(each), 4) for each in values]).encode()).hexdigest()[:16]


def _told(visitor: Visitor, look: Look, known: Mapping[str, Sequence[float]]) -> bool:
    """Whether the page tells the value of the first run where somebody points at its curve."""
    for chart in look.charts:
        curve = chart.curves.get(FIRST)
        if curve is None:
            continue
        values = known[FIRST]
        for share in (0.3, 0.5, 0.7):
            at = int(share * len(curve.xs))
            x, y = chart.place_of(curve, at)
            place = float(curve.steps[at]) * (len(values) - 1)
            reach = 2 + 0.03 * len(values)
            around = values[max(0, round(place - reach)) : round(place + reach) + 1]
            if _tells(visitor, x, y, around):
                return True
    return False


def _tells(visitor: Visitor, x: float, y: float, values: Sequence[float]) -> bool:
    before = Counter(words for words, *_ in visitor.read(_WORDS))
    visitor.page.mouse.move(x - 3, y)
    visitor.page.mouse.move(x, y, steps=3)
    end = time.monotonic() + visitor.patience.hover
    while True:
        words = [each for each, *_ in visitor.read(_WORDS)]
        new = list((Counter(words) - before).elements())
        with contextlib.suppress(Error):
            new.append(visitor.page.evaluate(_TOLD, [x, y]))
        if any(_is_value(number, values) for words in new for number in re.findall(r"-?\d+\.\d+", words)):
            visitor.page.mouse.move(1, 1)
            return True
        if time.monotonic() > end:
            visitor.page.mouse.move(1, 1)
            return False
        visitor.wait(0.1)


def _is_value(digits: str, values: Sequence[float]) -> bool:
    """Whether a number is one of some values, rounded to as many decimals as it has."""
    decimals = len(digits.split(".")[1])
    return decimals >= DECIMALS and any(abs(float(digits) - value) <= 0.501 * 10.0**-decimals for value in values)


def _legend(visitor: Visitor, look: Look) -> dict[str, str | None]:
    """Whose curve has the colour that stands beside the name of each run; None where neither colour does.

    A page may still move its words while somebody looks, so colours that seem swapped are looked at again for a while.
    """
    chart = max(look.charts, key=lambda chart: len(chart.curves), default=None)
    if chart is None or len(chart.curves) < 2:
        return {}
    end = time.monotonic() + visitor.patience.legend
    found = _colours_beside(visitor, look.words, chart)
    while any(whose not in (name, None) for name, whose in found.items()) and time.monotonic() < end:
        visitor.wait(visitor.patience.look)
        found = _colours_beside(visitor, visitor.words(), chart)
    return found


def _colours_beside(visitor: Visitor, seen: Sequence[tuple[str, Box]], chart: Chart) -> dict[str, str | None]:
    """Whose curve has the colour that stands beside the name of each run now; `seen` are the words on the page.

    A page may name a run in several places. Its colour is another run's only if more of them say so than say its own.
    """
    found: dict[str, str | None] = {}
    for name in sorted(chart.curves):
        votes: Counter[str] = Counter()
        for words, box in seen:
            if _says(words, name):
                votes.update(_beside(visitor, box, chart))
        most = max(votes.values(), default=0)
        found[name] = (
            name if most and votes[name] == most else next((each for each in votes if votes[each] == most), None)
        )
    return found


def _beside(visitor: Visitor, box: Box, chart: Chart) -> list[str]:
    """Whose curve has the colour that stands next to some words, in a list, or nobody's."""
    reach = 160.0
    left, right = max(0.0, box[0] - reach), min(float(WIDTH), box[2] + reach)
    top, bottom = max(0.0, box[1] - 2), min(float(HEIGHT), box[3] + 2)
    if bottom - top < 4 or right - left < 4:
        return []
    picture = visitor.picture((left, top, right, bottom))
    inner = (round((box[0] - left) * SCALE), 0, round((box[2] - left) * SCALE), picture.shape[0])
    distances = {name: charts.nearest(picture, inner, curve.colour) for name, curve in chart.curves.items()}
    name = min(distances, key=lambda each: distances[each])
    return [name] if np.isfinite(distances[name]) else []


def _smoothing(visitor: Visitor, look: Look) -> dict[str, bool]:
    """Whether the page has something that is called smoothing, and whether all curves of a chart get smoother by it."""
    chart = max(look.charts, key=lambda chart: len(chart.curves), default=None)
    controls = _controls(visitor)
    if chart is None or not chart.curves or not controls:
        return {"control": bool(controls), "smoother": False}
    lines = [curve.colour for curve in chart.curves.values()]
    every_pixel = visitor.picture(chart.box)  # of every second one, the edges of a line are as thick as a line
    rough = {colour: charts.roughness(every_pixel, colour) for colour in lines}
    for control in controls:
        if _turn(visitor, control, up=False):  # some charts are smoothed as they open
            for now in _roughness(visitor, chart, lines, min(3.0, visitor.patience.answer)):
                rough = {line: max(rough[line], now[line]) if np.isfinite(now[line]) else rough[line] for line in lines}
            if _turn(visitor, control, up=True):
                for now in _roughness(visitor, chart, lines, visitor.patience.answer):
                    if all(now[colour] < 0.6 * rough[colour] for colour in lines):
                        return {"control": True, "smoother": True}
    return {"control": True, "smoother": False}


def _roughness(
    visitor: Visitor, chart: Chart, lines: Sequence[charts.Colour], seconds: float
) -> Iterator[dict[charts.Colour, float]]:
    """How rough the lines of a chart are, again and again for so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        visitor.wait(visitor.patience.look)
        picture = visitor.picture(chart.box)
        yield {colour: charts.roughness(picture, colour) for colour in lines}


def _controls(visitor: Visitor) -> list[Locator]:
    """What is called smoothing and takes a number, sliders first."""
    found = []
    for frame in visitor.page.frames:
        for kind in ('input[type="range"], [role="slider"]', 'input[type="number"], [role="spinbutton"]'):
            with contextlib.suppress(Error):
                found += [each for each in frame.locator(kind).all() if each.evaluate(_LABELLED, "smooth")]
    return found[:4]


def _turn(visitor: Visitor, control: Locator, *, up: bool) -> bool:
    """Set a control to much smoothing or to none, by the keyboard; returns whether it can be used."""
    about = "at => [at.type ?? '', at.getAttribute('aria-valuenow') ?? at.value ?? '', at.max ?? '', at.min ?? '']"
    try:
        control.focus(timeout=2000)
        kind, value, most, least = control.evaluate(about)
        if kind == "number":
            control.fill(f"{0.9 * float(most or 1):g}" if up else (least or "0"), timeout=2000)
            visitor.page.keyboard.press("Enter")
            return True
        visitor.page.keyboard.press("End" if up else "Home")
        if control.evaluate(about)[1] == value:
            for _ in range(20):
                visitor.page.keyboard.press("ArrowRight" if up else "ArrowLeft")
    except (Error, ValueError):  # whatever it is, it is nothing that a person can turn
        return False
    return True


def _finds(visitor: Visitor, place: Place, holds: Callable[[charts.Picture], bool]) -> bool:
    """Whether something on a page holds what is looked for."""
    visitor.open(place)
    end = time.monotonic() + visitor.patience.see
    looks = 0
    while True:
        if any(holds(picture) for _, picture in visitor.pictures((48, 48))):
            return True
        looks += 1
        if time.monotonic() > end and looks >= visitor.patience.looks:
            return False
        visitor.wait(visitor.patience.look)


def _go_on(folder: Path, truth: Truth) -> None:
    """Let the training go on: put the losses of its second half into the inputs."""
    part, whole = folder / "inputs" / "later.part", folder / "inputs" / "later.csv"
    with contextlib.suppress(OSError):
        if not whole.exists():
            with part.open("w", encoding="utf-8", newline="") as text:
                writer = csv.writer(text, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows(truth["later"])
            os.replace(part, whole)


def _places(folder: Path) -> dict[str, Place]:
    """What page.json says: paths below the address, and what to press there; the curves are at the top if it says nothing."""
    try:
        said = read_json(folder, PLACES, 100_000) if (folder / PLACES).exists() else {}
    except Unreadable as why:
        raise Misread(str(why).replace(f"outputs/{PLACES}", PLACES)) from None
    if not isinstance(said, dict):
        raise Misread(f"{PLACES} must hold an object")
    return {"curves": _place("curves", {}), **{name: _place(name, value) for name, value in said.items()}}


def _place(name: str, value: Any) -> Place:
    value = {"path": value} if isinstance(value, str) else value
    path = value.get("path", "/") if isinstance(value, dict) else None
    press = value.get("press", []) if isinstance(value, dict) else None
    if not isinstance(path, str) or not path.startswith("/") or not path.isprintable():
        raise Misread(f"{PLACES}: {name!r:.40} must be a path such as /runs, or an object with it as its path")
    if not isinstance(press, list) or not all(isinstance(each, str) for each in press) or len(press) > MOST_PRESSED:
        raise Misread(f"{PLACES}: what to press at {name!r:.40} must be a list of at most {MOST_PRESSED} texts")
    return {"path": path, "press": press}


@contextlib.contextmanager
def _visitor(browser: Browser, address: str, patience: Patience) -> Iterator[Visitor]:
    reading = browser.new_context()
    visitor = Visitor(browser, _fresh(browser), reading.new_page(), address, patience)
    try:
        yield visitor
    finally:
        reading.close()
        visitor.page.context.close()


def _fresh(browser: Browser) -> Page:
    """A page of a browser that remembers nothing."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        color_scheme="light",
        locale="en-US",
        timezone_id="UTC",
        accept_downloads=False,
    )
    return context.new_page()


def _elsewhere(url: str) -> list[str]:
    """The host of an address, unless it is this machine."""
    parts = urlsplit(url)
    here = parts.hostname in (None, "localhost", "::1") or (parts.hostname or "").startswith("127.")
    return [] if here or parts.scheme not in ("http", "https", "ws", "wss") else [str(parts.hostname)]


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _step(box: Box) -> int:
    """Every how manieth pixel of a chart is looked at."""
    return 2 if box[2] - box[0] > LARGE else 1


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _common(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(tall, 0.0)
