"""Judges outputs in forks of a process that has loaded a task's checker: a script, not a module.

    loaded_checker_process.py <task folder>         answers requests as the launcher does, with the launcher's code; the
                                                    only argument of a request is an outputs folder, its standard input
                                                    and its answer are those of `task_process.py check`
    loaded_checker_process.py <task folder> afresh  the same, but every fork loads the checker for itself

Why it exists. A fresh Python takes 0.3 s to import what a checker needs; a fork of a process that has imported it takes
some milliseconds. The launcher is not that process, because measured processes would then start with a checker's
memory.

What it guarantees. It guarantees what `task_process.py` does: a process for each verdict, under the limits of its
request, and nothing of it left when the request is answered. The first fork loads the checker itself, under those
limits; this process loads it only after that has succeeded. If a loaded file changes, it restarts itself. If loading
left more than modules (a thread, a process, an open file), it restarts for good without loading. Between requests it
sleeps. It needs Linux, because elsewhere orphans would escape it.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import math
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from evalkit.bench import launcher_process, task_process

_AFRESH = "afresh"

State = dict[str, tuple[int, ...]]
"""Files by name, each with numbers that change when the file changes; an empty tuple means that the file is missing."""


class Judging(launcher_process.Run):
    """One verdict, made in a fork."""

    def __init__(
        self,
        request: dict[str, Any],
        evalkit: launcher_process.Evalkit,
        wake: int,
        folder: str,
        checker: ModuleType | None,
    ) -> None:
        super().__init__(request, evalkit, wake)
        self.folder, self.checker = folder, checker

    def become(self) -> NoReturn:
        """Judge, in the forked child."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for file in os.listdir("/proc/self/fd"):
            if int(file) > 2:
                with contextlib.suppress(OSError):  # the one that listed them
                    os.close(int(file))
        task_process.answer(
            lambda: task_process.check(self.folder, self.request["argv"][0], self.checker), Path(self.folder)
        )
        with contextlib.suppress(Exception):
            sys.stderr.flush()
        os._exit(0)


class LoadedChecker:
    """The checker of the task in `folder`, loaded after its first verdict unless it must be loaded `afresh`."""

    def __init__(self, folder: str, *, afresh: bool) -> None:
        self.folder, self.afresh = folder, afresh
        self.checker: ModuleType | None = None
        self.files: State = {}
        self.is_spoilt = False
        # A checker may read and print while it loads: it must not read requests or print answers.
        self.evalkit = launcher_process.Evalkit(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.close(nothing)
        self.wake, self.wake_end = launcher_process.prepare()

    def serve(self) -> NoReturn:
        """Answer requests until evalkit is gone, which raises an exception."""
        while True:
            self.evalkit.wait()
            if self.is_spoilt:
                self.start_again(_AFRESH)
            if state_of(self.files) != self.files:
                self.start_again()
            self.answer(self.evalkit.request())
            launcher_process.trim()

    def answer(self, request: dict[str, Any]) -> None:
        """Get one verdict, and load the checker if that went well."""
        finished = Judging(request, self.evalkit, self.wake, self.folder, self.checker).finished()
        if not (self.checker or self.afresh) and _is_verdict(finished):
            self.load(request)  # before the answer, because a timed run may follow it
        self.evalkit.say({"finished": finished})

    def load(self, request: dict[str, Any]) -> None:
        """Load the checker into this process too."""
        modules, opened = set(sys.modules), os.listdir("/proc/self/fd")
        with _silent(), contextlib.chdir(request["cwd"]), contextlib.suppress(Exception, SystemExit):
            signal.alarm(
                math.ceil(request["timeout_seconds"])
            )  # ends this process if loading hangs, unlike in the fork
            self.checker = task_process.module(Path(self.folder), "checker")
        signal.alarm(0)
        launcher_process.listen(self.wake_end)
        self.files = state_of(_files(sys.modules.keys() - modules, Path(self.folder).parent))
        if not self.checker or os.listdir("/proc/self/fd") != opened or not _is_alone():
            launcher_process.Run(request, self.evalkit, self.wake).end_tree()
            self.checker, self.is_spoilt = None, True
        gc.collect()
        gc.freeze()  # otherwise the forks would copy memory that they do not change

    def start_again(self, *arguments: str) -> NoReturn:
        """Restart this program; the new process answers the waiting request."""
        os.dup2(self.evalkit.requests, 0)
        os.dup2(self.evalkit.answers, 1)
        os.execv(sys.executable, [sys.executable, "-P", __file__, self.folder, *arguments])  # noqa: S606


def state_of(files: Iterable[str]) -> State:
    """Return a value that changes when any of `files` changes."""
    return {file: _numbers(file) for file in files}


def _numbers(file: str) -> tuple[int, ...]:
    try:
        about = os.stat(file)
    except OSError:
        return ()
    return about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def _files(names: Iterable[str], tasks: Path) -> list[str]:
    """Return the files of modules that people edit: those of tasks and all that are not installed."""
    found = [getattr(sys.modules[name], "__file__", None) for name in names]
    installed = (Path(sys.prefix), Path(sys.base_prefix))
    return [file for file in found if file and (_is_in(file, tasks) or not any(_is_in(file, at) for at in installed))]


def _is_in(file: str, folder: Path) -> bool:
    return Path(file).is_relative_to(folder)


def _is_verdict(finished: dict[str, Any]) -> bool:
    if finished["ending"] != "finished" or finished["exit_code"] != 0:
        return False
    try:
        return "verdict" in json.loads(base64.b64decode(finished["output"]))
    except ValueError:
        return False


def _is_alone() -> bool:
    """Return whether this process has no other thread and no child."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return len(os.listdir("/proc/self/task")) == 1
    return False


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Discard what is printed here: nobody reads it, and a full pipe would block."""
    errors = os.dup(2)
    os.dup2(1, 2)
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os.dup2(errors, 2)
        os.close(errors)


def main(arguments: list[str]) -> None:
    """Serve requests until standard input ends."""
    folder, *how = arguments
    with contextlib.suppress(launcher_process.EvalkitIsGone):
        LoadedChecker(folder, afresh=how == [_AFRESH]).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
