"""Gather from a run's folder what its report shows; nothing is written."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from evalkit.model import LEVELS, WALL, Observation, Status, current_of, label_of
from evalkit.model.facts import MemoryCurve, Picture, PrintedLog
from evalkit.model.task import GIVEN, MOST_PICTURES
from evalkit.report.forked_work import beside
from evalkit.report.opened_run import opened_run
from evalkit.report.report_input import ReportInput, RunFacts, ShownPicture, SourceFile, ToolFacts
from evalkit.report.words.pictures import NO_PICTURE_FILE
from evalkit.scoring import judge
from evalkit.scoring.figures import is_complete
from evalkit.store import Journal
from evalkit.store.manifest import Manifest
from evalkit.store.newest_check import read_check
from evalkit.store.pictures import picture
from evalkit.store.run_files import beginning_of, files_below
from evalkit.store.run_folder import RunFolder

_LONGEST_TEXT = 200_000
"""In bytes, of a log or a source."""
_LONGEST_CURVE, _MOST_POINTS = 5_000_000, 10_000
"""Of a memory curve: in bytes, and how many points of it the page shows. Ten a second are taken."""
_MOST_FILES = 200
"""Of one implementation."""
_MOST_DAMAGED = 50

NOTICES = """\
The input data are drawn from the Adult data set: Becker, B. and Kohavi, R. (1996). Adult. UCI Machine Learning \
Repository, https://doi.org/10.24432/C5XW20, licensed under Creative Commons Attribution 4.0 International (CC BY 4.0, \
https://creativecommons.org/licenses/by/4.0/). Changes: rows are drawn and repeated by chance, a header is added, \
missing values are written as empty fields, and values are planted or altered as each task says.
"""


def opened_report(path: Path) -> ReportInput:
    """Return what the report of a run shows; raises `NotARun`.

    The journal itself is dropped: it takes as much memory as the page.
    """
    opened = opened_run(path)
    return report_input(opened.folder, opened.manifest, opened.journal)


def report_input(folder: RunFolder, manifest: Manifest, journal: Journal) -> ReportInput:
    """Score the journal and return everything that a report shows; writes nothing."""
    observations = current_of(journal.observations, manifest.current)
    versions = {tool: state.version for tool, state in manifest.tools.items()}
    judged = judge(manifest.rubric, manifest.tasks, manifest.members, observations, manifest.locks, versions, beside)
    return ReportInput(
        scorecard=judged.card,
        rubric=manifest.rubric,
        tasks=manifest.tasks,
        facts=_facts(folder, manifest, journal),
        sources=_sources(folder, manifest),
        logs=_logs(folder, observations),
        curves=_curves(folder, observations),
        unsupported=_unsupported(folder, manifest),
        notices=NOTICES,
        draws=judged.draws,
        seconds=seconds_by_rows(observations),
        given=_given(folder, manifest),
        pictures=_pictures(folder, observations),
    )


def seconds_by_rows(observations: Iterable[Observation]) -> dict[str, dict[int, tuple[float, ...]]]:
    """Return verified times of complete blocks, by label of the implementation and number of input rows."""
    blocks: dict[str, list[Observation]] = defaultdict(list)
    for seen in observations:
        if seen.metric == WALL and seen.block:
            blocks[seen.block.block].append(seen)
    found: dict[str, dict[int, tuple[float, ...]]] = defaultdict(dict)
    for members in blocks.values():
        if not is_complete(members):
            continue
        for seen in members:
            if seen.status is Status.OK and seen.value and seen.scale:
                taken = found[label_of(seen.task, seen.tool, seen.level)]
                taken[seen.scale] = (*taken.get(seen.scale, ()), seen.value)
    return dict(found)


def _facts(folder: RunFolder, manifest: Manifest, journal: Journal) -> RunFacts:
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
        damaged=_damaged(journal),
        fewer_blocks=manifest.fewer_blocks,
        newest=read_check(folder.path),
        data=manifest.data,
    )


def _damaged(journal: Journal) -> tuple[str, ...]:
    """Return a line for each of the first lines that were set aside, and one for all the others."""
    told = tuple(str(damage) for damage in journal.damage[:_MOST_DAMAGED])
    more = len(journal.damage) - len(told)
    return (*told, f"journal.jsonl: {more:,} further lines were set aside") if more else told


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
        root = f"sources/{task}/{tool}/{level}"
        names = sorted(files_below(folder.path, root, _MOST_FILES), key=_script_first)
        read = [
            SourceFile(f"tasks/{task}/{tool}/{name}", text)
            for name in names
            if not name.endswith(".unsupported.md") and (text := _text(folder, f"{root}/{name}")) is not None
        ]
        if read:
            found[label_of(task, tool, level)] = tuple(read)
    return found


def _given(folder: RunFolder, manifest: Manifest) -> dict[str, tuple[SourceFile, ...]]:
    """Return the code that each task gives, as far as the run has kept it."""
    found = {}
    for task, described in manifest.tasks.items():
        kept = tuple(
            SourceFile(f"tasks/{task}/{GIVEN}/{name}", text)
            for name in described.given
            if (text := _text(folder, f"sources/{task}/{GIVEN}/{name}")) is not None
        )
        if kept:
            found[task] = kept
    return found


def _script_first(name: str) -> tuple[bool, str]:
    return (PurePosixPath(name).stem not in (*LEVELS, "main"), name)


def _unsupported(folder: RunFolder, manifest: Manifest) -> dict[str, str]:
    found = {}
    for task, tool, level in _labels(manifest):
        text = _text(folder, f"sources/{task}/{tool}/{level}/{level}.unsupported.md")
        if text is not None:
            found[label_of(task, tool, level)] = text
    return found


def _logs(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, SourceFile]:
    """Return the newest log of each implementation, if possible one of a failed run."""
    return {
        label: SourceFile(file, text)
        for label, file in _newest(folder, observations, PrintedLog).items()
        if (text := _text(folder, file)) is not None
    }


def _curves(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, tuple[tuple[float, float], ...]]:
    return {
        label: curve
        for label, file in _newest(folder, observations, MemoryCurve).items()
        if (read := beginning_of(folder.path, file, _LONGEST_CURVE)) and read.is_whole
        if (curve := _curve(read.data.decode("utf-8", errors="replace")))
    }


def _curve(text: str) -> tuple[tuple[float, float], ...]:
    """Return the points of a memory curve; none of a text that is not one."""
    try:
        rows = [(float(seconds), float(mb)) for seconds, mb in list(csv.reader(text.splitlines()))[1:]]
    except (ValueError, csv.Error):
        return ()
    step = -(-len(rows) // _MOST_POINTS) or 1
    return tuple(row for row in rows[::step] if all(map(math.isfinite, row)))


def _newest(
    folder: RunFolder, observations: Sequence[Observation], kind: type[PrintedLog | MemoryCurve]
) -> dict[str, str]:
    """Return the name of the newest file of each implementation, if possible of a failed run, relative to the run's folder."""
    found: dict[str, tuple[bool, str]] = {}
    for seen in observations:
        for fact in seen.facts:
            if isinstance(fact, kind) and beginning_of(folder.path, fact.file, 0) is not None:
                label = label_of(seen.task, seen.tool, seen.level)
                bad = seen.status.is_tool_failure
                if bad or not found.get(label, (False, ""))[0]:
                    found[label] = (bad, fact.file)
    return {label: file for label, (_, file) in found.items()}


def _pictures(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, tuple[ShownPicture, ...]]:
    """Return the pictures of each implementation's newest verified run that made any."""
    facts: dict[str, list[Picture]] = {}
    for seen in observations:
        if seen.facts and (made := [fact for fact in seen.facts if isinstance(fact, Picture)]):
            facts[label_of(seen.task, seen.tool, seen.level)] = made[:MOST_PICTURES]
    return {label: tuple(_picture(folder, fact) for fact in made) for label, made in facts.items()}


def _picture(folder: RunFolder, fact: Picture) -> ShownPicture:
    if fact.why:
        return ShownPicture(fact.of, why=fact.why)
    read = picture(folder.path, fact.file or "")
    return ShownPicture(fact.of, *read) if read else ShownPicture(fact.of, why=NO_PICTURE_FILE)


def _text(folder: RunFolder, name: str) -> str | None:
    """Return the text of a file in a run's folder, of a long one the beginning; None if there is no such file."""
    read = beginning_of(folder.path, name, _LONGEST_TEXT)
    if read is None:
        return None
    text = read.data.decode("utf-8", errors="replace")
    if read.is_whole:
        return text
    return f"{text}\n… {read.size - len(read.data):,} more bytes stand in {PurePosixPath(name).name}\n"
