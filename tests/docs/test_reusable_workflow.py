"""The workflow for GitHub: what its steps run is run here, in a workspace whose tools need no installation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalkit.commands.compare import FailOn
from tests.conftest import SmallWorkspace

ROOT = Path(__file__).parents[2]
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows/evaluate.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step.get("name", ""): step for step in WORKFLOW["jobs"]["evaluate"]["steps"]}
INPUTS: dict[str, dict[str, str]] = WORKFLOW[True]["workflow_call"]["inputs"]  # YAML reads `on` as true


def test_the_reasons_to_fail_are_those_there_are() -> None:
    assert {*INPUTS["fail-on"]["default"].split()} <= {reason.value for reason in FailOn}


def test_every_input_and_variable_is_used_and_every_one_used_is_there() -> None:
    text = (ROOT / ".github/workflows/evaluate.yml").read_text(encoding="utf-8")
    assert {*re.findall(r"inputs\.([\w-]+)", text)} == set(INPUTS)
    scripts = "\n".join(step["run"] for step in STEPS.values() if "run" in step)
    used = {*re.findall(r"\$([A-Z_]+)", scripts)}
    given = set(WORKFLOW["jobs"]["evaluate"]["env"])
    assert used - given == {"GITHUB_WORKFLOW", "GITHUB_STEP_SUMMARY"}
    assert given - used == {"GH_TOKEN"}  # gh reads it


def measure(small: SmallWorkspace, fail_on: str) -> subprocess.CompletedProcess[str]:
    (small.root / "bin").mkdir(exist_ok=True)
    command = small.root / "bin" / "evalkit"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} driver.py "$@"\n')
    command.chmod(0o755)
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{small.root / 'bin'}:{os.environ['PATH']}",
        "RUBRIC": "rubrics/small.yaml",
        "FAIL_ON": fail_on,
        "GITHUB_STEP_SUMMARY": str(small.root / "summary.md"),
    }
    script = STEPS["Measure and compare"]["run"]
    # As GitHub starts it: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=small.root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow  # two whole runs
def test_a_pull_request_is_measured_compared_and_fails_when_it_breaks_something(small: SmallWorkspace) -> None:
    first = measure(small, "broken")
    assert first.returncode == 0, first.stderr
    assert (small.root / "summary.md").read_text().startswith("# A small rubric")
    assert "Since the main branch" not in (small.root / "report.md").read_text()
    (small.root / "reports" / "branch").rename(small.root / "reports" / "main")
    small.write("tasks/counting/other/stretch.py", "# https://example.org\nraise SystemExit('broken')\n")
    second = measure(small, "broken slower")
    assert second.returncode == 1, second.stderr
    report = (small.root / "report.md").read_text()
    assert "## Since the main branch" in report
    assert "failed: counting/other/stretch was ok and is failed" in report
