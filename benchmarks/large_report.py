"""What a large run costs to score and to render: `python benchmarks/large_report.py [--tools N …] [--tasks M] [--blocks B]`.

With `--command` the run's folder is written and `evalkit report` is started on it, as people do. Printed are its seconds
and the most memory that one of its processes held at a time, with all that a process needs to start, and the size of what
it wrote. The goal is set for 100 tools × 20 tasks × 30 blocks on two processors with nothing else to do: 10 seconds, 500 MB,
a scorecard.json of 10 MB and a report.html of 8 MB; what passes it is marked. `--keep FOLDER` leaves the run's folder there.

The observations are made up, all else is real: the starter workspace's default rubric with its criteria and profiles, a
value for every metric that it weighs, and blocks at three scales. Printed are seconds of each step (wall, and processor
time in brackets): reading the journal, scoring, and rendering, without garbage collection as a run does the last two; then
the page's size, and how fast they grow with the number of tools: 1.0 is in proportion to it.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from evalkit.model import LEVELS, Adapter, BlockPlace, LevelRule, Observation, Rubric, Status, Task, subject_name
from evalkit.model.facts import Place
from evalkit.probes import METRICS, probe_of
from evalkit.report import ReportInput, RunFacts, ToolFacts, render
from evalkit.scoring import Judgement, judge
from evalkit.store import Journal, Manifest, RunFolder
from evalkit.store.journal_line import write_line
from evalkit.workspace import load_rubric, load_workspace

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
SCALE, LARGEST = 30_000, 300_000
SCALES = (1000, SCALE, LARGEST)
BASELINE = "tool-0"
FEW_BLOCKS = 3
GOAL = (100, 20, 30)
"""Tools, tasks and blocks of the run that the goal is set for."""
MOST_SECONDS, MOST_MEMORY, MOST_SCORECARD, MOST_PAGE = 10.0, 500.0, 10.0, 8.0
"""The goal; all but the seconds are in MB."""
LOST = 0.03
"""Share of the hard cases that are wrong, or were not measured."""


def main() -> None:
    """Print one line for each number of tools, and how fast the costs grow."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tools", type=int, nargs="+", default=[25, 50, 100])
    asked.add_argument("--tasks", type=int, default=20)
    asked.add_argument("--blocks", type=int, default=30)
    asked.add_argument("--score-only", action="store_true")
    asked.add_argument("--command", action="store_true", help="start `evalkit report` on the run's folder instead")
    asked.add_argument("--keep", type=Path, metavar="FOLDER", help="with --command: where to leave the run's folder")
    given = asked.parse_args()
    if given.command:
        for count in given.tools:
            _command(count, given.tasks, given.blocks, given.keep)
        return
    measured = [_one(count, given.tasks, given.blocks, given.score_only) for count in given.tools]
    for (few, less), (many, more) in zip(
        zip(given.tools, measured, strict=True), zip(given.tools[1:], measured[1:], strict=True), strict=False
    ):
        rates = [
            math.log(b / a) / math.log(many / few) if a and b else math.nan for a, b in zip(less, more, strict=True)
        ]
        print(
            f"{few} to {many} tools: scoring grows as tools^{rates[0]:.2f}, rendering ^{rates[1]:.2f}, bytes ^{rates[2]:.2f}"
        )


def _one(tools: int, tasks: int, blocks: int, score_only: bool) -> tuple[float, float, float]:
    names = tuple(f"tool-{place}" for place in range(tools))
    rubric, known = _rubric(names, tasks), _tasks(tasks)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.jsonl"
        file.write_text("".join(map(write_line, observations(rubric, known, names, blocks))), "utf-8")
        journal, reading = _timed(lambda: Journal(file))
    seen = journal.observations
    gc.collect()
    gc.disable()
    judged, scoring = _timed(lambda: judge(rubric, known, dict.fromkeys(known, names), seen))
    line = f"{tools} tools × {tasks} tasks × {blocks} blocks, {len(seen):,} observations: read in {_said(reading)}, scored in {_said(scoring)}"
    if score_only:
        gc.enable()
        print(line)
        return scoring[1], 0.0, 0.0
    page, rendering = _timed(lambda: render(_report(judged, rubric, known, names)))
    gc.enable()
    size = len(page.encode())
    print(f"{line}, rendered in {_said(rendering)}, {size / 1e6:.2f} MB")
    return scoring[1], rendering[1], float(size)


def _command(tools: int, tasks: int, blocks: int, keep: Path | None) -> None:
    """Write a run's folder and print what `evalkit report` costs there, as a process of its own that finds compiled modules."""
    with tempfile.TemporaryDirectory() as temporary, tempfile.TemporaryDirectory() as compiled:
        folder = RunFolder(keep or Path(temporary))
        count = _write_run(folder, tools, tasks, blocks)
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "evalkit"], env=environ, check=True)
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "evalkit", "report", str(folder.path)], env=environ, check=True)
        wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        journal, scorecard, page = (
            file.stat().st_size / 1e6 for file in (folder.journal, folder.scorecard, folder.report)
        )
    is_goal = (tools, tasks, blocks) == GOAL
    print(f"{tools} tools × {tasks} tasks × {blocks} blocks, {count:,} observations, a journal of {journal:.1f} MB")
    print(f"  wall        {_beside_goal(wall, 's', MOST_SECONDS, is_goal)}")
    print(f"  processor   {processor:6.2f} s")
    print(f"  memory      {_beside_goal(after.ru_maxrss * 1024 / 1e6, 'MB', MOST_MEMORY, is_goal)}")
    print(f"  scorecard   {_beside_goal(scorecard, 'MB', MOST_SCORECARD, is_goal)}")
    print(f"  page        {_beside_goal(page, 'MB', MOST_PAGE, is_goal)}")


def _beside_goal(value: float, unit: str, most: float, is_goal: bool) -> str:
    """Return a figure, and where the goal is set for such a run, whether it is within it."""
    shown = f"{value:6.2f} {unit}"
    return f"{shown}, at most {most:g} {unit}{'' if value <= most else ': MISSED'}" if is_goal else shown


def _write_run(folder: RunFolder, tools: int, tasks: int, blocks: int) -> int:
    """Write journal and manifest of a made-up run; returns how many observations there are."""
    names = tuple(f"tool-{place}" for place in range(tools))
    rubric, known = _rubric(names, tasks), _tasks(tasks)
    folder.path.mkdir(parents=True, exist_ok=True)
    count, current = 0, {}
    with folder.journal.open("w", encoding="utf-8") as stream:
        for seen in observations(rubric, known, names, blocks):
            stream.write(write_line(seen))
            current[subject_name(seen)] = seen.key
            count += 1
    manifest = Manifest(
        evalkit="",
        rubric=rubric,
        tasks=known,
        adapters={name: _adapter(name) for name in names},
        members=dict.fromkeys(known, names),
        machine={"processor": "made up"},
        seed=0,
        command="python benchmarks/large_report.py",
        started="2026-01-01T00:00:00Z",
        finished="2026-01-01T01:00:00Z",
        complete=True,
        sessions=("s1",),
        current=current,
    )
    folder.write_manifest(manifest.to_json())
    return count


def _adapter(name: str) -> Adapter:
    return Adapter(
        tool=name, name=name, homepage="https://example.org", python="3.11", requires=(name,), packages=("made_up",)
    )


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    wall, processor = time.perf_counter(), time.process_time()
    made = work()
    return made, (time.perf_counter() - wall, time.process_time() - processor)


def _said(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.2f} s ({seconds[1]:.2f} s)"


def _rubric(names: tuple[str, ...], tasks: int) -> Rubric:
    """The default rubric over made-up tasks, with a stack for every tenth tool and no claims about real ones."""
    real = load_rubric(ROOT / "rubrics" / "default.yaml", load_workspace(ROOT))
    known = [f"task-{place}" for place in range(tasks)]
    stacks = {name: {"title": name, "tools": dict.fromkeys(known, name)} for name in names[::10]}
    profiles = {name: profile.model_dump(exclude={"tasks"}) for name, profile in real.profiles.items()}
    document = real.model_dump(by_alias=True, exclude={"claims", "tasks", "stacks", "profiles", "adapters"})
    return Rubric.model_validate(
        document | {"tasks": dict.fromkeys(known, 1.0), "stacks": stacks, "profiles": profiles}
    )


def _tasks(count: int) -> dict[str, Task]:
    return {
        f"task-{place}": Task.model_validate(
            {
                "task": f"task-{place}",
                "title": f"Made-up task {place}",
                "scales": SCALES,
                "baseline": BASELINE,
                "levels": {level: {"asks": "Made up."} for level in LEVELS},
            }
        )
        for place in range(count)
    }


def observations(
    rubric: Rubric, tasks: dict[str, Task], names: tuple[str, ...], blocks: int, seed: int = 0
) -> Iterator[Observation]:
    """What a run of these tools might have seen, the same for the same seed."""
    chance = random.Random(seed)
    weighed = {metric: METRICS[metric] for metric in sorted(rubric.metrics)}
    for tool in names:
        for metric in weighed.values():
            if metric.rule is LevelRule.TOOL:
                yield _seen(tool, metric.name, _value(metric.name, chance))
    for task in tasks:
        lost = {name: _outcome(chance) for name in names if name != BASELINE}
        for tool in names:
            yield from _implementation(task, tool, lost.get(tool, Status.OK), weighed, chance)
        for scale in SCALES:
            for number in range(blocks if scale == SCALE else FEW_BLOCKS):
                yield from _block(task, scale, number, names, chance)


def _implementation(
    task: str, tool: str, stretch: Status, weighed: dict[str, Any], chance: random.Random
) -> Iterator[Observation]:
    for level in LEVELS:
        status = stretch if level == "stretch" else Status.OK
        at: dict[str, Any] = {"task": task, "level": level, "scale": SCALE if level == "adapt" else SCALES[0]}
        facts = (Place(f"tasks/{task}/{tool}/{level}.py"),)
        score = 1.0 if status is Status.OK else None
        yield _seen(tool, "capability.score", score, status, **at, reason="" if score else "made up", facts=facts)
    for metric in weighed.values():
        if metric.rule is LevelRule.TOGETHER:
            yield _seen(tool, metric.name, _value(metric.name, chance), task=task)
        elif metric.rule is LevelRule.ONE_LEVEL and not metric.name.startswith("run.") and chance.random() > LOST:
            yield _seen(tool, metric.name, _value(metric.name, chance), task=task, level="adapt", scale=SCALE)
    for _ in range(3):
        peak = chance.lognormvariate(5.0, 0.1)
        yield _seen(tool, "run.peak_memory_mb", peak, task=task, level="adapt", scale=SCALE, purpose="memory")


def _block(task: str, scale: int, number: int, names: tuple[str, ...], chance: random.Random) -> Iterator[Observation]:
    drift = chance.uniform(0.95, 1.1)
    for place, tool in enumerate(chance.sample(names, len(names))):
        seconds = (0.3 + scale / SCALE) * (1 + names.index(tool) / 20) * drift * chance.lognormvariate(0, 0.05)
        where = BlockPlace(f"{task}/adapt/{scale}/s1/{number}", place, len(names))
        at: dict[str, Any] = {"task": task, "level": "adapt", "scale": scale, "block": where, "purpose": "block"}
        yield _seen(tool, "run.wall_seconds", seconds, **at)
        yield _seen(tool, "run.cpu_seconds", seconds * 0.9, **at)


def _outcome(chance: random.Random) -> Status:
    draw = chance.random()
    return Status.WRONG if draw < LOST else Status.UNAVAILABLE if draw < 2 * LOST else Status.OK


def _value(metric: str, chance: random.Random) -> float:
    return chance.random() if METRICS[metric].unit == "share" else float(round(chance.lognormvariate(3.0, 0.7)))


def _seen(tool: str, metric: str, value: float | None, status: Status = Status.OK, **more: Any) -> Observation:
    known = METRICS[metric]
    return Observation(
        tool,
        probe_of(metric),
        metric,
        known.unit,
        status,
        f"key-of-{tool}",
        "s1",
        "2026-01-01T00:00:00Z",
        value,
        **more,
    )


def made_up(tools: int, tasks: int, blocks: int) -> ReportInput:
    """All that a report of such a run shows."""
    names = tuple(f"tool-{place}" for place in range(tools))
    rubric, known = _rubric(names, tasks), _tasks(tasks)
    seen = tuple(observations(rubric, known, names, blocks))
    return _report(judge(rubric, known, dict.fromkeys(known, names), seen), rubric, known, names)


def _report(judged: Judgement, rubric: Rubric, tasks: dict[str, Task], names: tuple[str, ...]) -> ReportInput:
    tool = ToolFacts("", "https://example.org", None, "3.11", "1.0", "1.0", None, "2026-01-01", "ready")
    facts = RunFacts(
        started="2026-01-01T00:00:00Z",
        finished="2026-01-01T01:00:00Z",
        complete=True,
        machine={"processor": "made up"},
        evalkit_version="",
        seed=0,
        command="python benchmarks/large_report.py",
        tools=dict.fromkeys(names, tool),
    )
    return ReportInput(
        scorecard=judged.card,
        rubric=rubric,
        tasks=tasks,
        facts=facts,
        sources={},
        logs={},
        curves={},
        unsupported={},
        notices="",
        draws=judged.draws,
    )


if __name__ == "__main__":
    main()
