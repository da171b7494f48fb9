"""A task's driver at work, from before a service starts until their conversation is over."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalkit.bench.driver_process import LOADED, READY, SERVICE
from evalkit.bench.launcher import LauncherDied
from evalkit.bench.launcher_process import usable
from evalkit.bench.limits import Limits
from evalkit.bench.process_end import Ending, Finished
from evalkit.bench.standing_process import StandingProcess
from evalkit.model import Load

_LOOK_SECONDS = 0.01
_OVER = "over"


@dataclass(frozen=True, slots=True)
class Told:
    """What a driver told of its conversation with a service.

    `saw` is for the checker. `ready` and `ended` are when the service first answered and when the conversation was
    over, in seconds of the machine's monotonic clock. `cpu` is the processor time that the driver took meanwhile.
    `ready_seconds` are those from the start of the service.
    """

    saw: Any
    load: Load | None
    ready: float
    ended: float
    cpu: float
    ready_seconds: float = 0.0

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """Return what a driver's process wrote."""
        load = fields["load"]
        return cls(**{**fields, "load": None if load is None else Load(**load)})

    @property
    def as_output(self) -> bytes:
        """What was seen, as bytes that are the same whenever the same was seen."""
        return json.dumps(self.saw, sort_keys=True).encode()


class Driver:
    """One conversation of the driver in a standing `process`, held in a thread, because the service runs at the same time.

    It is a context manager: on entry the driver loads, and it waits until that is done; on exit the conversation has
    ended. `signs` is an empty folder outside the sandbox. The driver gets `question`, with the folder of signs. `limits`
    are those of the process, and say how long a conversation may take.
    """

    def __init__(self, process: StandingProcess, limits: Limits, question: Mapping[str, Any], signs: Path) -> None:
        self.limits = limits
        self._process, self._signs = process, signs
        self._answer: bytes | None = None
        self._question = {**question, "signs": str(signs)}
        self._gave_up = False
        self._thread = threading.Thread(target=self._work, name="driver", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while self._thread.is_alive() and not self._is_there(LOADED):
            time.sleep(_LOOK_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    @property
    def over(self) -> Path:
        """The file that appears when the conversation is over, however it ended."""
        return self._signs / _OVER

    @property
    def is_loaded(self) -> bool:
        """Whether it has loaded, and waits for a service."""
        return self._is_there(LOADED)

    @property
    def has_answered(self) -> bool:
        """Whether the process told how the conversation went, and can have another."""
        return self._answer is not None

    @property
    def met_service(self) -> bool:
        """Whether the service was ready, so that the conversation began."""
        return self._is_there(READY)

    def tell(self, pid: int) -> None:
        """Tell the driver the process id of the service, which has just started."""
        part = self._signs / f"{SERVICE}.part"
        part.write_text(str(pid))
        os.replace(part, self._signs / SERVICE)

    def end(self) -> Finished:
        """End the conversation if it is not over, and return how it ended: with an answer as output, or with the process.

        Raises:
            LauncherDied: evalkit's own process that ran it broke.
        """
        if self._thread.is_alive():
            self._gave_up = True
            self._process.cut()
            self._thread.join()
        if self._answer is not None:
            return Finished(Ending.FINISHED, exit_code=0, output=self._answer)
        finished = self._process.cut()
        if finished is None:
            raise LauncherDied(self._process.trouble or "the driver was not started")
        is_late = finished.ending is Ending.CUT and not self._gave_up
        return replace(finished, ending=Ending.TIMEOUT) if is_late else finished

    def _work(self) -> None:
        try:
            self._answer = self._process.ask(self._question, self.limits.timeout_seconds)
        finally:
            with contextlib.suppress(OSError):
                self.over.touch()

    def _is_there(self, sign: str) -> bool:
        return (self._signs / sign).exists()


def without_driver(finished: Finished, told: Told) -> Finished:
    """Return how a service ran, with the time until the conversation was over and without what its driver took."""
    others = finished.others
    if others is not None and finished.wall_seconds > 0:
        others = max(0.0, others - told.cpu / finished.wall_seconds / len(usable()))
    return replace(finished, wall_seconds=told.ended - finished.began, others=others)
