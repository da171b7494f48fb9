"""A browser for the tasks whose results are looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from evalkit.bench.browser import lack, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WithBrowser = Callable[["Callable[[Browser], Any]"], Any]


@pytest.fixture(scope="session")
def with_browser() -> Iterator[WithBrowser]:
    """Calls what it is given with a browser that stands open for all tests; whoever opens a page closes it.

    It does so in a thread of its own, because other tests may have a browser open in this.
    """
    if why := lack():
        pytest.skip(why)
    with ThreadPoolExecutor(1) as thread, contextlib.ExitStack() as stack:
        browser = thread.submit(stack.enter_context, opened()).result()
        stack_of_thread = stack.pop_all()
        yield lambda asked: thread.submit(asked, browser).result()
        thread.submit(stack_of_thread.close).result()
