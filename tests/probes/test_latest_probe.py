"""Real uv against a package index of our own on the loopback address: nothing outside is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalkit.model import Status
from evalkit.model.facts import InstalledToday, Printed, TriedToday, VersionChange, to_json
from evalkit.probes.finding import Finding
from evalkit.probes.latest import PROBE, observe
from evalkit.probes.probe import CannotTell
from tests.environments.loopback_index import Index, only_index
from tests.environments.made_wheels import source_that_does_not_build, wheel_file
from tests.environments.tinytool import an_adapter
from tests.probes.lone_tool import ANSWER, LoneTool, lone_tool


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    with only_index(tmp_path / "uv-cache", monkeypatch) as served:
        yield served


@pytest.fixture
def tool(tmp_path: Path, index: Index) -> Iterator[LoneTool]:
    with lone_tool(tmp_path) as made:
        yield made


def latest(tool: LoneTool, **adapter: object) -> Finding:
    [finding] = observe(tool.question(an_adapter(**adapter)))
    assert finding.metric == "setup.latest_works"
    assert not (tool.scratch / "today").exists(), "the environment is thrown away"
    return finding


def said(finding: Finding) -> str:
    return json.dumps([to_json(fact) for fact in finding.facts])


def installed(finding: Finding) -> list[InstalledToday]:
    return [fact for fact in finding.facts if isinstance(fact, InstalledToday)]


def test_what_still_works_with_todays_versions_is_one(tool: LoneTool) -> None:
    tool.write("riddle")
    finding = latest(tool)
    assert (finding.value, finding.reason) == (1, "")
    today, tried = finding.facts
    assert isinstance(today, InstalledToday)
    assert today.requires == ("tinytool",)
    assert VersionChange("tinytool", "1.0", "2.0") in today.changes
    file = "tasks/riddle/tinytool/hello.py"
    assert tried == TriedToday("riddle", "tinytool", "hello", file, Status.OK)


def test_what_fails_at_import_is_zero_with_the_reason_and_the_log(tool: LoneTool, index: Index) -> None:
    index.files |= wheel_file("tinytool", "3.0", module="raise ImportError('gone since 3.0')\n")
    tool.write("riddle")
    finding = latest(tool)
    assert (finding.value, finding.status) == (0, Status.OK)
    assert "ImportError: gone since 3.0" in finding.reason
    _, tried, printed = finding.facts
    assert isinstance(tried, TriedToday)
    assert (tried.status, tried.reason) == (Status.FAILED, "ImportError: gone since 3.0")
    assert isinstance(printed, Printed)
    assert "Traceback" in printed.text
    assert str(tool.root.parent) not in said(finding)


def test_a_tool_that_writes_into_its_package_changes_no_later_install(tool: LoneTool) -> None:
    spoils = "import tinytool\nopen(tinytool.__file__, 'a').write('raise ImportError(\"spoilt\")\\n')\n"
    tool.write("riddle", spoils + "open('outputs/answer.txt', 'w').write('7')\n")
    assert [latest(tool).reason for _ in range(2)] == ["", ""]


def test_it_is_the_share_of_the_tasks_whose_hello_passes(tool: LoneTool) -> None:
    tool.write("riddle")
    tool.write("riddle-two", ANSWER.replace("'7'", "'8'"))
    finding = latest(tool)
    assert finding.value == 0.5
    assert "riddle-two/tinytool/hello: wrong" in finding.reason
    assert sum("installing" in each for each in tool.said) == 1


def test_other_levels_are_not_run(tool: LoneTool) -> None:
    tool.write("riddle")
    tool.write("riddle", "raise SystemExit(1)", level="adapt")
    assert latest(tool).value == 1


def test_companions_come_without_versions_and_only_where_their_task_is(tool: LoneTool, index: Index) -> None:
    index.files |= wheel_file("tinyfriend", "2.0")
    tool.write("riddle")
    tool.write("friendly", "import tinyfriend\n" + ANSWER)
    finding = latest(tool, companions={"friendly": ["tinyfriend==1.0"]})
    assert finding.value == 1
    alone, both = sorted(installed(finding), key=lambda today: len(today.requires))
    assert (alone.requires, both.requires) == (("tinytool",), ("tinytool", "tinyfriend"))
    assert VersionChange("tinyfriend", "1.0", "2.0") in both.changes


def test_a_conflict_between_todays_versions_is_zero(tool: LoneTool, index: Index) -> None:
    index.files |= wheel_file("one", "1.0", "tinytool<2") | wheel_file("two", "1.0", "tinytool>=2")
    tool.write("riddle")
    finding = latest(tool, requires=["one", "two"])
    assert finding.value == 0
    assert finding.reason.startswith("it cannot be installed today: No solution found")
    [today] = installed(finding)
    assert today.distributions is None
    assert today.reason.startswith("No solution found")
    assert "127.0.0.1" not in finding.reason + said(finding)


def test_a_failed_build_is_not_the_tools(tool: LoneTool, index: Index) -> None:
    index.files |= source_that_does_not_build("crate", "1.0")
    tool.write("riddle")
    finding = latest(tool, requires=["crate==1.0"])
    assert (finding.status, finding.value) == (Status.PROBE_ERROR, None)
    assert "Failed to build" in finding.reason


def test_no_network_is_not_the_tools(tool: LoneTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    tool.write("riddle")
    finding = latest(tool)
    assert finding.status is Status.PROBE_ERROR
    assert "127.0.0.1" not in finding.reason + said(finding)


def test_a_broken_checker_is_not_the_tools(tool: LoneTool) -> None:
    tool.write("riddle")
    (tool.root / "tasks" / "riddle" / "checker.py").write_text("def check(outputs, truth, level, fault=None): 1 / 0\n")
    assert latest(tool).status is Status.PROBE_ERROR


def test_inputs_that_cannot_be_made_are_not_the_tools(tool: LoneTool) -> None:
    tool.write("riddle")
    (tool.root / "tasks" / "riddle" / "inputs.py").write_text("def make(rows, seed, folder): 1 / 0\n")
    finding = latest(tool)
    assert finding.status is Status.PROBE_ERROR
    assert finding.reason.startswith("riddle/tinytool/hello: ")


def test_without_a_hello_there_is_nothing_to_try(tool: LoneTool) -> None:
    tool.write("riddle", None)
    with pytest.raises(CannotTell, match="tinytool has no implementation at hello"):
        observe(tool.question(an_adapter()))


def test_the_probe_answers_its_one_metric_and_is_asked_for_with_setup() -> None:
    assert PROBE.metrics == ("setup.latest_works",)
    assert PROBE.asked_as == "setup"
