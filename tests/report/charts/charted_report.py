"""The sample report with something to draw for every chart: growth, learning curves, shared environments, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evalkit.model import Fact, Status
from evalkit.model.facts import ConceptUse, LevelConcepts, Origin, PairResolution, Pin, Pins, ResolverAnswer
from evalkit.report import ReportInput
from evalkit.scoring import Figure, Robustness, Standing
from evalkit.scoring.judgements import Beats
from tests.report.sample_report import MEMBERS, NAMES, sample

PANEL = ("pandas", "pandera", "scikit-learn", "mlflow", "tfdv")
ROWS = (1_000, 30_000, 300_000)


def charted() -> ReportInput:
    """As a long run leaves it."""
    report = sample()
    tools = tuple(
        replace(found, figures=(*found.figures, *_learnt(found.tool), (None, _coinstallable(found.tool))))
        for found in report.scorecard.tools
    )
    return replace(
        report,
        scorecard=replace(report.scorecard, tools=tools, robustness=(_chance("any"), _chance("rubric"))),
        seconds={
            f"{task}/{tool}/adapt": _grown(NAMES[tool][4]) for task, members in MEMBERS.items() for tool in members
        },
    )


def _grown(seconds: float) -> dict[int, tuple[float, ...]]:
    return {rows: tuple(seconds * (0.8 + 0.1 * at + rows / 60_000) for at in range(3)) for rows in ROWS}


def _learnt(tool: str) -> list[tuple[str, Figure]]:
    new = {"hello": 4 + len(tool), "adapt": 6 + len(tool) // 2, "stretch": 3}
    facts = tuple(
        LevelConcepts(level, many + 3, tuple(ConceptUse("file.py", (7, 7), f"{level}.f{at}") for at in range(many)))
        for level, many in new.items()
    )
    return [
        (task, Figure("ladder.steepest_concepts", None, 1.0, "concepts", Status.OK, float(max(new.values())), facts=(*facts, Origin(True, "hello"))))
        for task, members in MEMBERS.items()
        if tool in members
    ]  # fmt: skip


def _coinstallable(tool: str) -> Figure:
    facts: list[Fact] = [Pins((Pin(tool, (f"{tool}==1",)),), "linux", "3.11")]
    for other in PANEL:
        if other == tool:
            continue
        if "tf" in tool or other == "tfdv":
            because = "Because numpy<2 and numpy>=2, we can conclude that it is unsolvable."
            facts.append(PairResolution(other, ResolverAnswer.CONFLICT, sentence=because))
        elif other == "mlflow":
            facts.append(PairResolution(other, ResolverAnswer.UNKNOWN, sentence="the index could not be reached"))
        else:
            facts.append(PairResolution(other, ResolverAnswer.INSTALLS, 31, "1.0"))
    return Figure("interop.coinstallable", None, 1.0, "share", Status.OK, 0.6, facts=tuple(facts))


def _chance(preference: str) -> Robustness:
    return Robustness(
        preference,
        2000,
        500,
        {task: _standings([tool for tool in members if tool != "fairlearn"]) for task, members in MEMBERS.items()},
        _standings(["plain", "tfx", "specialists"], open_places=True),
    )


def _standings(names: Sequence[str], *, open_places: bool = False) -> tuple[Standing, ...]:
    """Each takes one place in most draws, and the others alike; where places are open, later ones when counted against."""
    many = len(names)

    def shares(at: int) -> tuple[float, ...]:
        return tuple(0.6 if place == at else 0.4 / (many - 1) for place in range(many))

    return tuple(
        Standing(name, shares(at), shares(min(at + open_places, many - 1)), None, None, Beats(name, {}, np.empty(0)))
        for at, name in enumerate(names)
    )
