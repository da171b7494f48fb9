from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import Environment, Environments, Lock, find_interpreter
from evalkit.model import Status
from evalkit.model.facts import ImportTimes, Locked, Place, SetupSteps, WarmInstall
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell
from evalkit.probes.setup import IMPORTS, PROBE, cannot_import, observe
from tests.environments.tinytool import PYTHON, an_adapter
from tests.probes.lone_tool import LoneTool, lone_tool


class Instant(Environments):
    """Environments whose installation is a command of the test's."""

    program = "pass"

    def install_command(self, lock: Lock, folder: Path) -> list[list[str]]:
        return [[str(find_interpreter(PYTHON)), "-c", self.program]]


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[LoneTool]:
    with lone_tool(tmp_path) as made:
        made.environments = Instant(tmp_path / "cache", tmp_path / "locks")
        yield made


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment that is the interpreter itself, with one distribution of 3 MB in its folder."""
    site = tmp_path / "environment" / "lib" / "python3" / "site-packages"
    (site / "tinytool-1.0.dist-info").mkdir(parents=True)
    (site / "tinytool.bin").write_bytes(b"x" * 3_000_000)
    (site / "tinytool-1.0.dist-info" / "RECORD").write_text("tinytool.bin,,\n")
    pins = {"tinytool": "1.0", "tinyfriend": "2.0"}
    lock = Lock(
        file=tmp_path / "lock.txt",
        tool="tinytool",
        platform="linux-x86_64",
        python=PYTHON,
        asked="",
        locked=date(2026, 11, 25),
        download_mb=1.0,
        distributions=pins,
        hashes={},
        newest={},
    )
    return Environment("tinytool", None, find_interpreter(PYTHON), tmp_path / "environment", lock, f"{PYTHON}.0")


def measured(tool: LoneTool, environment: Environment, **adapter: Any) -> dict[str, Finding]:
    found = observe(tool.question(an_adapter(**{"packages": ["json"], **adapter}), environment))
    return {finding.metric: finding for finding in found}


def test_all_that_the_probe_may_answer_is_answered(tool: LoneTool, environment: Environment) -> None:
    tool.write("riddle")
    found = measured(tool, environment)
    assert set(found) == set(PROBE.metrics)
    assert {finding.status for finding in found.values()} == {Status.OK}
    assert found["setup.distributions"].value == 2
    assert found["setup.install_mb"].value == 3
    assert all(finding.facts for finding in found.values())


def test_import_times_are_listed_one_by_one(tool: LoneTool, environment: Environment) -> None:
    found = measured(tool, environment)
    [times] = found["setup.import_seconds"].facts
    assert isinstance(times, ImportTimes)
    assert (times.packages, len(times.seconds)) == (("json",), IMPORTS)
    difference = statistics.median(times.seconds) - times.bare_seconds
    assert found["setup.import_seconds"].value == max(0.0, difference)
    [lock] = found["setup.install_mb"].facts
    assert isinstance(lock, Locked)
    assert (lock.distributions, lock.mb) == (2, 3)
    [install] = found["setup.install_seconds"].facts
    assert isinstance(install, WarmInstall)
    assert found["setup.install_seconds"].value == sum(install.seconds)


def test_a_package_that_does_not_import_is_the_tools_failure(tool: LoneTool, environment: Environment) -> None:
    finding = measured(tool, environment, packages=["nosuchmodule"])["setup.import_seconds"]
    assert (finding.status, finding.value) == (Status.FAILED, None)
    assert finding.reason == "ModuleNotFoundError: No module named 'nosuchmodule'"


def test_an_installation_that_fails_is_ours_and_names_no_host(tool: LoneTool, environment: Environment) -> None:
    Instant.program, before = "raise SystemExit('error: could not reach http://u:p@127.0.0.1:1/x')", Instant.program
    try:
        finding = measured(tool, environment)["setup.install_seconds"]
    finally:
        Instant.program = before
    assert finding.status is Status.PROBE_ERROR
    assert finding.reason == "the warm install did not work: could not reach <address>"


def test_one_step_where_there_is_nothing_but_an_installation(tool: LoneTool, environment: Environment) -> None:
    tool.write("riddle")
    finding = measured(tool, environment)["setup.steps"]
    assert finding.value == 1
    assert finding.facts == (
        SetupSteps("riddle", "tinytool", "hello"),
        Place("tasks/riddle/tinytool/hello.py"),
    )


def test_commands_services_and_files_each_are_a_step_and_the_worst_task_counts(
    tool: LoneTool, environment: Environment
) -> None:
    tool.write("easy")
    tool.write("served", config_yaml="a: 1\n", more_toml="b = 1\n")
    (tool.root / "tasks" / "served" / "driver.py").write_text("def drive(folder, address, level): ...\n")
    finding = measured(tool, environment, prepare=[["tinytool", "init"]])["setup.steps"]
    assert finding.value == 5
    assert finding.facts == (
        SetupSteps("served", "tinytool", "hello", services=1, files=2, prepare=(("tinytool", "init"),)),
        Place("tasks/served/tinytool/hello.py"),
        Place("tasks/served/tinytool/config.yaml"),
        Place("tasks/served/tinytool/more.toml"),
    )


def test_steps_are_those_of_hello_and_not_of_later_levels(tool: LoneTool, environment: Environment) -> None:
    tool.write("riddle")
    tool.write("riddle", level="adapt", config_yaml="a: 1\n")
    assert measured(tool, environment)["setup.steps"].value == 1


def test_without_a_hello_steps_are_not_known(tool: LoneTool, environment: Environment) -> None:
    tool.write("riddle", None)
    found = measured(tool, environment)
    assert (found["setup.steps"].status, found["setup.steps"].value) == (Status.PROBE_ERROR, None)
    assert found["setup.distributions"].status is Status.OK


def test_without_an_environment_nothing_can_be_told(tool: LoneTool) -> None:
    with pytest.raises(CannotTell, match="environment"):
        observe(tool.question(an_adapter()))


def test_whether_packages_import_can_be_asked_alone(tool: LoneTool, environment: Environment, tmp_path: Path) -> None:
    asked = (replace(environment), tool.launcher, tmp_path)
    assert cannot_import(an_adapter(packages=["json", "csv"]), *asked) == ""
    assert "nosuchmodule" in cannot_import(an_adapter(packages=["json", "nosuchmodule"]), *asked)
