"""A process of evalkit's own that answers one question after the other, because starting it takes long.

Questions and answers are files in a folder that both sides know: `question-1.json`, `answer-1.json`, and so on. A file
appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalkit.bench.launcher import Launcher
    from evalkit.bench.limits import Limits
    from evalkit.bench.process_end import Finished

_SOON_SECONDS, _LATER_SECONDS = 0.005, 0.05
"""How often to look for a file: soon while an answer is awaited, later while the process has nothing to do, so that it takes no
processor from anybody."""
_SOON = 0.2
"""For so many seconds after an answer the next question is expected soon."""
END_SECONDS = 5.0
"""How long the process may take to end once nobody has a question left."""
_GIVE_UP, _NO_MORE = "give-up", "no-more"


class StandingProcess:
    """A process that `launcher` runs in a thread until `end`; it runs nothing else meanwhile.

    `command` gets the empty folder `folder` as last argument, and answers there what `questions` yields to it. `limits` are
    those of the whole process. Once asked to end, it has `end_seconds` for that.
    """

    def __init__(
        self,
        launcher: Launcher,
        command: Sequence[str | Path],
        environ: Mapping[str, str],
        limits: Limits,
        folder: Path,
        end_seconds: float = END_SECONDS,
    ) -> None:
        self._folder, self._end_seconds = folder, end_seconds
        self.asked = 0
        self._finished: Finished | None = None
        self.trouble = ""
        self._run: Callable[[], Finished] = lambda: launcher.run(
            [*command, folder], cwd=folder, environ=environ, limits=limits, cut_at=folder / _GIVE_UP
        )
        self._thread = threading.Thread(target=self._work, name="standing process", daemon=True)
        self._thread.start()

    def ask(self, question: Mapping[str, Any], seconds: float) -> bytes | None:
        """Return the answer, as JSON; None if the process ended without one, or has not answered after so many seconds."""
        self.asked += 1
        asked, file = _files(self._folder, self.asked)
        _write(asked, json.dumps(question))
        end = time.monotonic() + seconds
        while not file.exists():
            if not self._thread.is_alive() or time.monotonic() > end:
                return _read(file) if file.exists() else None  # it may have answered before it ended
            time.sleep(_SOON_SECONDS)
        return _read(file)

    def end(self) -> Finished | None:
        """End the process, and return how it ended; None if that is unknown, and `trouble` then says why."""
        with contextlib.suppress(OSError):
            (self._folder / _NO_MORE).touch()
        self._thread.join(self._end_seconds)
        return self.cut()

    def cut(self) -> Finished | None:
        """Do the same at once, whatever it is doing."""
        if self._thread.is_alive():
            (self._folder / _GIVE_UP).touch()
            self._thread.join()
        return self._finished

    def _work(self) -> None:
        try:
            self._finished = self._run()
        except BaseException as error:
            self.trouble = str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that the process was asked; it has to be answered before the next."""

    question: Mapping[str, Any]
    _answer: Path

    def answer(self, told: str) -> None:
        """Answer it, in JSON."""
        _write(self._answer, told)


def questions(folder: Path) -> Iterator[Asked]:
    """Yield what the process that was started with `folder` is asked, until nobody has a question left."""
    number, since = 1, time.monotonic()
    while not (folder / _NO_MORE).exists():
        question, answer = _files(folder, number)
        if not question.exists():
            time.sleep(_SOON_SECONDS if time.monotonic() - since < _SOON else _LATER_SECONDS)
            continue
        yield Asked(json.loads(_read(question)), answer)
        number, since = number + 1, time.monotonic()


def _files(folder: Path, number: int) -> tuple[Path, Path]:
    return folder / f"question-{number}.json", folder / f"answer-{number}.json"


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, file)


def _read(file: Path) -> bytes:
    """Return what a file holds, which is read once."""
    found = file.read_bytes()
    file.unlink()
    return found
