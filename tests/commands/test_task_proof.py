"""The proof of a task finds a checker that accepts too much, edits and changes that change nothing, and broken faults."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import CHECKER, COUNT, INPUTS, TASK, SmallWorkspace

ONE_LEVEL = """\
title: Count the rows
scales: [10]
baseline: plain
levels: {adapt: {asks: "Count the rows.", edit: 2}}
faults: {no-rows: {must: caught}}
"""
NO_ROWS = (
    "def no_rows(folder, truth):\n    (folder / 'rows.csv').write_text('row\\n')\n    return {**truth, 'rows': 0}\n"
)
MORE_INPUTS = """\
def make(rows, seed, folder):
    write(folder, rows + seed)
    return {"rows": rows + seed, "times": 1}

def edited(folder, truth, level, value):
    return {**truth, "times": value}

def changed(folder, truth, seed):
    write(folder, truth["rows"] + 1)
    return {**truth, "rows": truth["rows"] + 1}

def write(folder, rows):
    (folder / "rows.csv").write_text("row\\n" + "".join(f"{row}\\n" for row in range(rows)))
"""
MORE_CHECKER = CHECKER.replace('truth["rows"]', 'truth["rows"] * (truth["times"] if level == "adapt" else 1)')
EDITABLE = COUNT.replace("import csv\n", "import csv\ntimes = 1  # evalkit: edit\n").replace(
    "str(count)", "str(count * times)"
)


@pytest.fixture
def whole(small: SmallWorkspace) -> SmallWorkspace:
    """A workspace whose task has all that a task can have."""
    small.write("tasks/counting/task.yaml", ONE_LEVEL)
    small.write("tasks/counting/inputs.py", MORE_INPUTS)
    small.write("tasks/counting/checker.py", MORE_CHECKER)
    small.write("tasks/counting/faults.py", NO_ROWS)
    shutil.rmtree(small.root / "tasks/counting/other")
    for level in ("hello", "stretch"):
        (small.root / f"tasks/counting/plain/{level}.py").unlink()
    small.write("tasks/counting/plain/adapt.py", EDITABLE)
    return small


def proof(small: SmallWorkspace) -> tuple[int, list[str]]:
    done = small.command("check", "--task", "counting")
    assert "Traceback" not in done.stderr
    return done.returncode, [line.strip() for line in done.stdout.splitlines() if not line.startswith("  ✓")][1:]


def test_a_whole_task_holds(whole: SmallWorkspace) -> None:
    assert proof(whole) == (0, [])


ANYTHING = "from evalkit.model.verdict import Verdict\n\ndef check(outputs, truth, level, fault=None):\n    return Verdict(True, 1.0)\n"
UNSTEADY = "    import os\n    write(folder, rows + os.urandom(1)[0] + 256 * os.urandom(1)[0])\n    write(folder, rows + seed)\n    (folder / 'more').write_bytes(os.urandom(9))\n"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"checker.py": [(MORE_CHECKER, ANYTHING)]},
            [
                "adapt: the checker refuses an empty outputs folder: it accepts them",
                "adapt: the checker refuses outputs cut off in the middle: it accepts them",
                "adapt: the checker refuses the right answer to other inputs: it accepts them",
                "adapt: after the edit another answer is right, and the baseline gives it: the checker cannot tell the answer before",
            ],
        ),
        (
            {
                "checker.py": [
                    ("except (OSError, ValueError):", "except ValueError:"),
                    ("    try:", "    if fault: raise KeyError(fault)\n    try:"),
                ],
            },
            [
                "adapt: the checker refuses an empty outputs folder: the checker of counting broke: tasks/counting/checker.py:7: File",
                "adapt: the checker judges outputs under every fault: no-rows: the checker of counting broke: tasks/counting/checker.py:5: Key",
            ],
        ),
        (
            {
                "inputs.py": [
                    ("    write(folder, rows + seed)\n", UNSTEADY),
                    ('"times": value', '"times": 1'),
                    ('write(folder, truth["rows"] + 1)', "pass"),
                ],
                "faults.py": [("    (folder / 'rows.csv').write_text('row\\n')\n", "")],
            },
            [
                "make writes the same inputs twice (10 rows): two calls with one seed differ",
                "adapt: after the edit another answer is right, and the baseline gives it: the checker cannot tell the answer before",
                "adapt: on changed data another answer is right, and the baseline gives it: stale answer",
                "every fault's function runs and changes the inputs (1): no_rows of faults.py changes no file",
            ],
        ),
        (
            {
                "checker.py": [("json.loads(", "3 + json.loads(")],
                "faults.py": [("    (folder", "    raise OSError\n    (folder")],
            },
            [
                "adapt: the baseline plain passes: wrong: the number of rows is wrong",
                "every fault's function runs and changes the inputs (1): faults.no_rows of counting broke: tasks/counting/faults.py:2",
            ],
        ),
        (
            {"inputs.py": [("    write(folder, rows + seed)", "    raise OSError('no')")]},
            ["make writes the inputs: the inputs of counting at 10 rows could not be made: tasks/counting/inputs.py:2: OSError: no"],
        ),
    ],
    ids=["a checker that accepts anything", "one that raises", "nothing changes", "a wrong baseline", "no inputs"],
)  # fmt: skip
def test_what_does_not_hold_is_said(
    whole: SmallWorkspace, changes: dict[str, list[tuple[str, str]]], found: list[str]
) -> None:
    for name, pairs in changes.items():
        path = whole.root / "tasks/counting" / name
        for old, new in pairs:
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new, 1))
    code, lines = proof(whole)
    assert code == 1
    for said in found:
        assert any(line.startswith(f"✗ {said}") for line in lines), lines


def test_what_a_task_may_lack_is_told_and_is_no_mistake(whole: SmallWorkspace) -> None:
    bare = ONE_LEVEL.partition("faults:")[0].replace(", edit: 2", "")
    whole.write("tasks/counting/task.yaml", bare)
    whole.write("tasks/counting/inputs.py", INPUTS)
    whole.write("tasks/counting/checker.py", CHECKER)
    code, lines = proof(whole)
    assert code == 0
    assert [line[2:] for line in lines] == [
        "task.yaml lists no faults, so the probe errors cannot look",
        "adapt: make plants the same whatever the seed, so no other answer was tried",
        "adapt: task.yaml names no value to edit, so the probe iteration cannot look",
        "adapt: inputs.py has no function `changed`, so the probe iteration cannot look",
    ]


def test_a_baseline_that_cannot_be_installed_proves_nothing_more(small: SmallWorkspace) -> None:
    small.add("absent")
    small.write("tasks/counting/task.yaml", TASK.replace("baseline: plain", "baseline: absent"))
    code, lines = proof(small)
    assert code == 1
    assert lines[-1] == (
        "✗ the baseline absent passes: absent cannot be had: nobody publishes it; without its outputs nothing more can be proved"
    )


def test_mistakes_in_a_tasks_files_come_first(whole: SmallWorkspace) -> None:
    (whole.root / "tasks/counting/README.md").unlink()
    done = whole.command("check", "--task", "counting")
    assert done.returncode == 2
    assert done.stderr.startswith("tasks/counting/README.md:1:1: is missing")
    assert "did you mean 'counting'?" in whole.command("check", "--task", "countin").stderr
