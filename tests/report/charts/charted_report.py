"""The sample report with something to draw for every chart: growth, learning curves, shared environments, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.model import Evidence, Status
from evalkit.report import ReportInput
from evalkit.scoring import Figure, Robustness, Standing
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
    texts = [f"{level}: {many + 3} concepts, {many} new\n  a.b  file.py:7" for level, many in new.items()]
    evidence = tuple(Evidence(text=text) for text in (*texts, "levels written: hello, adapt, stretch"))
    return [
        (task, Figure("ladder.steepest_concepts", None, 1.0, "concepts", Status.OK, float(max(new.values())), evidence=evidence))
        for task, members in MEMBERS.items()
        if tool in members
    ]  # fmt: skip


def _coinstallable(tool: str) -> Figure:
    texts = [f"{tool} pinned as {tool}==1; Python 3.11, linux; resolved by uv"]
    for other in PANEL:
        if other == tool:
            continue
        if "tf" in tool or other == "tfdv":
            texts.append(
                f"with {other}: conflict: Because numpy<2 and numpy>=2, we can conclude that it is unsolvable."
            )
        elif other == "mlflow":
            texts.append(f"with {other}: not known: the index could not be reached")
        else:
            texts.append(f"with {other}: installs, 31 distributions, 1.0")
    evidence = tuple(Evidence(text=text) for text in texts)
    return Figure("interop.coinstallable", None, 1.0, "share", Status.OK, 0.6, evidence=evidence)


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
        Standing(name, shares(at), shares(min(at + open_places, many - 1)), None, None, {})
        for at, name in enumerate(names)
    )
