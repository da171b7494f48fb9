"""The system's Chromium, headless: drivers get one that reaches loopback, pictures one that reaches nothing at all."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without a window around its pages, which takes a third of the processor's time to open one."""
_LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
_NOTHING = "--host-resolver-rules=MAP * ~NOTFOUND"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers often have 64 MB of it
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    _LOOPBACK_ONLY,
)
OFFLINE_ARGUMENTS = (
    *(argument for argument in ARGUMENTS if argument != _LOOPBACK_ONLY),
    _NOTHING,
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""Of a browser that reaches nothing, not even loopback."""

_LONGEST = 40
"""Characters of the path of its temporary folder: it makes a socket there, whose whole path may have 107 bytes."""


def program(find: Callable[[str], str | None] = shutil.which) -> str:
    """Return the path of the quickest Chromium or Google Chrome that is there, or an empty text."""
    return next(filter(None, map(find, PROGRAMS)), "") or ""


def missing(find: Callable[[str], str | None] = shutil.which, has: Callable[[str], object] | None = None) -> str:
    """Return what this machine lacks to open a browser, with the remedy, as a clause; an empty text if nothing."""
    if not program(find):
        return "there is no Chromium here: install the package chromium"
    if not (has or importlib.util.find_spec)("playwright"):
        return "Playwright, which drives it, is missing: pip install 'evalkit-mlops[browser]'"
    return ""


def lack(find: Callable[[str], str | None] = shutil.which, has: Callable[[str], object] | None = None) -> str:
    """Return why no task that needs a browser can be run here, with the remedy; an empty text if it can."""
    clause = missing(find, has)
    return f"this task needs a browser, and {clause}" if clause else ""


@contextlib.contextmanager
def opened(arguments: Sequence[str] = ARGUMENTS) -> Iterator[Browser]:
    """Yield a running browser, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (an extra that few drivers need)

    usual = tempfile.gettempdir()
    place = usual if len(usual) <= _LONGEST else "/tmp"  # noqa: S108  (a new folder in it, which is the user's alone)
    with (
        tempfile.TemporaryDirectory(prefix="browser-", dir=place) as folder,
        sync_playwright() as playwright,
    ):
        environ: dict[str, str | float | bool] = {**os.environ, "TMPDIR": folder}
        browser = playwright.chromium.launch(executable_path=program(), args=list(arguments), env=environ)
        try:
            yield browser
        finally:
            browser.close()
