"""A task's own code runs in bounded processes, and its mistakes are told in a sentence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from evalkit.bench import Launcher, Limits, TaskBroken
from evalkit.bench.task_code import TaskCode
from evalkit.bench.task_process import MOST_FILES, refusal
from evalkit.model import Status
from tests.bench.riddle import RIGHT, Workshop

MAKE = "def make(rows, seed, folder):\n"
CHECK = "from evalkit.model.verdict import Verdict\ndef check(outputs, truth, level, fault=None):\n"


def broken_make(workshop: Workshop, body: str) -> str:
    (workshop.task / "inputs.py").write_text(MAKE + body)
    with pytest.raises(TaskBroken) as raised:
        workshop.bench.inputs(workshop.task, 100, 7)
    return raised.value.reason


def test_inputs_are_made_once_for_each_scale_and_seed(workshop: Workshop) -> None:
    one = workshop.bench.inputs(workshop.task, 100, 7)
    assert one.truth["answer"] == 7
    assert (one.folder / "train.csv").read_text().count("\n") == 101
    assert workshop.bench.inputs(workshop.task, 100, 7) is one
    assert workshop.bench.inputs(workshop.task, 100, 8).digest == one.digest
    assert workshop.bench.inputs(workshop.task, 200, 7).digest != one.digest


def test_a_task_may_import_from_the_workspace_and_print_as_it_likes(workshop: Workshop) -> None:
    (workshop.root / "tasks" / "riddles.py").write_text("ANSWER = 42\n")
    (workshop.task / "inputs.py").write_text(
        "import os\nfrom tasks.riddles import ANSWER\nfrom evalkit.model import Truth\n"
        + MAKE
        + "    print('{'); os.system('echo noise'); os.write(1, b'more')\n"
        + "    (folder / 'a').touch()\n    return {'answer': ANSWER, 'pair': (1, 2)}\n"
    )
    assert workshop.bench.inputs(workshop.task, 100, 7).truth == {"answer": 42, "pair": [1, 2]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    raise ValueError('no rows')\n", "ValueError: no rows"),
        ("    raise SystemExit(0)\n", "SystemExit: 0"),
        ("    import os; os._exit(4)\n", "exit code 4"),
        ("    import os; os.kill(os.getpid(), 9)\n", "signal SIGKILL"),
        ("    return None\n", "must return a dict"),
        ("    (folder / 'a').touch()\n    return {'a': {1, 2}}\n", "not JSON serializable"),
        ("    return {}\n", "wrote no file"),
        ("    import nothing_of_this_name\n", "ModuleNotFoundError"),
        ("        x\n  y\n", "tasks/riddle/inputs.py:3: IndentationError: unindent does not match"),
        ("    import json\n    json.loads('x')\n", "tasks/riddle/inputs.py:3: JSONDecodeError: "),
    ],
)
def test_a_make_that_breaks_is_told_in_a_sentence(workshop: Workshop, body: str, said: str) -> None:
    reason = broken_make(workshop, body)
    assert reason.startswith("the inputs of riddle at 100 rows could not be made: ")
    assert said in reason
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("limits", "body", "said"),
    [
        (Limits(1, 2000), "    while True: pass\n", "did not end within 1 s"),
        (Limits(60, 100), "    b = b'x' * 300_000_000\n    while True: pass\n", "more than 100 MB"),
    ],
)
def test_a_make_that_hangs_or_grows_is_ended(
    launcher: Launcher, workshop: Workshop, tmp_path: Path, limits: Limits, body: str, said: str
) -> None:
    (workshop.task / "inputs.py").write_text(MAKE + body)
    with (
        TaskCode(workshop.root, launcher, sys.executable, tmp_path, make_limits=limits) as code,
        pytest.raises(TaskBroken) as raised,
    ):
        code.make(workshop.task, 100, 7, tmp_path)
    assert said in raised.value.reason


def test_a_broken_make_names_no_place_of_this_machine(workshop: Workshop) -> None:
    reason = broken_make(workshop, "    open(folder / 'x' / 'y'); return {}\n")
    assert "FileNotFoundError" in reason
    assert str(workshop.root) not in reason
    assert "temporary" not in reason


def test_a_make_that_was_mended_is_tried_again(workshop: Workshop) -> None:
    broken_make(workshop, "    raise ValueError\n")
    (workshop.task / "inputs.py").write_text(MAKE + "    (folder / 'a').touch()\n    return {}\n")
    assert workshop.bench.inputs(workshop.task, 100, 7).truth == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    raise KeyError('answer')\n", "tasks/riddle/checker.py:3: KeyError: 'answer'"),
        ("    from tasks import shared\n    shared.fail()\n", "tasks/shared.py:2: ZeroDivisionError: division by zero"),
        ("    return Verdict(\n", "tasks/riddle/checker.py:3: SyntaxError: '(' was never closed"),
        ("    return True\n", "must return a Verdict, not bool"),
        ("    return Verdict(True, 2.0)\n", "ValueError: a verdict's score"),
        ("    return Verdict('yes', 1.0)\n", "an invalid Verdict"),
        ("    return Verdict(True, 'high')\n", "TypeError"),
        ("    def deeper(): deeper()\n    deeper()\n", "RecursionError"),
        ("    import sys; sys.exit()\n", "SystemExit"),
    ],
)
def test_a_checker_that_breaks_is_our_fault(workshop: Workshop, body: str, said: str) -> None:
    (workshop.root / "tasks" / "shared.py").write_text("def fail():\n    return 1 / 0\n")
    (workshop.task / "checker.py").write_text(CHECK + body)
    sample = workshop.sample(RIGHT)
    assert sample.status is Status.PROBE_ERROR
    assert said in sample.reason
    assert sample.wall_seconds is None


def test_a_checker_that_hangs_is_our_fault(launcher: Launcher, workshop: Workshop, tmp_path: Path) -> None:
    (workshop.task / "checker.py").write_text(CHECK + "    while True: pass\n")
    (tmp_path / "outputs").mkdir()
    with (
        TaskCode(workshop.root, launcher, sys.executable, tmp_path, check_limits=Limits(1, 2000)) as code,
        pytest.raises(TaskBroken) as raised,
    ):
        code.check(workshop.task, tmp_path / "outputs", "hello", {})
    assert raised.value.reason == "the checker of riddle broke: it did not end within 1 s"


def test_a_checker_may_print(workshop: Workshop) -> None:
    (workshop.task / "checker.py").write_text(CHECK + "    print('{' * 100)\n    return Verdict(True, 0.5, ['part'])\n")
    verdict = workshop.sample(RIGHT).verdict
    assert verdict is not None
    assert (verdict.passed, verdict.score, verdict.reasons) == (True, 0.5, ("part",))


def test_facts_that_are_left_out_are_graded(workshop: Workshop) -> None:
    (workshop.task / "checker.py").write_text(
        CHECK + "    return Verdict(True, 1.0, missed={'page': 'there is none'})\n"
    )
    sample = workshop.sample(RIGHT, shows=("rows", "page", "count"))
    assert sample.status is Status.OK
    assert sample.verdict is not None
    assert sample.verdict.score == 2 / 3
    assert (sample.verdict.shown, sample.verdict.missed) == (("rows", "count"), {"page": "there is none"})


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        ("{'colour': 'it is grey'}", "it missed 'colour', but the level lists rows, page under shows"),
        ("{'x' * 1_000_000: 'it is grey'}", "it missed 'xxxx"),
        ("{f'fact {n}': 'why' for n in range(1_000_000)}", "1,000,000 facts were missed; no level lists so many"),
        ("['page']", "must map facts to reasons, not be a list"),
        ("'page'", "must map facts to reasons, not be a str"),
        ("None", "must map facts to reasons, not be a NoneType"),
        ("{'page': 3}", "must give each fact's name a reason"),
        ("{3: 'page'}", "must give each fact's name a reason"),
    ],
)
def test_a_checker_that_misses_what_it_cannot_is_the_tasks_mistake(workshop: Workshop, missed: str, said: str) -> None:
    (workshop.task / "checker.py").write_text(CHECK + f"    return Verdict(True, 1.0, missed={missed})\n")
    sample = workshop.sample(RIGHT, shows=("rows", "page"))
    assert sample.status is Status.PROBE_ERROR
    assert sample.reason.startswith("the checker of riddle broke: ")
    assert said in sample.reason
    assert len(sample.reason) < 500


def test_a_reason_for_a_missed_fact_is_cut_and_names_no_place_of_this_machine(workshop: Workshop) -> None:
    body = "    return Verdict(True, 1.0, missed={'page': f'{__file__} {\"x\" * 10_000}'})\n"
    (workshop.task / "checker.py").write_text(CHECK + body)
    verdict = workshop.sample(RIGHT, shows=("page",)).verdict
    assert verdict is not None
    assert len(verdict.missed["page"]) <= 500
    assert str(workshop.root) not in verdict.missed["page"]


@pytest.mark.parametrize(
    "answer",
    [
        '{"verdict": {}}',
        '{"verdict": 3}',
        '{"verdict": {"passed": true, "score": 1, "reasons": [], "missed": ["page"]}}',
        '{"verdict": {"passed": true, "score": 1, "reasons": [], "missed": {"colour": "it is grey"}}}',
    ],
)
def test_an_answer_that_is_no_verdict_is_the_tasks_mistake(workshop: Workshop, answer: str) -> None:
    forged = (
        "    import os\n"
        "    for number in range(3, 50):\n"
        f"        try: os.write(number, {answer!r}.encode() + b'\\n')\n"
        "        except OSError: pass\n"
        "    os._exit(0)\n"
    )
    (workshop.task / "checker.py").write_text(CHECK + forged)
    sample = workshop.sample(RIGHT, shows=("page",))
    assert sample.status is Status.PROBE_ERROR
    assert sample.reason.startswith("the checker of riddle broke: ")


def test_links_devices_and_floods_of_files_are_refused(tmp_path: Path) -> None:
    def outputs(name: str) -> Path:
        folder = tmp_path / name / "outputs"
        (folder / "inner").mkdir(parents=True)
        (folder / "inner" / "fine.json").write_text("{}")
        return folder

    assert refusal(outputs("fine")) == ""

    link = outputs("link")
    (link / "inner" / "answer").symlink_to("fine.json")
    assert "symbolic link, 'inner/answer'" in refusal(link)

    folder_link = outputs("folder link")
    (folder_link / "more").symlink_to(tmp_path)
    assert "symbolic link" in refusal(folder_link)

    pipe = outputs("pipe")
    os.mkfifo(pipe / "answer.txt")
    assert "other than a file, 'answer.txt'" in refusal(pipe)

    itself = tmp_path / "itself"
    itself.symlink_to(link)
    assert refusal(itself) == "outputs/ is no longer a folder"

    many = outputs("many")
    for number in range(MOST_FILES):
        (many / str(number)).touch()
    assert "more than 10,000 files" in refusal(many)

    large = outputs("large")
    with open(large / "sparse", "wb") as file:
        file.truncate(500_000_001)
    assert "more than 500 MB" in refusal(large)
