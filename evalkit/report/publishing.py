"""Make the scorecard and the report of a run from its folder; both can be made again at any time."""

from __future__ import annotations

import csv
import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model import LEVELS, Observation, current_of
from evalkit.model.facts import MemoryCurve, PrintedLog
from evalkit.report.charts import seconds_by_rows
from evalkit.report.formats import FORMATS, figures_frame
from evalkit.report.formats.as_json import json_parts
from evalkit.report.page.page import render
from evalkit.report.report_input import ReportInput, RunFacts, SourceFile, ToolFacts
from evalkit.report.words.notes import numbered_notes
from evalkit.scoring import judge
from evalkit.store import Journal, write_whole
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import RunFolder, open_run

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_LOG = 200_000

NOTICES = """\
The input data are drawn from the Adult data set: Becker, B. and Kohavi, R. (1996). Adult. UCI Machine Learning \
Repository, https://doi.org/10.24432/C5XW20, licensed under Creative Commons Attribution 4.0 International (CC BY 4.0, \
https://creativecommons.org/licenses/by/4.0/). Changes: rows are drawn and repeated by chance, a header is added, \
missing values are written as empty fields, and values are planted or altered as each task says.
"""


def republish(path: Path) -> Path:
    """Make scorecard and report of a finished or unfinished run again, and return the report's file; raises `NotARun`."""
    with nothing_collected():
        report = _read(path)
        _write(RunFolder(path), report)
    return RunFolder(path).report


def _read(path: Path) -> ReportInput:
    """Return what the report of a run shows. The journal itself is dropped: it takes as much memory as the page."""
    opened = open_run(path)
    return report_input(opened.folder, opened.manifest, opened.journal)


def publish(folder: RunFolder, manifest: Manifest, journal: Journal) -> ReportInput:
    """Score the journal, write scorecard.json and report.html, and return everything that the report shows."""
    with nothing_collected():
        report = report_input(folder, manifest, journal)
        _write(folder, report)
    return report


def figures(run: Path) -> pd.DataFrame:
    """Return all figures of a run as a pandas data frame, one in each row; writes nothing.

    Raises:
        NotARun: the folder holds no run.
    """
    return figures_frame(_read(run))


def report_as(run: Path, form: str) -> str:
    """Return the report of a run in one of `FORMATS`; writes nothing.

    Raises:
        NotARun: the folder holds no run.
        KeyError: there is no such form.
    """
    return FORMATS[form].write(_read(run))


def _write(folder: RunFolder, report: ReportInput) -> None:
    write_whole(folder.scorecard, json_parts(report.scorecard, numbered_notes(report)))
    write_whole(folder.report, render(report))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Switch garbage collection off: it takes a fifth of a large run's time, and a scorecard has no cycles to find."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def report_input(folder: RunFolder, manifest: Manifest, journal: Journal) -> ReportInput:
    """Score the journal and return everything that a report shows; writes nothing."""
    observations = current_of(journal.observations, manifest.current)
    versions = {tool: state.version for tool, state in manifest.tools.items()}
    judged = judge(manifest.rubric, manifest.tasks, manifest.members, observations, manifest.locks, versions)
    return ReportInput(
        scorecard=judged.card,
        rubric=manifest.rubric,
        tasks=manifest.tasks,
        facts=_facts(manifest, journal),
        sources=_sources(folder, manifest),
        logs=_logs(folder, observations),
        curves=_curves(folder, observations),
        unsupported=_unsupported(folder, manifest),
        notices=NOTICES,
        draws=judged.draws,
        seconds=seconds_by_rows(observations),
    )


def _facts(manifest: Manifest, journal: Journal) -> RunFacts:
    tools = {}
    for tool in sorted({tool for task in manifest.members for tool in _with_baseline(manifest, task)}):
        adapter = manifest.adapters[tool]
        state = manifest.state_of(tool)
        tools[tool] = ToolFacts(
            name=adapter.name,
            homepage=adapter.homepage,
            family=adapter.family,
            python=adapter.python,
            version=state.version,
            newest=state.newest,
            why_not_newest=adapter.why_not_newest,
            locked=state.locked,
            state=state.state,
            reason=state.reason,
            notes=adapter.notes,
        )
    return RunFacts(
        started=manifest.started,
        finished=manifest.finished,
        complete=manifest.complete,
        machine=manifest.machine,
        evalkit_version=manifest.evalkit,
        seed=manifest.seed,
        command=manifest.command,
        tools=tools,
        damaged=tuple(str(damage) for damage in journal.damage),
        fewer_blocks=manifest.fewer_blocks,
    )


def _with_baseline(manifest: Manifest, task: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*manifest.members[task], manifest.tasks[task].baseline)))


def _labels(manifest: Manifest) -> Iterable[tuple[str, str, str]]:
    for task in manifest.members:
        for tool in _with_baseline(manifest, task):
            for level in LEVELS:
                yield task, tool, level


def _sources(folder: RunFolder, manifest: Manifest) -> dict[str, tuple[SourceFile, ...]]:
    found = {}
    for task, tool, level in _labels(manifest):
        root = folder.path / "sources" / task / tool / level
        files = sorted((file for file in root.rglob("*") if file.is_file()), key=_script_first)
        files = [file for file in files if not file.name.endswith(".unsupported.md")]
        if files:
            found[f"{task}/{tool}/{level}"] = tuple(
                SourceFile(f"tasks/{task}/{tool}/{file.relative_to(root).as_posix()}", _text(file)) for file in files
            )
    return found


def _script_first(file: Path) -> tuple[bool, str]:
    return (file.stem not in (*LEVELS, "main"), file.as_posix())


def _unsupported(folder: RunFolder, manifest: Manifest) -> dict[str, str]:
    found = {}
    for task, tool, level in _labels(manifest):
        file = folder.path / "sources" / task / tool / level / f"{level}.unsupported.md"
        if file.is_file():
            found[f"{task}/{tool}/{level}"] = _text(file)
    return found


def _logs(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, SourceFile]:
    """Return the newest log of each implementation, if possible one of a failed run."""
    return {
        label: SourceFile(file.relative_to(folder.path).as_posix(), _text(file))
        for label, file in _newest(folder, observations, PrintedLog).items()
    }


def _curves(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, tuple[tuple[float, float], ...]]:
    curves = {}
    for label, file in _newest(folder, observations, MemoryCurve).items():
        rows = list(csv.reader(_text(file).splitlines()))[1:]
        curves[label] = tuple((float(seconds), float(mb)) for seconds, mb in rows)
    return curves


def _newest(
    folder: RunFolder, observations: Sequence[Observation], kind: type[PrintedLog | MemoryCurve]
) -> dict[str, Path]:
    found: dict[str, tuple[bool, Path]] = {}
    for seen in observations:
        label = f"{seen.task}/{seen.tool}/{seen.level}"
        for fact in seen.facts:
            file = folder.path / fact.file if isinstance(fact, kind) else None
            if file and file.is_file():
                bad = seen.status.is_tools
                if bad or not found.get(label, (False, file))[0]:
                    found[label] = (bad, file)
    return {label: file for label, (_, file) in found.items()}


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    if len(text) <= _LONGEST_LOG:
        return text
    return text[:_LONGEST_LOG] + f"\n… {len(text) - _LONGEST_LOG:,} more characters stand in {file.name}\n"


class Publisher:
    """Writes scorecard and report while a run goes on.

    `note` writes the manifest and returns it. `pause` is the least number of seconds between two reports.
    """

    def __init__(
        self,
        folder: RunFolder,
        journal: Journal,
        note: Callable[[bool], Manifest],
        pause: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._journal, self._note, self._pause, self._clock = folder, journal, note, pause, clock
        self._last = clock()
        self.latest: ReportInput | None = None

    @property
    def report(self) -> Path:
        """The report's file."""
        return self._folder.report

    def is_due(self, *, first: bool) -> bool:
        """Return whether another report is due; the first one is due as soon as `first` is True."""
        return (self.latest is None and first) or self._clock() - self._last >= self._pause

    def now(self, complete: bool) -> ReportInput:
        """Publish the present results."""
        self.latest = publish(self._folder, self._note(complete), self._journal)
        self._last = self._clock()
        return self.latest
