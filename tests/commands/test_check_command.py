"""`evalkit check`: what it says about every implementation of a tool, and about rubrics that are in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from evalkit.bench.limits import TRY_LIMITS
from tests.conftest import CHECKER, TASK, SmallWorkspace

Script = Callable[[str], str]


def test_every_implementation_is_run_with_the_recorder_too(small: SmallWorkspace) -> None:
    done = small.command("check", "other")
    assert done.returncode == 0
    for level in ("hello", "adapt", "stretch"):
        assert f"counting/other/{level}: recorded, with identical outputs\n" in done.stderr


def test_what_ends_in_time_in_a_run_of_the_default_rubric_is_not_late_here() -> None:
    rubric = yaml.safe_load((Path(__file__).parents[2] / "rubrics" / "default.yaml").read_text(encoding="utf-8"))
    assert rubric["measure"]["timeout_seconds"] <= TRY_LIMITS.timeout_seconds


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("import os; open('outputs/told', 'w').write(str('EVALKIT_RECORD_INTO' in os.environ))", "with the recorder the outputs differ: told"),
        ("import os; os.environ.get('EVALKIT_RECORD_INTO') and exit(3)", "the recorded run: failed: ended with exit code 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_in_order_and_the_reason_is_said(
    small: SmallWorkspace, count_script: Script, before: str, why: str
) -> None:
    small.write("tasks/counting/other/adapt.py", count_script(before))
    done = small.command("check", "other")
    assert done.returncode == 0
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("counting/other/adapt: not recorded"))
    assert line.startswith(f"counting/other/adapt: not recorded ({why}")
    assert line.endswith("); evalkit reads its API from the source")


def test_what_fails_as_it_is_has_its_status_and_no_word_of_the_recorder(
    small: SmallWorkspace, count_script: Script
) -> None:
    small.write("tasks/counting/other/adapt.py", count_script("raise SystemExit(3)"))
    done = small.command("check", "other")
    assert done.returncode == 1
    assert "counting/other/adapt: failed: ended with exit code 3" in done.stdout
    assert "counting/other/adapt: not recorded" not in done.stderr
    assert "counting/other/adapt: recorded" not in done.stderr


def test_the_facts_that_a_result_shows_and_misses_are_told(small: SmallWorkspace) -> None:
    small.write(
        "tasks/counting/task.yaml",
        TASK.replace('"The same."}', '"The same.", shows: {rows: which rows, page: a page}}', 1),
    )
    missing = "missed={'page': 'there is no page.html'} if level == 'adapt' else {})"
    small.write("tasks/counting/checker.py", CHECKER.replace('is wrong",))', f'is wrong",), {missing}'))
    done = small.command("check", "other")
    assert done.returncode == 0
    assert "counting/other/adapt: shows 1 of 2: missed page (there is no page.html)\n" in done.stdout
    assert "counting/other/hello: shows" not in done.stdout
    small.write("tasks/counting/checker.py", CHECKER)
    assert "counting/other/adapt: shows 2 of 2\n" in small.command("check", "other").stdout


def test_inputs_that_cannot_be_made_are_the_tasks_fault(small: SmallWorkspace) -> None:
    small.write("tasks/counting/inputs.py", "def make(rows, seed, folder):\n    raise ValueError('no rows today')\n")
    done = small.command("check", "other")
    assert done.returncode == 1
    assert (
        "counting/other/hello, counting/other/adapt, counting/other/stretch: probe-error: the inputs of counting at 10 rows "
        "could not be made: tasks/counting/inputs.py:2: ValueError: no rows today\n"
    ) in done.stdout
    assert "Traceback" not in done.stderr


def test_a_check_of_everything_names_the_stacks_that_a_rubric_leaves_out(small: SmallWorkspace) -> None:
    stack = "stacks: {usual: {title: The usual, tools: {counting: plain}}}"
    small.write("rubrics/narrow.yaml", f"extends: small.yaml\nadapters: [other]\n{stack}\n")
    done = small.command("check")
    assert done.returncode == 0
    assert (
        "rubrics/narrow.yaml: The stack “The usual” is left out: the tools of this rubric do not include plain (counting); "
        "name it under `adapters`, or write `usual: null` under `stacks`."
    ) in done.stderr
    assert "small.yaml" not in done.stderr
