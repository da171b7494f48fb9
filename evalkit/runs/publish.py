"""From a run's folder to its scorecard and its report: everything here can be made again at any time."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from evalkit.journal import Journal
from evalkit.model import LEVELS, Observation
from evalkit.report import ReportInput, RunFacts, SourceFile, ToolFacts, render
from evalkit.runs.folder import RunFolder, write_whole
from evalkit.runs.manifest import Manifest, NotARun, ToolState
from evalkit.runs.record import current_of
from evalkit.scoring import Scorecard, score

_LONGEST_LOG = 200_000

NOTICES = """\
The input data are drawn from the Adult data set: Becker, B. and Kohavi, R. (1996). Adult. UCI Machine Learning \
Repository, https://doi.org/10.24432/C5XW20, licensed under Creative Commons Attribution 4.0 International (CC BY 4.0, \
https://creativecommons.org/licenses/by/4.0/). Changes: rows are drawn and repeated by chance, a header is added, \
missing values are written as empty fields, and values are planted or altered as each task says.
"""


def republish(path: Path) -> Path:
    """Make scorecard and report of a finished or unfinished run again; raises `NotARun`. Returns the report's file."""
    folder = RunFolder(path)
    if not folder.manifest.is_file():
        raise NotARun("it has no manifest.json; name a folder that `evalkit run` made, such as reports/default")
    manifest = Manifest.from_json(folder.read_manifest())
    journal = Journal(folder.journal)
    publish(folder, manifest, journal)
    return folder.report


def publish(folder: RunFolder, manifest: Manifest, journal: Journal) -> Scorecard:
    """Score what the journal holds, and write scorecard.json and report.html."""
    observations = current_of(journal.observations, manifest.current)
    environments = {(task, tool): lock for name, lock in manifest.environments.items() for task, tool in [_pair(name)]}
    card = score(manifest.rubric, manifest.tasks, manifest.members, observations, environments)
    write_whole(folder.scorecard, json.dumps(dataclasses.asdict(card), indent=1, ensure_ascii=False) + "\n")
    page = render(
        ReportInput(
            scorecard=card,
            rubric=manifest.rubric,
            tasks=manifest.tasks,
            facts=_facts(manifest, journal),
            sources=_sources(folder, manifest),
            logs=_logs(folder, observations),
            curves=_curves(folder, observations),
            unsupported=_unsupported(folder, manifest),
            notices=NOTICES,
        )
    )
    write_whole(folder.report, page)
    return card


def _facts(manifest: Manifest, journal: Journal) -> RunFacts:
    tools = {}
    for tool in sorted({tool for task in manifest.members for tool in _with_baseline(manifest, task)}):
        adapter = manifest.adapters[tool]
        state = manifest.tools.get(tool, ToolState("", state="installing"))
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


def _logs(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, str]:
    """The newest log of each implementation; one that went wrong comes before one that did not."""
    return {label: _text(file) for label, file in _newest(folder, observations, ".log").items()}


def _curves(folder: RunFolder, observations: Sequence[Observation]) -> dict[str, tuple[tuple[float, float], ...]]:
    curves = {}
    for label, file in _newest(folder, observations, ".memory.csv").items():
        rows = list(csv.reader(_text(file).splitlines()))[1:]
        curves[label] = tuple((float(seconds), float(mb)) for seconds, mb in rows)
    return curves


def _newest(folder: RunFolder, observations: Sequence[Observation], ending: str) -> dict[str, Path]:
    found: dict[str, tuple[bool, Path]] = {}
    for seen in observations:
        label = f"{seen.task}/{seen.tool}/{seen.level}"
        for item in seen.evidence:
            file = folder.path / item.file if item.file and item.file.startswith("logs/") else None
            if file and file.name.endswith(ending) and file.is_file():
                bad = seen.status.is_tools
                if bad or not found.get(label, (False, file))[0]:
                    found[label] = (bad, file)
    return {label: file for label, (_, file) in found.items()}


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    if len(text) <= _LONGEST_LOG:
        return text
    return text[:_LONGEST_LOG] + f"\n… {len(text) - _LONGEST_LOG:,} more characters stand in {file.name}\n"


def _pair(name: str) -> tuple[str, str]:
    task, _, tool = name.partition("/")
    return task, tool


def environments_of(ready: Mapping[tuple[str, str | None], str]) -> dict[str, str]:
    """'task/tool' -> lock digest, for the manifest."""
    return {f"{task}/{tool}": lock for (tool, task), lock in ready.items() if task is not None}
