"""notebook: whether the code works in a notebook, and how long a changed value takes there.

Motivation. People write prototypes in notebooks. Nobody can try a tool there that needs a script on disk, a command
line or an event loop of its own. A tool that works there keeps its data loaded between two tries.

How. The probe cuts the script into cells at its top-level blank lines, and nbclient runs them in order in a fresh
sandbox. The kernel is the interpreter of a sibling environment, which has ipykernel, and all else from the tool's own
environment. The checker judges the outputs. Then, in the live kernel, the cell with the line marked `# evalkit: edit`
runs again with the value that task.yaml names, and every cell below it, because the edited cell alone gives no new
output. The checker judges again; an answer from before the edit is stale, and wrong. The probe subtracts the time of as
many empty cells in the same kernel. It does this as often as the rubric says (`measure: turns`, up to
three times by default), each in a new kernel, and begins no further one once four seconds have passed.

Units. `iteration.notebook` is 1 if the outputs were verified and 0 if not; `iteration.cell_seconds` in seconds of wall
time, the median of the kernels, never below 0.

Validity. If a notebook fails, the probe also runs the script by itself: if that fails too, the notebook is not to
blame. The probe guesses from the exception why a notebook fails (it needs a file, a command line, its own event loop,
or something else), and shows the exception. ipykernel and its dependencies have the versions of the day. All cells from
the marked line on run again, as with 'run selected and below': a cell that cannot run twice fails, even where the new
value would not have needed it.

How it can be gamed. Blank lines decide which cells run again, but everything below the marked line always does. An
author can put the mark far down, which leaves little to run again.

What to do about a bad value. Read the exception. If a tool looks for its own source, a module that the notebook imports
often suffices. If it has an event loop of its own, it usually has an asynchronous call that a cell can await.
"""

from __future__ import annotations

import json
import shutil
import site
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evalkit.bench import LauncherDied, Limits, Made, Sample, Setting, TaskBroken, scrub
from evalkit.environments import Environment, Unavailable, for_own_python
from evalkit.model import Direction, LevelRule, Metric, Status
from evalkit.model.facts import CellsAgain, NotebookLack, NotebookRun
from evalkit.probes.finding import Finding
from evalkit.probes.iteration import (
    NO_MARK,
    Bearings,
    Stopped,
    bearings,
    edited,
    end_of,
    first_run,
    stale_or,
    wants_another,
)
from evalkit.probes.notebooks.cells import Cell, cells
from evalkit.probes.notebooks.edit_line import NoEditLine, Value, edit_line, with_value
from evalkit.probes.notebooks.notebook_failure import lack_of
from evalkit.probes.probe import CannotTell, Dependence, Probe, Question, Scope
from evalkit.source.files import read_python

METRICS = (
    Metric(
        "iteration.notebook",
        "Works in a notebook",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "1 if the implementation, cut into cells, gives a verified output in a notebook kernel, otherwise 0.",
        zero=True,
    ),
    Metric(
        "iteration.cell_seconds",
        "Time to rerun in a notebook",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Wall seconds to execute the edited cell and all cells below it again in the live kernel, minus the time of empty cells.",
        zero=True,
    ),
)


WORKS, SECONDS = "iteration.notebook", "iteration.cell_seconds"
EXTRA_SECONDS = 60
"""For the kernel to start, beside twice what a run may take: the cells run once, and again after the edit."""

_SCRIPT = Path(__file__).parent / "notebooks" / "notebook_process.py"


@dataclass(frozen=True, slots=True)
class Notebook:
    """A script as cells, and those that run again after the edit, the edited one first (none without an edit)."""

    cells: tuple[Cell, ...]
    again: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One kernel's life: `first` is judged after all cells, `second` after the edit.

    `lacks` says what a notebook does not have that the script needs, and `lines` which cell failed for it; `stale` says
    that the second answer was. `seconds` and `floor` are wall seconds of the cells run again and of as many empty ones.
    """

    first: Sample
    lacks: NotebookLack | None = None
    lines: tuple[int, int] | None = None
    second: Sample | None = None
    stale: Stopped | None = None
    seconds: float = 0.0
    floor: float = 0.0


def observe(question: Question, *, extra_seconds: float = EXTRA_SECONDS) -> tuple[Finding, ...]:
    """Run the implementation as a notebook, in as many kernels at most as the rubric says; each has `extra_seconds` to start."""
    if question.implementation.stages:
        return _both(Status.NOT_APPLICABLE, "the task runs in stages, each of which is a process of its own")
    if question.implementation.driver:
        return _both(Status.NOT_APPLICABLE, "the task asks for services, which run until they are stopped")
    at = bearings(question)
    limits = at.facilities.limits
    limits = replace(limits, timeout_seconds=2 * limits.timeout_seconds + extra_seconds)
    edit = at.task.levels[question.implementation.level].edit
    text = _text_of(question)
    notebook = cut(text, edit)
    try:
        sibling = at.facilities.environments.provision_sibling(at.adapter, at.task.task, at.facilities.tell)
        truth = (
            edited(at.facilities, question.implementation.level, edit) if notebook.again and edit is not None else None
        )
        began = time.monotonic()
        sessions = [_session(at, question, sibling, notebook, truth, limits)]
        while (
            truth
            and _went_well(sessions[-1])
            and wants_another(len(sessions), time.monotonic() - began, at.facilities.turns)
        ):
            sessions.append(_session(at, question, sibling, notebook, truth, limits))
        if sessions[-1].first.status is not Status.OK:
            with first_run(at, question) as (_, alone, _):
                if alone.status is not Status.OK:
                    return _both(alone.status, alone.reason)
    except Unavailable as error:
        raise CannotTell(error.reason) from None
    except (TaskBroken, LauncherDied) as error:
        raise CannotTell(str(error)) from None
    name = question.name_of(question.implementation.files[0])
    return _works(name, notebook, sessions[-1]), _seconds(name, notebook, sessions, edit)


def cut(text: str, edit: Value | None) -> Notebook:
    """The notebook of a script; raises `CannotTell` where it is not Python."""
    try:
        all_cells = cells(text)
        line = edit_line(text) if edit is not None else None
        if line is None or edit is None:
            return Notebook(all_cells)
        newer = {cell.first: cell for cell in cells(with_value(text, edit))}
        return Notebook(all_cells, tuple(newer[cell.first] for cell in all_cells if cell.last >= line))
    except (SyntaxError, NoEditLine) as error:
        raise CannotTell(str(error)) from None


def _text_of(question: Question) -> str:
    main = question.main
    if main.suffix != ".py":
        raise CannotTell("it is not a Python script, which is what this probe can cut into cells")
    return read_python(main)


def _both(status: Status, reason: str) -> tuple[Finding, ...]:
    return tuple(Finding(metric, status=status, reason=reason) for metric in (WORKS, SECONDS))


def _went_well(session: Session) -> bool:
    return session.second is not None and session.second.status is Status.OK


def _session(
    at: Bearings, question: Question, sibling: Environment, notebook: Notebook, truth: Made | None, limits: Limits
) -> Session:
    """One kernel in a fresh sandbox."""
    facilities = at.facilities
    with facilities.setting(question.implementation, at.adapter, sibling, limits) as setting:
        if trouble := setting.prepare(facilities.inputs()):
            return Session(trouble)
        folder = Path(tempfile.mkdtemp(prefix="notebook-", dir=facilities.scratch))
        request, answer, kept = folder / "request.json", folder / "answer.json", folder / "outputs"
        request.write_text(json.dumps(_request(setting, notebook, folder, kept)), encoding="utf-8")
        shared = for_own_python()  # the kernel does not get it
        argv = [sys.executable, "-I", str(_SCRIPT), str(request), str(answer)]
        trial = setting.start(argv, environ=shared)
        said: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else {}
        return _judged(setting, notebook, trial.sample, said, kept, truth)


def _request(setting: Setting, notebook: Notebook, folder: Path, kept: Path) -> dict[str, Any]:
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return {
        "import_from": [*user, *filter(None, sys.path)],
        "python": str(setting.environment.python),
        "kernels": str(folder / "kernels"),
        "cwd": str(setting.sandbox.folder),
        "ours": list(for_own_python()),
        "path": str(setting.sandbox.folder / setting.scripts[0].parent),
        "cells": [cell.source for cell in notebook.cells],
        "again": [cell.source for cell in notebook.again],
        "outputs": str(setting.sandbox.outputs),
        "kept": str(kept),
    }


def _judged(
    setting: Setting, notebook: Notebook, sample: Sample, said: dict[str, Any], kept: Path, truth: Made | None
) -> Session:
    """What a session that has ended showed; `sample` is of its process, `said` its answer."""
    if not said.get("started"):
        raise CannotTell(f"no kernel could be started: {sample.reason or 'it did not say why'}")
    if failed := said.get("failed"):
        cell = notebook.cells[failed["cell"]]
        header = _shown(setting, failed)
        lacks = lack_of(failed["name"], failed["value"], failed["trace"])
        return Session(replace(sample, status=Status.FAILED, reason=header), lacks, (cell.first, cell.last))
    if not said.get("kept"):
        if sample.status in (Status.TIMEOUT, Status.OUT_OF_MEMORY):
            return Session(sample)
        raise CannotTell(f"the notebook's session ended early: {sample.reason or 'it did not say why'}")
    good = replace(sample, status=Status.OK, reason="")
    first = _on_kept(setting, kept, lambda: setting.judged(good))
    if first.status is not Status.OK or truth is None:
        return Session(first, NotebookLack.OTHER if first.status is not Status.OK else None)
    before, setting.made = setting.made, truth
    if _on_kept(setting, kept, lambda: setting.judged(good)).status is Status.OK:
        raise CannotTell("the checker cannot tell the answer before the edit from the one after it")
    stale = None
    if failed := said.get("failed_again"):
        second = replace(sample, status=Status.FAILED, reason=f"the cells run again: {_shown(setting, failed)}")
    elif "seconds" not in said:
        second = sample if sample.status is not Status.OK else replace(sample, status=Status.PROBE_ERROR)
    else:
        second = setting.judged(good)
        if second.status is Status.WRONG:
            setting.made = before
            stale = stale_or(setting, second)
            second = stale.sample
    floor = statistics.median(said.get("floors") or [0.0])
    return Session(first, second=second, stale=stale, seconds=said.get("seconds", 0.0), floor=floor)


def _on_kept(setting: Setting, kept: Path, judge: Callable[[], Sample]) -> Sample:
    """Judge with the outputs that were kept of the first pass in place of those that are there now."""
    outputs, aside = setting.sandbox.outputs, kept.with_name("aside")
    outputs.touch()  # the second pass may have taken them away
    shutil.move(outputs, aside)
    shutil.move(kept, outputs)
    try:
        return judge()
    finally:
        shutil.move(outputs, kept)
        shutil.move(aside, outputs)


def _shown(setting: Setting, failed: dict[str, Any]) -> str:
    value = scrub(str(failed["value"]), work=setting.sandbox.folder, env=setting.environment.folder)
    line = f"{failed['name']}: {' '.join(value.split())}"
    return line if len(line) <= 300 else f"{line[:299]}…"


def _works(name: str, notebook: Notebook, session: Session) -> Finding:
    first, printed = session.first, end_of(session.first.log)
    run = _notebook_run(name, notebook, session)
    if first.status is Status.OK:
        return Finding(WORKS, 1.0, facts=(run, *printed))
    if first.status in (Status.FAILED, Status.WRONG):
        return Finding(WORKS, 0.0, reason=first.reason, facts=(run, *printed))
    return Finding(WORKS, status=first.status, reason=first.reason, facts=printed)


def _notebook_run(name: str, notebook: Notebook, session: Session) -> NotebookRun:
    count = len(notebook.cells)
    if session.first.status is Status.OK:
        return NotebookRun(name, count)
    return NotebookRun(name, count, session.lines, session.lacks or NotebookLack.OTHER, session.first.reason)


def _seconds(name: str, notebook: Notebook, sessions: Sequence[Session], edit: Value | None) -> Finding:
    last = sessions[-1]
    if edit is None:
        return Finding(SECONDS, status=Status.NOT_APPLICABLE, reason="the level names no value to edit")
    if not last.first.status.is_evalkit_failure and last.first.status is not Status.OK:
        facts = (_notebook_run(name, notebook, last),)
        return Finding(SECONDS, status=Status.FAILED, reason=f"not in a notebook: {last.first.reason}", facts=facts)
    if not notebook.again or last.second is None:
        reason = last.first.reason or NO_MARK
        return Finding(SECONDS, status=Status.PROBE_ERROR, reason=reason)
    span = (notebook.again[0].first, notebook.again[-1].last)
    again = CellsAgain(name, span, len(notebook.again), len(notebook.cells), repr(edit))
    if last.second.status is not Status.OK:
        if last.stale:
            again = replace(again, stale=last.stale.stale, complaint=last.stale.complaint)
        printed = end_of(last.second.log)
        return Finding(SECONDS, status=last.second.status, reason=last.second.reason, facts=(again, *printed))
    taken = tuple(max(0.0, one.seconds - one.floor) for one in sessions)
    again = replace(again, seconds=taken, floors=tuple(one.floor for one in sessions))
    return Finding(SECONDS, statistics.median(taken), facts=(again,))


PROBE = Probe(
    "notebook",
    1,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE, Dependence.TURNS, Dependence.MACHINE}),
    family="iteration",
    levels=("adapt",),
    timed=True,
    runs=6,
)
