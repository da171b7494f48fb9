"""Pictures of what an implementation wrote, and the text on its pages, made by a browser in a bounded process."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evalkit.bench import browser
from evalkit.bench.browser_process import LARGEST_FILE, LOOK, TOO_LATE
from evalkit.bench.limits import PICTURE_LIMITS, Limits
from evalkit.bench.per_tool_process import PerToolProcess
from evalkit.bench.process_end import Ending, Finished
from evalkit.store.run_files import beginning_of

ANSWER_SECONDS = 120.0
"""How long one file may take."""
MOST_OPENED = 20
"""Files that one browser opens, so that what it keeps of them does not add up."""

MOST_REMEMBERED = 32
"""Files whose pictures are remembered; what a browser made of one takes up to some megabytes."""

_SCRIPT = Path(__file__).with_name("browser_process.py")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a browser made of one file.

    `file` is its name, such as outputs/report.html. `image` is its picture in WebP with `width` and `height` in pixels,
    or empty; `why` then says why there is none. Of a page, `text` is what can be read on it as it opens, `all_text`
    also what a reader has to open first. `saw` is what the task's own look at the page told, None if it did not look;
    `broken` says how that look raised.
    """

    file: str
    image: bytes = b""
    width: int = 0
    height: int = 0
    text: str = ""
    all_text: str = ""
    why: str = ""
    saw: Any = None
    broken: str = ""

    @property
    def for_checker(self) -> dict[str, Any]:
        """What the checker gets of a page."""
        if self.why:
            return {"trouble": self.why}
        return {"text": self.text, "all": self.all_text, **({} if self.saw is None else {"saw": self.saw})}


@dataclass(frozen=True, slots=True)
class Look:
    """For which task's folder and level files are opened as pages: the task may look at them by itself."""

    task: Path
    level: str


class Pictures:
    """Opens files in a browser, in a process that `python` runs in the folder `scratch`.

    `environ` returns the variables of the process. `lack` says what the machine lacks to open a browser. A browser opens
    one file of an implementation after the other, each as if it were the first; `turn_to` ends it before the files of
    another. A file with the very bytes of one that was opened a short while ago is not opened again.
    """

    def __init__(
        self,
        python: str,
        environ: Callable[[], Mapping[str, str]],
        scratch: Path,
        lack: Callable[[], str] = browser.lack,
        limits: Limits = PICTURE_LIMITS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._python, self._answer_seconds = python, answer_seconds
        self.lack = lack
        self._opener = PerToolProcess("evalkit's own process that makes pictures", environ, limits, scratch)
        self._remembered: OrderedDict[tuple[str, str, Look | None, str], Drawn] = OrderedDict()

    def turn_to(self, whose: str) -> None:
        """Say whose files come next: the browser that opened those of anybody else ends."""
        self._opener.turn_to(whose)

    def close(self) -> None:
        """End all processes; the next file to be opened starts them again."""
        self._opener.close()

    def drawn(self, folder: Path, files: Sequence[str], look: Look | None = None) -> dict[str, Drawn]:
        """Return what a browser makes of each of the files below `folder` that exists; with `look`, these are pages."""
        found = {}
        for file in files:
            if not os.path.exists(folder / file):  # False too where nobody may look
                continue
            why = self.lack()
            made = Drawn(file, why=why) if why else self._remembering(folder, file, look)
            if made is not None:
                found[file] = made
        return found

    def _remembering(self, folder: Path, file: str, look: Look | None) -> Drawn | None:
        read = beginning_of(folder, file, LARGEST_FILE)
        key = (hashlib.sha256(read.data).hexdigest() if read else "", file, look, _digest_of_look(look))
        if key in self._remembered:
            self._remembered.move_to_end(key)
            return self._remembered[key]
        made = self._one(folder, file, look)
        if made is not None and read and read.is_whole and not made.why and not made.broken:
            self._remembered[key] = made
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return made

    def _one(self, folder: Path, file: str, look: Look | None) -> Drawn | None:
        page = {"task": str(look.task.resolve()), "level": look.level} if look else None
        answer = self._answer({"folder": str(folder), "file": file, "page": page})
        if answer.get("absent"):
            return None
        if why := answer.get("why", ""):
            return Drawn(file, why=why)
        made = Drawn(file, base64.b64decode(answer["image"]), answer["width"], answer["height"])
        looked = {"saw": answer.get("saw"), "broken": answer.get("broken", "")}
        return replace(made, text=answer["text"], all_text=answer["all"], **looked)

    def _answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the process answers, or why there is no answer."""
        opener = self._opener.at_hand([self._python, "-P", _SCRIPT])
        told = opener.ask(question, self._answer_seconds)
        if told is None:
            finished = self._opener.end()
            return {"why": _why(finished) if finished else opener.trouble}
        answer: dict[str, Any] = json.loads(told)
        if "why" in answer or opener.asked >= MOST_OPENED:  # whatever that file did to the browser ends with it
            self._opener.end()
        return answer


def _digest_of_look(look: Look | None) -> str:
    """The digest of the task's own code that looks at pages; empty if it has none."""
    read = beginning_of(look.task, f"{LOOK}.py", LARGEST_FILE) if look else None
    return hashlib.sha256(read.data).hexdigest() if read else ""


def _why(finished: Finished) -> str:
    """Say why a process that was asked for a picture ended without an answer, or had none for too long."""
    if finished.ending in (Ending.TIMEOUT, Ending.CUT) or finished.exit_code == TOO_LATE:
        return "the browser was not through with it in time"
    if finished.ending is Ending.OUT_OF_MEMORY:
        return "the browser took too much memory for it"
    said = finished.errors.decode(errors="replace").strip().splitlines() or [finished.reason or "without a word"]
    return f"the browser broke: {said[-1][:200]}"
