"""Faults are injected for real: what a tool does about each is told apart, and every figure has its transcript."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from evalkit.bench import Bench, Launcher, Limits
from evalkit.environments import EnvironmentPaths
from evalkit.model import Implementation, Status, Usage
from evalkit.model.facts import FaultEnding, FaultOutcome
from evalkit.probes.errors import PROBE
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Facilities, Question
from evalkit.workspace import load_workspace
from tests.bench.conftest import launcher as launcher  # noqa: PLC0414  (a fixture)
from tests.conftest import COUNT, TASK, SmallWorkspace

FAULTS = """
def renamed_column(folder, truth):
    file = folder / "rows.csv"
    file.write_text(file.read_text().replace("row", "number", 1))

def bad_row(folder, truth):
    file = folder / "rows.csv"
    file.write_text(file.read_text() + "bad\\n")

def fewer_rows(folder, truth):
    (folder / "rows.csv").write_text("row\\n1\\n")
    return {"rows": 1}

def doubled_row(folder, truth):
    file = folder / "rows.csv"
    file.write_text(file.read_text() + "3\\n")

def no_final_newline(folder, truth):
    file = folder / "rows.csv"
    file.write_text(file.read_text().rstrip("\\n"))
"""
BLOCK = """faults:
  renamed-column: {must: caught, names: [rows.csv, number, KeyError]}
  bad-row: {must: caught, names: [rows.csv, bad, invalid]}
  fewer-rows: {must: caught, names: [rows.csv, "1"]}
  doubled-row: {must: caught, names: [rows.csv]}
  no-final-newline: {must: tolerated}
"""
CAREFUL = """\
# https://docs.python.org/3/library/csv.html
import csv

numbers = [int(row["row"]) for row in csv.DictReader(open("inputs/rows.csv"))]
if "stop" == "never":
    print(csv.writer)
count = len(numbers)

# evalkit: hand over
open("outputs/count.json", "w").write(str(count))
"""


@dataclass
class Asking:
    """Asks the probe about one script in a small workspace."""

    small: SmallWorkspace
    launcher: Launcher
    bench: Bench
    said: list[str] = field(default_factory=list)
    typos: int = 2

    def __call__(self, script: str, seconds: float = 20) -> dict[str, Finding]:
        self.small.add("tool", script)
        workspace = load_workspace(self.small.root)
        adapter, task = workspace.adapters["tool"], workspace.tasks["counting"]
        folder = workspace.task_folder("counting")
        facilities = Facilities(
            self.bench,
            self.launcher,
            None,  # type: ignore[arg-type]  # nothing is to be provisioned
            Limits(seconds, 2000),
            0,
            10,
            self.small.root,
            folder,
            self.said.append,
            typos=self.typos,
        )
        environment = _Environment(Path(sys.executable), Path(sys.executable).parent.parent)
        one = workspace.implementation("counting", "tool", "adapt")
        assert one is not None
        question = Question(
            self.small.root,
            (one,),
            _no_usage,
            adapter,
            task,
            environment=environment,  # type: ignore[arg-type]
            facilities=facilities,
        )
        return {finding.metric: finding for finding in PROBE.ask(question)}


@dataclass
class _Environment:
    python: Path
    folder: Path

    @property
    def paths(self) -> EnvironmentPaths:
        return EnvironmentPaths(self.python, self.folder)


def _no_usage(one: Implementation) -> Usage:
    raise AssertionError("the probe asks for no usage")


@pytest.fixture
def ask(small: SmallWorkspace, launcher: Launcher) -> Iterator[Asking]:
    small.write("tasks/counting/task.yaml", TASK + BLOCK)
    small.write("tasks/counting/faults.py", FAULTS)
    with Bench(small.root, launcher) as bench:
        yield Asking(small, launcher, bench)


@dataclass(frozen=True)
class Asked:
    """What the probe found, and what it told while it worked."""

    found: dict[str, Finding]
    said: list[str]


@pytest.fixture(scope="module")
def careful(launcher: Launcher, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The findings about a script that reads numbers by name."""
    small = SmallWorkspace(tmp_path_factory.mktemp("careful"))
    small.write("tasks/counting/task.yaml", TASK + BLOCK)
    small.write("tasks/counting/faults.py", FAULTS)
    with Bench(small.root, launcher) as bench:
        ask = Asking(small, launcher, bench)
        return Asked(ask(CAREFUL), ask.said)


def _outcomes(finding: Finding) -> dict[str, FaultOutcome]:
    return {fact.fault: fact for fact in finding.facts if isinstance(fact, FaultOutcome)}


def _told(fact: FaultOutcome) -> tuple[object, ...]:
    return fact.ending, fact.by_error, fact.sought, fact.names_place, fact.names_kind


def test_each_fault_has_the_outcome_that_the_checker_saw(careful: Asked) -> None:
    found = careful.found
    facts = _outcomes(found["errors.caught"])
    caught = FaultEnding.CAUGHT
    assert _told(facts["renamed-column"]) == (caught, True, ("rows.csv", "number"), False, True)
    assert _told(facts["bad-row"]) == (caught, True, ("rows.csv",), False, True)
    assert _told(facts["fewer-rows"]) == (caught, False, ("rows.csv",), True, None)
    assert facts["doubled-row"].ending is FaultEnding.SILENTLY_WRONG
    assert facts["doubled-row"].reason, "what the checker said"
    assert [fact.typo for fact in facts.values()].count(True) == sum(name.startswith("typo ") for name in facts) > 0
    assert {fact.must for fact in facts.values()} == {"caught"}
    harmless = _outcomes(found["errors.false_alarms"])["no-final-newline"]
    assert (harmless.ending, harmless.must, harmless.typo) == (FaultEnding.RIGHT, "tolerated", False)


def test_figures_follow_from_the_outcomes(careful: Asked) -> None:
    found = careful.found
    serious = _outcomes(found["errors.caught"]).values()
    wrong = [each for each in serious if each.ending is FaultEnding.SILENTLY_WRONG]
    assert found["errors.caught"].value == pytest.approx(1 - len(wrong) / len(serious))
    assert found["errors.false_alarms"].value == 0
    assert 0 < (found["errors.named"].value or 0) < 1
    assert 0 < (found["errors.seconds_share"].value or 0) < 20
    assert (found["errors.lines"].value or 0) >= 3


def test_facts_have_the_users_line_and_the_transcript(careful: Asked) -> None:
    fact = _outcomes(careful.found["errors.caught"])["bad-row"]
    assert (fact.file, fact.line, fact.own_line) == ("tasks/counting/tool/adapt.py", 4, True)
    assert "ValueError: invalid literal for int() with base 10: 'bad'" in fact.printed
    assert "<work>" in fact.printed
    assert fact.lines_printed >= 3
    assert 0 < fact.seconds < 60 * max(fact.good_seconds, 0.01)
    named = _outcomes(careful.found["errors.named"])["bad-row"]
    assert named == replace(fact, printed="", reason="")


def test_a_script_that_minds_nothing_is_silently_wrong(ask: Asking) -> None:
    found = ask(COUNT)
    assert _outcomes(found["errors.caught"])["bad-row"].ending is FaultEnding.SILENTLY_WRONG
    # Counting needs no name: what a renamed column leaves right is no fault of the tool.
    assert _outcomes(found["errors.caught"])["renamed-column"].ending is FaultEnding.RIGHT


def test_the_name_that_a_column_has_under_a_fault_is_a_place_and_no_kind(ask: Asking) -> None:
    stop = "\nif (header := open('inputs/rows.csv').readline().strip()) != 'row': raise SystemExit(header)\nwith"
    found = ask(COUNT.replace("\nwith", stop, 1))
    fact = _outcomes(found["errors.caught"])["renamed-column"]
    assert _told(fact) == (FaultEnding.CAUGHT, True, ("rows.csv", "number"), True, False)


def test_a_file_in_another_encoding_has_columns_that_nobody_needs_to_read(ask: Asking) -> None:
    ask.small.write("tasks/counting/task.yaml", TASK + "faults:\n  utf16: {must: caught, names: [rows.csv, utf-8]}\n")
    spoil = (
        "def utf16(folder, truth):\n    file = folder / 'rows.csv'\n    file.write_text(file.read_text(), 'utf-16')\n"
    )
    ask.small.write("tasks/counting/faults.py", spoil)
    fact = _outcomes(ask(COUNT)["errors.caught"])["utf16"]
    assert _told(fact) == (FaultEnding.CAUGHT, True, ("rows.csv",), False, True)


def test_an_error_about_a_harmless_change_is_a_false_alarm(ask: Asking) -> None:
    found = ask(COUNT.replace("\nwith", "\nassert open('inputs/rows.csv').read().endswith('\\n')\nwith", 1))
    assert found["errors.false_alarms"].value == 1
    assert _outcomes(found["errors.false_alarms"])["no-final-newline"].ending is FaultEnding.FALSE_ALARM


def test_where_nothing_ends_with_an_error_there_is_no_message_to_judge(ask: Asking) -> None:
    ask.small.write("tasks/counting/task.yaml", TASK + "faults:\n  doubled-row: {must: caught, names: [rows.csv]}\n")
    found = ask("open('outputs/count.json', 'w').write('10')\n")
    assert found["errors.caught"].value == 1  # ten is still what the checker wants
    for metric in ("errors.named", "errors.seconds_share", "errors.lines", "errors.false_alarms"):
        assert found[metric].status is Status.NOT_APPLICABLE, "asked again, it would be found out again"
        assert found[metric].value is None


def test_a_run_without_faults_that_is_wrong_tells_nothing(ask: Asking) -> None:
    found = ask("open('outputs/count.json', 'w').write('-1')\n")
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert "without any fault, the run is wrong" in found["errors.caught"].reason


def test_a_task_without_faults_and_a_broken_fault_cost_coverage_only(ask: Asking) -> None:
    ask.small.write("tasks/counting/task.yaml", TASK + "faults:\n  broken: {must: caught}\n")
    ask.small.write("tasks/counting/faults.py", "def broken(folder, truth):\n    raise ValueError('nobody knows')\n")
    found = ask(COUNT)
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert (
        "faults.broken of counting broke: tasks/counting/faults.py:2: ValueError: nobody knows"
        in found["errors.caught"].reason
    )
    ask.small.write("tasks/counting/task.yaml", TASK)
    assert "names no faults" in ask(COUNT)["errors.caught"].reason


def test_a_run_that_does_not_end_hangs(ask: Asking) -> None:
    ask.small.write("tasks/counting/task.yaml", TASK + "faults:\n  bad-row: {must: caught, names: [rows.csv]}\n")
    waits = "\nif 'bad' in open('inputs/rows.csv').read():\n    import signal; signal.pause()\nwith"
    found = ask(COUNT.replace("\nwith", waits, 1), seconds=3)
    assert _outcomes(found["errors.caught"])["bad-row"].ending is FaultEnding.HUNG
    assert found["errors.caught"].value is not None
    assert found["errors.caught"].value < 1


def test_progress_is_told_fault_by_fault(careful: Asked) -> None:
    assert careful.said[:2] == ["fault 1 of 6: no-final-newline", "fault 2 of 6: renamed-column"]
    assert careful.said[-1].startswith("fault 6 of 6: ")


def test_a_harmless_change_that_comes_out_right_is_the_good_run(ask: Asking, careful: Asked) -> None:
    assert "a good run" not in careful.said
    [harmless] = _outcomes(careful.found["errors.false_alarms"]).values()
    good = {fact.good_seconds for fact in _outcomes(careful.found["errors.caught"]).values()}
    assert good == {harmless.good_seconds} == {harmless.seconds}

    found = ask(COUNT.replace("\nwith", "\nassert open('inputs/rows.csv').read().endswith('\\n')\nwith", 1))
    assert ask.said[:3] == ["fault 1 of 5: no-final-newline", "a good run", "fault 2 of 5: renamed-column"]
    good = {fact.good_seconds for fact in _outcomes(found["errors.caught"]).values()}
    assert len(good) == 1
    assert min(good) > 0


def test_a_rubric_may_ask_for_fewer_typos(ask: Asking) -> None:
    ask.typos = 1
    found = ask(CAREFUL)
    assert [fact.typo for fact in _outcomes(found["errors.caught"]).values()].count(True) == 1
    ask.typos = 0
    found = ask(CAREFUL)
    assert not any(fact.typo for fact in _outcomes(found["errors.caught"]).values())


def test_a_level_that_the_tool_cannot_do_is_unsupported(tmp_path: Path) -> None:
    why = tmp_path / "adapt.unsupported.md"
    one = Implementation("counting", "tool", "adapt", None, unsupported=why)
    found = PROBE.ask(Question(tmp_path, (one,), _no_usage))
    assert {finding.status for finding in found} == {Status.UNSUPPORTED}
    assert {finding.metric for finding in found} == set(PROBE.metrics)


def test_a_checker_that_breaks_under_a_fault_costs_coverage_only(ask: Asking) -> None:
    checker = ask.small.root / "tasks/counting/checker.py"
    checker.write_text(checker.read_text().replace("    try:", "    assert not fault, 'no idea'\n    try:", 1))
    ask.small.write("tasks/counting/task.yaml", TASK + "faults:\n  doubled-row: {must: caught, names: [rows.csv]}\n")
    found = ask(COUNT)
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert "the checker of counting broke" in found["errors.caught"].reason


def test_the_inputs_and_the_script_stay_as_they_were(ask: Asking, count_script: Callable[[str], str]) -> None:
    script = ask.small.root / "tasks/counting/tool/adapt.py"
    ask(count_script("print('x')"))
    before = script.read_bytes()
    assert before == count_script("print('x')").encode()
    made = ask.bench.inputs(ask.small.root / "tasks/counting", 10, 0)
    assert (made.folder / "rows.csv").read_text() == "row\n" + "".join(f"{row}\n" for row in range(10))


def test_a_users_name_costs_no_message_its_words_and_is_not_kept(
    ask: Asking, careful: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "invalid")  # which is in Python's own message about a bad number
    found = ask(CAREFUL)
    assert found["errors.named"].value == careful.found["errors.named"].value
    told = _outcomes(found["errors.caught"])["bad-row"]
    assert told.names_kind is True
    assert "<user> literal for int()" in told.printed
    assert "invalid" not in told.printed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
def test_typos_are_made_in_a_script_that_is_not_plain_utf8(
    ask: Asking, careful: Asked, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "# -*- coding: latin-1 -*-\n" if encoding == "latin-1" else ""
    text = first + CAREFUL.replace("count = ", "# gr\u00f6\u00dfer\ncount = ")
    ask.small.add("tool", CAREFUL)
    (ask.small.root / "tasks/counting/tool/adapt.py").write_bytes(text.encode(encoding))
    monkeypatch.setattr(ask.small, "add", lambda *_: None)
    told, plain = (_outcomes(found["errors.caught"]) for found in (ask(text), careful.found))
    assert [fact.ending for fact in told.values()] == [fact.ending for fact in plain.values()]
    assert [name for name, fact in told.items() if fact.typo]
