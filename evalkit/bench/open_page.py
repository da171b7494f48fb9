"""A page that a browser has opened, as a task's look.py may look at it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_ASK_MS = 8000


class OpenPage:
    """What a reader can do with a page: read it, point at a place of it, click there, and wait.

    Places are in pixels from the top left of the page. Scripts run in a world of their own, which those of the page
    cannot reach; `world` makes one. All methods raise Playwright's errors, which are the page's fault.
    """

    def __init__(self, page: Page, session: CDPSession, world: Callable[[CDPSession], int]) -> None:
        self._page, self._session, self._world = page, session, world

    def ask(self, expression: str) -> Any:
        """Return the value of an expression in JavaScript, as JSON data; None where it raises or takes eight seconds."""
        question = {
            "expression": expression,
            "contextId": self._world(self._session),
            "returnByValue": True,
            "timeout": _ASK_MS,
        }
        return self._session.send("Runtime.evaluate", question).get("result", {}).get("value")

    def point(self, x: float, y: float) -> None:
        """Move the mouse to a place, which is scrolled to first if it is out of sight."""
        self._page.mouse.move(*self._seen(x, y))

    def click(self, x: float, y: float) -> None:
        """Move the mouse to a place and click there."""
        self._page.mouse.click(*self._seen(x, y))

    def wait(self, milliseconds: float) -> None:
        """Let the page go on for so long."""
        time.sleep(milliseconds / 1000)

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        left, top, width, height = self.ask("[scrollX, scrollY, innerWidth, innerHeight]") or (0, 0, 0, 0)
        if not (left <= x < left + width and top <= y < top + height):
            left, top = self.ask(f"(scrollTo({x} - innerWidth / 2, {y} - innerHeight / 2), [scrollX, scrollY])") or (
                0,
                0,
            )
        return x - left, y - top
