"""Every text for people in a whole run is put into other words: no figure, place, claim or chart may notice."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalkit.model import Fact, Implementation, LevelName, Observation, Usage, Use
from evalkit.model.facts import ConceptUse, LevelConcepts, PairResolution, Pin, Pins, ResolverAnswer
from evalkit.probes import METRICS, PROBES, Question
from evalkit.report import ReportInput, render
from evalkit.report.charts import charts
from evalkit.report.gathering import seconds_by_rows
from evalkit.report.page.contacts import contact_table
from evalkit.report.page.evidence_data import evidence
from evalkit.report.page.faults import fault_tables
from evalkit.report.page.small_changes import iterated
from evalkit.report.words.stack_needs import outcomes
from evalkit.scoring import judge
from tests.model.made_facts import reworded
from tests.report.code_report import FAULTS, TASK, _more, with_code
from tests.report.sample_report import MEMBERS, _seen, observations, rubric, sample

TEXTS_OF_RESULTS = frozenset({"reason", "because", "doubt", "unranked"})
"""Fields of a scorecard that hold what probes said, handed on for people."""


def nonsense(text: str) -> str:
    """Other words for a text, the same ones for the same text."""
    return f"zwmf {hashlib.sha256(text.encode()).hexdigest()[:12]} 7 of 9; 3.14 s\nblorp: conflict: 42 new"


def reworded_observation(seen: Observation) -> Observation:
    return replace(seen, reason=nonsense(seen.reason) if seen.reason else "", facts=reworded(seen.facts, nonsense))


SCRIPTS: Mapping[LevelName, str] = {
    "hello": "import pandas as pd\nrows = pd.read_csv('a.csv')\nprint(rows)\n",
    "adapt": "import pandas as pd\nrows = pd.read_csv('a.csv', sep=';')\nrows.query('age > 3')\nprint(rows)\n",
}


def _by_real_probes(root: Path) -> Iterator[Observation]:
    """What the static probes really say of two levels in two tasks."""
    written: list[Implementation] = []
    for task in (TASK, "skew"):
        folder = root / "tasks" / task / "pandera"
        folder.mkdir(parents=True)
        for level, text in SCRIPTS.items():
            file = folder / f"{level}.py"
            file.write_text(text, encoding="utf-8")
            written.append(Implementation(task, "pandera", level, file, (file,)))

    def usage(one: Implementation) -> Usage:
        file = f"tasks/{one.task}/pandera/{one.level}.py"
        keywords = ("sep",) if one.level == "adapt" else ()
        uses = (
            Use("pandas.read_csv", "call", "pandas", file, 2, 2, keywords),
            Use(f"pandas.{one.task}", "call", "pandas", file, 3, 3),
        )
        return Usage(recorded=False, uses=uses, reason="the recording run failed")

    def asked(probe: str, about: Sequence[Implementation], **more: Any) -> Iterator[Observation]:
        for finding in PROBES[probe].ask(Question(root, tuple(about), usage)):
            at = {"status": finding.status, "reason": finding.reason, "facts": finding.facts, **more}
            yield _seen("pandera", finding.metric, finding.value, **at)

    for one in written:
        for probe in ("code", "dsl", "docs"):
            yield from asked(probe, [one], task=one.task, level=one.level)
    for task in (TASK, "skew"):
        yield from asked("ladder", [one for one in written if one.task == task], task=task)
    yield from asked("boilerplate", written)


def _for_charts() -> Iterator[Observation]:
    for tool in ("pandas", "tfdv"):
        pairs = [
            PairResolution("mlflow", ResolverAnswer.UNKNOWN, sentence="with mlflow: installs, 3 distributions"),
            PairResolution("scipy", ResolverAnswer.INSTALLS, 12, "1.0"),
            PairResolution("dask", ResolverAnswer.CONFLICT, sentence="No solution found"),
        ]
        facts: tuple[Fact, ...] = (Pins((Pin(tool, (f"{tool}==1",)),), "linux", "3.11"), *pairs)
        yield _seen(tool, "interop.coinstallable", 0.5, facts=facts)
        new = tuple(ConceptUse("a.py", (at, at), f"{tool}.f{at}") for at in range(1, 6))
        curve = (LevelConcepts("hello", 3, new[:3]), LevelConcepts("adapt", 5, new[3:]))
        yield _seen(tool, "ladder.steepest_concepts", 2.0, task=TASK, facts=curve)


@dataclass(frozen=True)
class Told:
    """One run as it was seen, and with every text replaced."""

    before: ReportInput
    after: ReportInput


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("workspace")
    every = [*observations(), *_more(), *_for_charts(), *_by_real_probes(root)]
    changed = [reworded_observation(seen) for seen in every]
    assert sum(one.facts != other.facts for one, other in zip(every, changed, strict=True)) > 50
    assert sum(one.reason != other.reason for one, other in zip(every, changed, strict=True)) > 20

    def report(seen: Sequence[Observation]) -> ReportInput:
        asked = with_code().tasks
        judged = judge(rubric(), asked, MEMBERS, seen)
        return replace(sample(), scorecard=judged.card, draws=judged.draws, tasks=asked, seconds=seconds_by_rows(seen))

    return Told(report(every), report(changed))


def without_texts(value: Any, texts: Container[str] = TEXTS_OF_RESULTS) -> Any:
    """The same data with every text that people are told left out."""
    if isinstance(value, Fact):
        return reworded(value, lambda _: "")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value) if field.name not in texts)
        return type(value).__name__, {name: without_texts(getattr(value, name), texts) for name in fields}
    if isinstance(value, Mapping):
        return {key: without_texts(each, texts) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return tuple(without_texts(each, texts) for each in value) if isinstance(value, tuple | list) else value


PARTS = (
    *("tasks", "stacks", "tools", "claims", "profiles", "robustness", "stable", "raters", "weights", "title", "rubric"),
    "fragility",
)


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_no_place_and_no_claim_notices(told: Told, part: str) -> None:
    before, after = getattr(told.before.scorecard, part), getattr(told.after.scorecard, part)
    assert without_texts(before) == without_texts(after)


def test_the_parts_are_all_that_a_scorecard_has_but_what_it_says_to_people(told: Told) -> None:
    fields = {field.name for field in dataclasses.fields(told.before.scorecard)}
    assert fields - set(PARTS) == {"warnings", "not_measured"}
    kinds = [[warning.kind for warning in card.warnings] for card in (told.before.scorecard, told.after.scorecard)]
    assert kinds[0] == kinds[1]
    lists = [card.not_measured for card in (told.before.scorecard, told.after.scorecard)]
    left, right = [{(one.metric, one.level, one.where) for one in unmeasured} for unmeasured in lists]
    assert left == right


def test_there_was_something_to_notice(told: Told) -> None:
    """Every reader of facts has something to read here: else this file would prove nothing."""
    card = told.before.scorecard
    assert any(stack.concepts is not None for stack in card.stacks) or any(
        figure.metric == "code.concepts" and figure.value for found in card.tools for _, figure in found.figures
    )
    drawn = {chart.id.partition("/")[0] for chart in _all_charts(told.before)}
    assert drawn >= {"together", "learning", "times"}
    assert any(one.met is not None for profile in card.profiles for one in profile.exclusions)
    assert fault_tables(told.before)[TASK].rows
    assert contact_table(told.before).tools
    assert iterated(told.before)
    assert any(outcomes(stack.coinstallable.facts) for stack in card.stacks)
    assert set(FAULTS) <= {row.name for row in fault_tables(told.before)[TASK].rows}
    metrics = {figure.metric for found in card.tools for _, figure in found.figures if figure.facts}
    assert metrics >= {"code.concepts", "dsl.sites", "ladder.steepest_concepts", "errors.caught", "network.contacts"}
    assert metrics <= set(METRICS)


def _all_charts(report: ReportInput) -> list[Any]:
    found = charts(report)
    return [*found.run, *(chart for of_task in found.tasks.values() for chart in of_task)]


def test_every_chart_has_the_same_data(told: Told) -> None:
    before, after = _all_charts(told.before), _all_charts(told.after)
    assert [chart.id for chart in before] == [chart.id for chart in after]
    for one, other in zip(before, after, strict=True):
        assert one.spec == other.spec
        assert one.table.rows == other.table.rows
        assert one.summary == other.summary


@pytest.mark.parametrize("table", [contact_table, iterated, fault_tables])
def test_the_tables_of_the_page_say_the_same_but_for_details(
    told: Told, table: Callable[[ReportInput], object]
) -> None:
    details = ("detail", "others")
    assert without_texts(table(told.before), details) == without_texts(table(told.after), details)


def test_people_are_told_the_other_words(told: Told) -> None:
    assert "zwmf" not in str(evidence(told.before))
    assert str(evidence(told.after)).count("zwmf") > 50
    assert render(told.after)
