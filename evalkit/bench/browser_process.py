"""Opens files in a browser without a network, in a process of evalkit's own with limits from outside: a script, not a module.

    browser_process.py <folder>   answers the questions in the folder (standing_process.py): {"folder", "file"} is answered with
                                  {"text", "all", "image", "width", "height"}, or {"why": "..."} if there is no picture of the
                                  file, or {"absent": true} if there is no such file

With {"page": {"task", "level"}} in the question, an SVG is opened like a page, and `look` in the task's look.py, where
there is one, then looks at it; {"saw"} in the answer is what it returns, or {"broken": "..."} says how it raised.

The file is anything that an implementation wrote, so it may be made to do harm. It is read here, as a regular file of
bounded size, and handed to the browser as the only thing that its web holds: every other address is refused, whether on
the web, on this machine or of a file. Where Linux allows it, the process also has a network of its own, in which nobody
else is. What leaves is text and a picture in WebP, which the browser encodes anew and whose size is bounded.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.bench.browser import OFFLINE_ARGUMENTS, opened
from evalkit.bench.offline_process import NoNamespace, enter
from evalkit.bench.open_page import OpenPage
from evalkit.bench.standing_process import questions
from evalkit.bench.task_process import module, place_of
from evalkit.store.pictures import LARGEST, TALLEST, WIDEST
from evalkit.store.run_files import beginning_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Route

LARGEST_FILE = 30_000_000
"""In bytes, of a file of which a picture is made."""
MOST_PIXELS = 40_000_000
"""Of a PNG, which takes four bytes of memory for each of them."""
MOST_TEXT = 500_000
"""Characters of a page's text."""
MOST_SEEN = 8_000_000
"""Characters of what a task's look may return, as JSON."""
LOOK = "look"
"""The module of a task that looks at pages, if it has one."""
LOAD_SECONDS, REST_SECONDS = 25.0, 5.0
"""How long a file may take to load, and how long it may go on to change once it has; then it is taken as it is."""
BUSY_SECONDS = 60.0
"""How long the browser may be busy with one file in all: a script that never ends is ended then."""

TOO_LATE = 75
"""The exit code of this process then."""

_LOOK_SECONDS = 0.25
_READ_MS = 8000
_PLACE = "http://page.invalid/"
_ADDRESS, _WRAPPER = f"{_PLACE}page.html", f"{_PLACE}picture.html"
_POLICY = (
    "default-src data: blob: 'unsafe-inline' 'unsafe-eval'; form-action 'none'; frame-src data: blob:; webrtc 'block'"
)
"""Of the page: it may run its own scripts, and reach nothing."""
_TYPES = {".html": "text/html; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml"}
_SHOWN_BY = (
    '<!doctype html><title>picture</title><body style="margin:0;background:#fff">'
    f'<img src="{_ADDRESS}" style="display:block;max-width:{WIDEST}px;max-height:{TALLEST}px">'
)
"""The page around a file that is a picture itself: in it, an SVG runs no script and loads nothing."""
_STEPS = ((1, 90), (1, 75), (1, 55), (1, 35), (0.75, 35), (0.5, 35), (0.5, 10), (0.25, 10))
"""Scale and quality, tried in this order until the picture is small enough."""

_READ = """(() => {
  const silent = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "HEAD", "TITLE", "DESC"]);
  const most = MOST_TEXT, texts = {text: [], all: []}, sizes = {text: 0, all: 0};
  const say = (which, words) => {
    if (sizes[which] < most) texts[which].push(words.slice(0, most - sizes[which]));
    sizes[which] += words.length;
  };
  const isDrawn = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].some((box) => box.width > 0 && box.height > 0 && box.right > 0 && box.bottom + scrollY > 0);
  };
  const walk = (node, seen) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.data.replace(/\\s+/g, " ");
      const parent = node.parentElement ?? node.getRootNode().host;
      say("all", words);
      if (seen && words !== "" && (words === " " || (isDrawn(node) && parent?.checkVisibility({visibilityProperty: true}) !== false))) say("text", words);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || silent.has(node.nodeName.toUpperCase())) return;
    const style = node.ownerDocument.defaultView.getComputedStyle(node);
    const isSeen = seen && style.display !== "none" && style.opacity !== "0";
    const inner = node.shadowRoot ?? node;
    const children = node.nodeName === "SLOT" && node.assignedNodes().length ? node.assignedNodes() : inner.childNodes;
    const end = style.display === "table-cell" ? "\\t" : style.display.startsWith("inline") || style.display === "contents" ? "" : "\\n";
    if (end === "\\n") for (const which of isSeen ? ["text", "all"] : ["all"]) say(which, end);
    const folds = node.nodeName === "DETAILS" && !node.open;
    for (const child of children) walk(child, isSeen && (!folds || child.nodeName === "SUMMARY"));
    if (node.nodeName === "IFRAME" && node.contentDocument?.body) walk(node.contentDocument.body, isSeen);
    if (end) for (const which of isSeen ? ["text", "all"] : ["all"]) say(which, end);
  };
  walk(document.body ?? document.documentElement, true);
  const image = document.images[0], root = document.documentElement.getBoundingClientRect();
  const height = Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0);
  return {
    text: texts.text.join(""), all: texts.all.join(""), height,
    loaded: document.readyState === "complete",
    root: [root.width, root.height],
    image: image ? [image.naturalWidth, image.getBoundingClientRect().width, image.getBoundingClientRect().height] : null,
  };
})()""".replace("MOST_TEXT", str(MOST_TEXT))


class NoPicture(Exception):
    """There is no picture of the file; the text says why."""


def drawn(
    browser: Callable[[], Browser], folder: Path, file: str, page: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Open a file below `folder` in a browser, and return its text and its picture; raises `NoPicture`.

    `browser` is called once it is needed. `page` says for which task and level an SVG is a page, too. Nothing that the
    file did stays in the browser.
    """
    read = beginning_of(folder, file, LARGEST_FILE)
    if read is None:
        return {"absent": True}
    if not read.is_whole:
        raise NoPicture(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
    suffix = Path(file).suffix
    if suffix == ".png":
        _examine_png(read.data)
    with _ending_after(BUSY_SECONDS):
        context = browser().new_context(
            viewport={"width": WIDEST, "height": 800},
            accept_downloads=False,
            service_workers="block",
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="UTC",
        )
        with contextlib.closing(context):
            return _opened(context, read.data, suffix, page)


def _opened(
    context: BrowserContext, data: bytes, suffix: str, about: Mapping[str, str] | None = None
) -> dict[str, Any]:
    from playwright.sync_api import Error  # noqa: PLC0415  (an extra that few need)

    is_page = suffix == ".html" or (suffix == ".svg" and about is not None)

    def answer(route: Route) -> None:
        if route.request.url == _ADDRESS:
            headers = {"Content-Security-Policy": _POLICY} if is_page else {}
            route.fulfill(body=data, content_type=_TYPES[suffix], headers={**headers, "Content-Type": _TYPES[suffix]})
        elif route.request.url == _WRAPPER and not is_page:
            route.fulfill(body=_SHOWN_BY, content_type=_TYPES[".html"])
        else:
            route.abort("aborted")  # a page that wants to go elsewhere stays where it is

    context.route("**/*", answer)
    page = context.new_page()
    try:
        page.goto(_ADDRESS if is_page else _WRAPPER, wait_until="commit", timeout=BUSY_SECONDS * 1000)
        session = context.new_cdp_session(page)
        read = _at_rest(session)
        if is_page and suffix == ".svg":
            box = (min(max(round(read["root"][0]), 1), WIDEST), min(max(round(read["root"][1]), 1), TALLEST))
        elif is_page:
            box = (WIDEST, min(max(int(read["height"]), 1), TALLEST))
        else:
            natural, width, height = read["image"] or (0, 0, 0)
            if not natural:
                raise NoPicture("the browser cannot draw it")
            box = (min(max(round(width), 1), WIDEST), min(max(round(height), 1), TALLEST))
        image, *size = _image(session, *box)
        looked = _looked(OpenPage(page, session, _world), about) if about else {}
    except Error as error:
        raise NoPicture(f"the browser could not open it: {_first_line(error)}") from None
    texts = {name: read[name] if is_page else "" for name in ("text", "all")}
    return {**texts, **looked, "image": base64.b64encode(image).decode(), "width": size[0], "height": size[1]}


def _at_rest(session: CDPSession) -> dict[str, Any]:
    """Return what the page holds once that no longer changes, or as it is after some seconds.

    It is read in a world of its own, which the page's scripts cannot reach.
    """
    last: dict[str, Any] | None = None
    began = loaded = time.monotonic()
    while True:
        question = {"expression": _READ, "contextId": _world(session), "returnByValue": True, "timeout": _READ_MS}
        found = session.send("Runtime.evaluate", question).get("result", {}).get("value")
        if not isinstance(found, dict):
            raise NoPicture("its text could not be read")
        now = time.monotonic()
        if not found["loaded"]:
            loaded = now
        at_rest = found["loaded"] and found == last
        if at_rest or now - loaded > REST_SECONDS or now - began > LOAD_SECONDS:
            return found
        last = found
        time.sleep(_LOOK_SECONDS)


def _world(session: CDPSession) -> int:
    """Return a world of scripts that the page's own cannot reach; raises `NoPicture` if the page went elsewhere."""
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]
    if not frame["url"].startswith(_PLACE):
        raise NoPicture("it went elsewhere")
    return int(session.send("Page.createIsolatedWorld", {"frameId": frame["id"]})["executionContextId"])


def _looked(page: OpenPage, about: Mapping[str, str]) -> dict[str, Any]:
    """Let the task look at the page, if it wants to; what its code raises is the task's, what the page does is not."""
    from playwright.sync_api import Error  # noqa: PLC0415  (an extra that few need)

    task = Path(about["task"])
    if not (task / f"{LOOK}.py").is_file():
        return {}
    try:
        saw = module(task, LOOK).look(page, about["level"])
        size = len(json.dumps(saw))
    except (Error, NoPicture):
        raise
    except Exception as error:
        return {"broken": f"{place_of(error, task)}{type(error).__qualname__}: {error}"}
    if size > MOST_SEEN:
        return {"broken": f"look() saw more than {MOST_SEEN // 1_000_000} MB; return what the checker needs"}
    return {"saw": saw}


@contextlib.contextmanager
def _ending_after(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, whatever the browser does; whoever started it ends the browser."""
    timer = threading.Timer(seconds, os._exit, (TOO_LATE,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _image(session: CDPSession, width: int, height: int) -> tuple[bytes, int, int]:
    """Return the picture of the top of the page, no larger than it may be, with its width and height."""
    for scale, quality in _STEPS:
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
        question = {"format": "webp", "quality": quality, "clip": clip, "captureBeyondViewport": True}
        image = base64.b64decode(session.send("Page.captureScreenshot", question)["data"])
        if len(image) <= LARGEST:
            return image, max(round(width * scale), 1), max(round(height * scale), 1)
    raise NoPicture(f"its picture cannot be made smaller than {LARGEST // 1000} kB")


def _examine_png(data: bytes) -> None:
    """Raise `NoPicture` for a PNG that takes too much memory, going by its header, or that is none."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        raise NoPicture("it is no PNG")
    width, height = struct.unpack(">II", data[16:24])
    if width * height > MOST_PIXELS:
        raise NoPicture(
            f"it is {width:,} × {height:,} pixels large; {MOST_PIXELS // 1_000_000} million are drawn at most"
        )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def main(folder: Path) -> None:
    """Answer the questions in `folder`; the browser starts with the first file that needs one."""
    os.dup2(2, 1)  # nobody reads what a library prints
    with contextlib.ExitStack() as stack:

        @cache
        def browser() -> Browser:
            with contextlib.suppress(NoNamespace):  # the browser's own refusals stay
                enter()
            return stack.enter_context(opened(OFFLINE_ARGUMENTS))

        for asked in questions(folder):
            question = asked.question
            try:
                answer = drawn(browser, Path(question["folder"]), question["file"], question.get("page"))
            except NoPicture as why:
                answer = {"why": str(why)}
            asked.answer(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
