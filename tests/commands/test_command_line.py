from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalkit.commands.help_order import HEADINGS, in_order
from tests.conftest import command as in_this_process

Small = Any
ROOT = Path(__file__).parents[2]


def python(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


HEAVY = ("griffe", "jedi", "jinja2", "jupyter_client", "memory_profiler", "nbclient", "nbformat", "numpy", "pandas", "psutil", "sqlglot")  # fmt: skip
HELP = "import sys; sys.argv = ['evalkit', '--help']; import evalkit.commands\ntry: evalkit.commands.main()\nexcept SystemExit: pass"


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("import evalkit.commands.main", ("pydantic", "yaml", "evalkit.model", "evalkit.workers", *HEAVY)),
        (HELP, ("pydantic", "yaml", "evalkit.model", "evalkit.workers", *HEAVY)),
        ("import evalkit.probes", HEAVY),
        ("import evalkit.workers", tuple(set(HEAVY) - {"numpy"})),  # scoring computes with it
    ],
    ids=["the command line", "help", "probes", "the loop"],
)
def test_what_takes_long_to_import_is_imported_when_it_is_used(program: str, unwanted: tuple[str, ...]) -> None:
    done = python("-c", f"{program}\nimport sys; print(sorted({set(unwanted)} & set(sys.modules)))")
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


@pytest.mark.parametrize("command", ["run", "report", "list", "check", "lock", "doctor", "selftest"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = in_this_process(ROOT, command, "--help")
    assert done.returncode == 0
    assert f"evalkit {command}" in done.stdout.split("Usage")[1].partition("\n")[2]


def test_help_shows_first_what_a_newcomer_needs_first_each_command_under_a_heading() -> None:
    said = in_this_process(ROOT, "--help").stdout
    shown = re.findall(r"^╭─ (.+?) ─|^│ ([a-z]+) ", said, re.MULTILINE)
    headings: dict[str, list[str]] = {}
    for heading, command in shown:
        if heading:
            headings[heading] = []
        else:
            headings[next(reversed(headings))].append(command)
    assert headings.pop("Options") == []
    assert next(iter(headings.items())) == ("First steps", ["init", "run", "report", "check", "new"])
    assert "Commands" not in headings, "a command without a heading stands under this one, before all others"
    assert list(headings.items()) == [(heading, list(names)) for heading, names in HEADINGS.items()]


def test_the_readme_lists_the_commands_in_the_order_of_the_help() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Commands")[2].partition("Exit codes")[0]
    listed = re.findall(r"^\| `evalkit ([a-z]+)", table, re.MULTILINE)
    assert listed == in_order(listed)
    assert sorted(listed) == sorted(itertools.chain(*HEADINGS.values()))


def test_help_loses_no_word_in_angle_brackets() -> None:
    help_of_run = in_this_process(ROOT, "run", "--help").stdout
    assert "reports/RUBRIC in your workspace" in " ".join(help_of_run.replace("│", " ").split())


def test_the_version_is_told() -> None:
    assert python("-m", "evalkit", "--version").stdout.startswith("evalkit 0.")


def refused(small: Small, *arguments: str) -> str:
    done = small.command(*arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return str(done.stderr)


def test_mistakes_in_files_are_told_all_at_once_with_their_places(small: Small) -> None:
    small.write("adapters/other.yaml", (small.root / "adapters/other.yaml").read_text().replace("python:", "pyhton:"))
    small.write("rubrics/small.yaml", (small.root / "rubrics/small.yaml").read_text().replace("good: 0.2", "good: 20"))
    told = refused(small, "run", "rubrics/small.yaml")
    assert "adapters/other.yaml:3:1: unknown key 'pyhton'; did you mean 'python'?" in told
    assert "rubrics/small.yaml:8:" in told
    assert not (small.root / "reports").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--task", "countin"), "did you mean 'counting'?"),
        (("--tool", "plane"), "did you mean 'plain'?"),
        (("--level", "hallo"), "did you mean 'hello'?"),
        (("--probes", "cod"), "did you mean 'code'?"),
        (("--blocks", "0"), "--blocks"),
        (("--blocks", "many"), "--blocks"),
        (("--budget", "-1"), "--budget"),
        (("--budget", "inf"), "a budget has at most 1,000,000 minutes; write that for one without an end"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_mistakes_in_options_say_what_would_be_right(small: Small, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(small, "run", "rubrics/small.yaml", *arguments)


def test_a_rubric_that_does_not_exist_is_told_with_those_that_do(small: Small) -> None:
    assert "rubrics/small.yaml" in refused(small, "run", "rubrics/smal.yaml")


def test_a_folder_that_is_no_run_is_told(small: Small) -> None:
    assert "no manifest.json" in refused(small, "report", "tasks")
    small.write("reports/x/manifest.json", "{}")
    assert "reports/x/manifest.json: the field `evalkit` is missing; " in refused(small, "report", "reports/x")


def test_a_dry_run_says_what_would_be_done_and_does_nothing(small: Small) -> None:
    done = small.command("run", "rubrics/small.yaml", "--dry-run", "--json")
    steps = json.loads(done.stdout)
    assert [step["tool"] for step in steps["steps"]] == ["other", "plain"]
    assert steps["steps"][0]["levels"] == ["hello", "adapt", "stretch"]
    assert not (small.root / "reports").exists()
    assert "counting" in small.command("run", "rubrics/small.yaml", "--dry-run").stdout


def test_the_list_shows_tasks_tools_and_levels(small: Small) -> None:
    data = json.loads(small.command("list", "--json").stdout)
    assert data["rubrics"] == ["small.yaml"]
    assert data["tasks"]["counting"]["tools"]["other"] == {"hello": "yes", "adapt": "yes", "stretch": "yes"}
    assert "plain (baseline)" in small.command("list").stdout


def test_the_metrics_can_be_listed(small: Small) -> None:
    metrics = json.loads(small.command("list", "--metrics", "--json").stdout)
    assert {"name", "unit", "definition"} <= metrics[0].keys()


def test_check_reads_everything_and_runs_nothing(small: Small) -> None:
    done = small.command("check")
    assert done.returncode == 0
    assert "2 adapters, 1 task, 6 implementations and 1 rubric are in order" in done.stdout
    small.write("tasks/counting/other/adapt.py", "x = 1\n")
    assert "tasks/counting/other/adapt.py:1:1" in refused(small, "check")


def test_checking_a_tool_runs_every_level_it_promises(small: Small) -> None:
    assert small.command("check", "other").returncode == 0
    small.write("tasks/counting/other/adapt.py", "# https://example.org\nraise SystemExit(3)\n")
    done = small.command("check", "other")
    assert done.returncode == 1
    assert "counting/other/adapt: failed" in done.stdout


def test_the_doctor_says_what_is_there(small: Small) -> None:
    done = small.command("doctor", "--json")
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert findings["uv"]["good"]
    assert all(finding["good"] or finding["remedy"] for finding in findings.values())


def test_a_reader_that_leaves_early_is_no_error(small: Small) -> None:
    process = small.start("list", "--metrics")
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
