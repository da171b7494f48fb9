"""Runs a task's driver in a process of evalkit's own, with limits from outside: a script, not a module.

    driver_process.py <task folder> <folder>   answers the questions in the folder (standing_process.py), each of which asks for one
                                               conversation: {"folder", "level", "truth", "driver", "signs", "own_network"} is
                                               answered with {"conversation": {...}} or {"refused": "..."}, or {"error": "..."} if
                                               the task's code raised

It loads driver.py before the service starts, so that loading does not take time or processors from it; it does so for
each conversation, with a browser that no longer knows of the one before. Files in the folder `signs` are how both
sides tell each other how far they are: this process writes `loaded`, and `ready` once the service answers; `service`
holds the service's process id. It waits without a limit; whoever started it ends it.

With `own_network` the service has a network of its own, which this process enters before it talks to it, and never
leaves.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from evalkit.bench.address import BadAddress, read_address
from evalkit.bench.standing_process import questions
from evalkit.bench.task_process import answered, module
from evalkit.model.conversation import Conversation

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOADED, READY, SERVICE = "loaded", "ready", "service"
"""The files by which this process and the one that started it tell each other how far they are."""
LOOK_SECONDS = 0.005
"""How often to look for the address of a service."""
TRY_SECONDS = 0.01
"""How often to try whether a service answers."""
ANSWER_SECONDS = 5.0
"""How long a service may take for the answer by which it is known to be ready."""
LARGEST = 4_000_000
"""Characters of what a driver may have seen, as JSON."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class Drives:
    """One conversation after the other, with one browser for those that ask for one."""

    def __init__(self, task_folder: Path, stack: contextlib.ExitStack) -> None:
        self._task_folder, self._stack = task_folder, stack
        self._browser: Browser | None = None
        self.halts = 0
        """How often somebody stopped this process, as far as is known: it was told to go on."""
        signal.signal(signal.SIGCONT, self._note_halt)

    def drive(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Wait for the service, let the driver talk to it, and return what it saw and when."""
        signs, folder = Path(request["signs"]), Path(request["folder"])
        driver = module(self._task_folder, "driver")
        asks_for_browser = request["driver"] == "browser"
        browser = [self._opened()] if asks_for_browser and not request["own_network"] else []
        spent, halts = _cpu_seconds(), self.halts
        (signs / LOADED).touch()
        try:
            address = _address(folder / "outputs")
        except BadAddress as why:
            return {"refused": str(why)}
        if request["own_network"]:
            enter_network_of(_service(signs))
            browser = [self._opened()] if asks_for_browser else []
        ready: Callable[[Path, str, str], bool] = getattr(driver, "ready", answers)
        while not _is_ready(ready, folder, address, request["level"]):
            time.sleep(TRY_SECONDS)
        ready_at = time.monotonic()
        (signs / READY).touch()
        try:
            conversation = driver.drive(folder, address, request["level"], request["truth"], *browser)
            ended = time.monotonic()
            spent = _cpu_seconds() - spent
        finally:
            for context in [context for each in browser for context in each.contexts]:
                context.close()
        return _told(conversation, ready=ready_at, ended=ended, cpu=spent, halted=self.halts > halts)

    def _opened(self) -> Browser:
        if self._browser is None:
            from evalkit.bench.browser import opened  # noqa: PLC0415  (few drivers need one)

            self._browser = self._stack.enter_context(opened())
        return self._browser

    def _note_halt(self, *_: object) -> None:
        self.halts += 1


def answers(folder: Path, address: str, level: str) -> bool:  # noqa: ARG001  (as a driver's own `ready` is asked)
    """Return whether somebody answers at an address, with any status below 500."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        response = connection.getresponse()
        response.read(1_000_000)  # who answers is not to find that nobody listens
        return response.status < 500
    finally:
        connection.close()


def enter_network_of(pid: int) -> None:
    """Move this process into the network namespace of another; raises OSError."""
    try:
        _enter(f"/proc/{pid}/ns/net", _CLONE_NEWNET)
    except PermissionError:  # it belongs to a user namespace, which has to be entered first
        _enter(f"/proc/{pid}/ns/user", _CLONE_NEWUSER)
        _enter(f"/proc/{pid}/ns/net", _CLONE_NEWNET)


def _enter(path: str, kind: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)  # os.setns is there from Python 3.12 only
    with open(path, "rb") as namespace:
        if libc.setns(namespace.fileno(), kind) != 0:
            number = ctypes.get_errno()
            error = PermissionError if number == 1 else OSError
            raise error(number, f"the service's network cannot be entered: {os.strerror(number)}")


def _address(outputs: Path) -> str:
    while not (address := read_address(outputs)):
        time.sleep(LOOK_SECONDS)
    return address


def _service(signs: Path) -> int:
    """Return the process id of the service, which is written down when it starts."""
    while not (text := (signs / SERVICE).read_text() if (signs / SERVICE).exists() else ""):
        time.sleep(LOOK_SECONDS)
    return int(text)


def _is_ready(ready: Callable[[Path, str, str], bool], folder: Path, address: str, level: str) -> bool:
    try:
        return bool(ready(folder, address, level))
    except (OSError, http.client.HTTPException):  # nobody listens there yet
        return False


def _cpu_seconds() -> float:
    return sum(os.times()[:4])


def _told(conversation: Any, *, halted: bool, **when: float) -> dict[str, Any]:
    if not isinstance(conversation, Conversation):
        return {"error": f"drive() must return a Conversation, not {type(conversation).__name__}"}
    saw, load = conversation.saw, conversation.load
    if len(json.dumps(saw)) > LARGEST:
        return {"error": f"drive() saw more than {LARGEST // 1_000_000} MB; return what the checker needs"}
    if halted:
        return {"halted": True}
    told = None if load is None else {"latencies": load.latencies, "seconds": load.seconds, "lost": load.lost}
    return {"conversation": {"saw": saw, "load": told, **when}}


def main(task_folder: Path, folder: Path) -> None:
    """Answer the questions in `folder` by the task's driver."""
    os.dup2(2, 1)  # nobody reads what a library prints
    with contextlib.ExitStack() as stack:
        drives = Drives(task_folder, stack)
        for asked in questions(folder):
            asked.answer(answered(partial(drives.drive, asked.question), task_folder))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
