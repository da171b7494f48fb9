"""Write the results of a run into a tracker that a team uses already."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.bench.failure import how_it_ended
from evalkit.report.gathering import opened_report
from evalkit.report.json_lines import line
from evalkit.report.report_input import ReportInput
from evalkit.scoring import CriterionScore, Figure
from evalkit.store.run_folder import RunFolder

_PROCESS = Path(__file__).parent / "mlflow_process.py"
_NO_MLFLOW = 3
"""The exit code of the process whose interpreter has no MLflow."""


@dataclass(frozen=True, slots=True)
class TrackedRun:
    """One run as a tracker keeps it: texts, numbers and tags.

    The first one of an export is about the whole; the others, a stack or a tool in a task each, belong to it.
    """

    name: str
    texts: Mapping[str, str]
    numbers: Mapping[str, float]
    tags: Mapping[str, str] = field(default_factory=dict)


def tracked_runs(report: ReportInput) -> Iterator[TrackedRun]:
    """Yield the whole, then each stack, then each tool of each task.

    Numbers are points from 0 to 100 at the middle of their range, the share of the weight that was measured, and the
    values of figures in their own units; what was not measured is left out.
    """
    card, facts = report.scorecard, report.facts
    yield TrackedRun(
        name=card.title,
        texts={
            "rubric": card.rubric,
            "evalkit": facts.evalkit_version,
            "seed": str(facts.seed),
            "command": facts.command,
            **{f"machine.{name}": str(value) for name, value in facts.machine.items()},
        },
        numbers={f"points.{row.stack}": row.points.middle for row in card.stacks if row.rank},
        tags={"evalkit.begun": facts.started, "evalkit.complete": str(facts.complete).lower()},
    )
    for row in card.stacks:
        yield TrackedRun(
            name=f"stack {row.stack}",
            texts={"stack": row.stack, **{f"tool.{task}": tool for task, tool in row.tools.items()}},
            numbers={
                **({"points": row.points.middle} if row.rank else {}),
                "coverage": row.coverage,
                **{f"points.{task}": points.middle for task, points in row.parts.items()},
            },
        )
    for table in card.tasks:
        for tool_row in table.rows:
            known = facts.tools[tool_row.tool]
            yield TrackedRun(
                name=f"{table.task} {tool_row.tool}",
                texts={"task": table.task, "tool": tool_row.tool, "name": known.name, "version": known.version},
                numbers={
                    **({"points": tool_row.points.middle} if tool_row.rank else {}),
                    "coverage": tool_row.coverage,
                    **dict(_numbers_of(tool_row.criteria)),
                },
                tags={f"level.{level.level}": str(level.status or "not run") for level in tool_row.levels},
            )


def _numbers_of(criteria: Mapping[str, CriterionScore]) -> Iterator[tuple[str, float]]:
    for name, score in criteria.items():
        if score.points is not None and score.coverage:
            yield f"points.{name}", score.points.middle
        yield from ((_name_of(figure), figure.value) for figure in score.figures if figure.value is not None)


def _name_of(figure: Figure) -> str:
    return f"{figure.metric}.{figure.level}" if figure.level else figure.metric


def export_to_mlflow(
    run: Path, uri: str | None = None, experiment: str | None = None, python: Path | None = None
) -> str:
    """Write a run into MLflow, as one run with a nested one for each stack and each tool of a task; return where it is.

    `uri` is MLflow's tracking URI, by default the one that MLflow finds in the environment. `experiment` is by default
    called after the rubric. `python` is an interpreter that has MLflow, by default this one.

    Raises:
        NotARun: the folder holds no run.
        BadRequest: the interpreter has no MLflow, or MLflow refuses.
    """
    from evalkit.plan.loading import BadRequest  # noqa: PLC0415 - planning takes long to import

    report = opened_report(run)
    folder = RunFolder(run)
    asked = {
        "uri": uri,
        "experiment": experiment or f"evalkit {report.scorecard.rubric}",
        "runs": list(tracked_runs(report)),
        "files": [str(file.absolute()) for file in (folder.report, folder.scorecard) if _is_of_the_run(file)],
    }
    interpreter = str(python or sys.executable)
    try:
        done = subprocess.run(
            [interpreter, "-I", "-X", "utf8", str(_PROCESS)],
            input=line(asked),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env={"MLFLOW_DISABLE_TELEMETRY": "true", **os.environ},
        )
    except OSError as error:
        raise BadRequest(
            f"{interpreter} cannot be started ({error.strerror}); name a Python that has MLflow with --python"
        ) from None
    if done.returncode == _NO_MLFLOW:
        raise BadRequest(
            f"{interpreter} has no MLflow; install it there (pip install mlflow), or name a Python that has it with --python"
        )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"it {how_it_ended(done.returncode)}, saying nothing"]
        raise BadRequest(f"MLflow refused: {last[0]}; check --uri and --experiment")
    try:
        return str(json.loads(done.stdout.splitlines()[-1])["where"])
    except (LookupError, TypeError, ValueError):
        raise BadRequest(f"{interpreter} did not say where it wrote; name a Python with --python") from None


def _is_of_the_run(file: Path) -> bool:
    """Whether a file is in the run's folder: a link in one that somebody sent may lead to the reader's own files."""
    return file.is_file() and not file.is_symlink()
