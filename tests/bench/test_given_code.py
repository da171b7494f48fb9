"""Given code: a module that implementations import, its record for the checker, and a stage that it has cut off."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evalkit.bench import Made, Sample, TaskBroken
from evalkit.bench.setting import NOT_CUT
from evalkit.environments import EnvironmentPaths
from evalkit.model import Implementation, Status
from tests.bench.riddle import LIMITS, Workshop, tool

ENVIRONMENT = EnvironmentPaths(Path(sys.executable), Path(sys.executable).parent.parent)
STEPS = """
import json, os, pathlib, time
RAN = os.environ.get("EVALKIT_RAN") or str(pathlib.Path(__file__).resolve().parent.parent / "ran.jsonl")
def note(**line):
    with open(RAN, "a") as file:
        file.write(json.dumps(line) + "\\n")
def answer():
    note(step="answer", pid=os.getpid())
    return "7"
def power_cut():
    note(step="cut")
    open(os.path.join(os.path.dirname(RAN), "cut"), "w").close()
    time.sleep(60)
"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    steps = [line.get("step") if isinstance(line, dict) else line for line in truth["ran"]]
    right = (outputs / "answer.txt").read_text() == "7"
    return Verdict(right, float(right), (f"ran: {steps}",))
"""
ANSWER = "import steps\nopen('outputs/answer.txt', 'w').write({})\n"


@pytest.fixture
def given(workshop: Workshop) -> Workshop:
    """A workshop whose task gives code."""
    (workshop.task / "given").mkdir()
    (workshop.task / "given" / "steps.py").write_text(STEPS)
    (workshop.task / "checker.py").write_text(CHECKER)
    return workshop


def reason(sample: Sample) -> str:
    """What the checker, which never passes here, saw in the record."""
    assert sample.status is Status.WRONG, sample
    return sample.reason


def staged(given: Workshop, first: str, again: str, runs: int = 1) -> list[Sample]:
    """Run two stages, the first of which given code may cut off, so many times in one sandbox."""
    folder = given.task / "tool" / "stretch"
    folder.mkdir(parents=True)
    for name, text in (("first", first), ("again", again)):
        (folder / f"{name}.py").write_text(text)
    stages = (folder / "first.py", folder / "again.py")
    one = Implementation("riddle", "tool", "stretch", stages[0], stages, stages=stages, cut=stages[0])
    made = given.bench.inputs(given.task, 100, 7)
    with given.bench.setting(one, tool(), ENVIRONMENT, given.task, LIMITS) as at:
        assert at.prepare(made) is None
        return [at.run().sample for _ in range(runs)]


def test_a_script_anywhere_imports_given_code_and_the_checker_sees_what_ran(given: Workshop) -> None:
    sources = {"hello/main.py": ANSWER.format("steps.answer() + '!'")}
    assert reason(given.sample(sources)) == "ran: ['answer']"


def test_other_processes_in_other_folders_write_into_the_same_record(given: Workshop) -> None:
    source = (
        "import subprocess, sys, os\n"
        "call = [sys.executable, '-c', 'import steps; steps.answer()']\n"
        "subprocess.run(call, cwd='/', check=True)\n"
        "bare = {name: value for name, value in os.environ.items() if name != 'EVALKIT_RAN'}\n"
        "subprocess.run(call, cwd='/', env=bare, check=True)\n" + ANSWER.format("'wrong'")
    )
    assert reason(given.sample(source)) == "ran: ['answer', 'answer']"


def test_a_path_of_the_adapters_own_stays_in_front(given: Workshop, tmp_path: Path) -> None:
    (tmp_path / "steps.py").write_text("def answer(): return 'mine'\n")
    sample = given.sample("import steps\nprint(steps.answer())\n", environ={"PYTHONPATH": str(tmp_path)})
    assert sample.log == "mine\n"


def test_each_sample_has_a_record_of_its_own(given: Workshop) -> None:
    for _ in range(2):
        assert reason(given.sample(ANSWER.format("steps.answer() + '!'"))) == "ran: ['answer']"


def test_a_damaged_line_reaches_the_checker_as_it_is(given: Workshop) -> None:
    source = "import os\nopen(os.environ['EVALKIT_RAN'], 'a').write('{\"step\"\\n')\n" + ANSWER.format("'wrong'")
    assert reason(given.sample(source)) == "ran: ['{\"step\"']"


def test_a_line_that_nests_deeply_stays_a_text(given: Workshop) -> None:
    # Of these, each can be read, and one or two could not be written again as a part of what the checker is asked.
    source = "import os\nwith open(os.environ['EVALKIT_RAN'], 'a') as ran:\n"
    source += "    for depth in range(900, 990): print('[' * depth + ']' * depth, file=ran)\n"
    assert given.sample(source + ANSWER.format("'7'")).status is Status.OK
    assert "ran: ['[[[[" in reason(given.sample(source + ANSWER.format("'wrong'")))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("os.symlink('outputs/answer.txt', ran)", "the record of what ran is no longer a regular file"),
        ("os.truncate(open(ran, 'w').name, 5_000_000)", "the record of what ran has more than 4 MB"),
        ("open(ran, 'w').write('1\\n' * 30_000)", "the record of what ran has more than 20,000 lines"),
        ("open(ran, 'wb').write(b'\\xff')", "the record of what ran cannot be read"),
    ],
)
def test_a_record_that_cannot_be_used_is_the_implementations_failure(given: Workshop, spoil: str, said: str) -> None:
    sample = given.sample(f"import os\nran = os.environ['EVALKIT_RAN']\n{spoil}\n" + ANSWER.format("'7'"))
    assert (sample.status, sample.reason) == (Status.WRONG, said)


def test_given_code_is_part_of_the_inputs_and_of_their_digest(given: Workshop) -> None:
    made: Made = given.bench.inputs(given.task, 100, 7)
    assert (made.folder / "steps.py").read_text() == STEPS
    (made.folder / "steps.py").write_text("def answer(): return '7'\n")
    assert not made.is_unchanged()


def test_an_input_of_the_same_name_is_a_mistake_of_the_task(given: Workshop) -> None:
    (given.task / "given" / "train.py").write_text("")
    (given.task / "inputs.py").write_text(
        "def make(rows, seed, folder): (folder / 'train.py').write_text(''); return {}"
    )
    with pytest.raises(TaskBroken, match=r"given/train\.py and an input have the same name"):
        given.bench.inputs(given.task, 100, 8)


def test_a_stage_that_given_code_cuts_off_is_followed_by_the_next(given: Workshop) -> None:
    leave = (
        "import os, steps, subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)\n"
    )
    first = leave + "print('one', flush=True)\nsteps.power_cut()\nprint('never')\n"
    [sample] = staged(given, first, "print('two')\n" + ANSWER.format("steps.answer()"))
    assert (sample.status, sample.log) == (Status.OK, "one\ntwo\n")
    assert sample.left_behind == 0, "what a power cut ends is nobody's leftover"


def test_the_power_fails_for_all_processes_at_once(given: Workshop) -> None:
    """A process that sees another one end first would tidy up, which no power cut lets it do."""
    watch = (
        "import sys\n"
        "while open(f'/proc/{sys.argv[1]}/stat').read().rpartition(')')[2].split()[0] != 'Z': pass\n"
        "open('tidied', 'w').close()\n"
    )
    first = (
        "import subprocess, sys, time\n"
        "watched = str(subprocess.Popen(['sleep', '60']).pid)\n"
        "others = [subprocess.Popen(['sleep', '60']) for _ in range(300)]\n"
        f"subprocess.Popen([sys.executable, '-c', {watch!r}, watched])\n"
        "time.sleep(1)\n"
        "import steps\n"
        "steps.power_cut()\n"
    )
    again = "import os\nassert not os.path.exists('tidied')\n" + ANSWER.format("steps.answer()")
    [sample] = staged(given, first, again)
    assert (sample.status, sample.reason) == (Status.OK, "")


def test_a_stage_that_should_have_been_cut_off_and_was_not_fails(given: Workshop) -> None:
    [sample] = staged(given, "print('one')\n", ANSWER.format("steps.answer()"))
    assert (sample.status, sample.reason) == (Status.FAILED, f"first: {NOT_CUT}")


def test_a_stage_that_fails_before_it_is_cut_off_says_why(given: Workshop) -> None:
    [sample] = staged(given, "raise ValueError('no rows')\n", ANSWER.format("steps.answer()"))
    assert (sample.status, sample.reason) == (Status.FAILED, "first: ValueError: no rows")


def test_only_the_first_run_in_a_sandbox_is_cut_off(given: Workshop) -> None:
    first = "import os, steps\nif not os.path.exists('cut'): steps.power_cut()\n"
    samples = staged(given, first, ANSWER.format("steps.answer()"), runs=2)
    assert [sample.status for sample in samples] == [Status.OK, Status.OK]


def test_nothing_cuts_off_a_stage_that_no_level_names(given: Workshop) -> None:
    source = "import steps, os\nopen('cut', 'w').close()\n" + ANSWER.format("steps.answer()")
    assert given.sample(source).status is Status.OK


def test_the_checker_learns_when_each_stage_ran(given: Workshop) -> None:
    (given.task / "checker.py").write_text(
        "from evalkit.model.verdict import Verdict\n"
        "def check(outputs, truth, level, fault=None):\n"
        "    inside = [[one['stage'] for one in truth['stages'] if one['began'] <= line['at'] <= one['ended']]\n"
        "              for line in truth['ran']]\n"
        "    return Verdict(False, 0.0, (f\"{[one['stage'] for one in truth['stages']]} {inside}\",))\n"
    )
    note = "import steps, time\nsteps.note(at=time.monotonic())\n"
    cut = "import os\nif not os.path.exists('cut'): steps.power_cut()\n"
    (given.task / "given" / "steps.py").write_text(STEPS.replace('note(step="cut")', "pass"))
    samples = staged(given, note + cut, note + ANSWER.format("'7'"), runs=2)
    once = ["['first', 'again'] [['first'], ['again']]", "['first', 'again', 'first', 'again'] "]
    assert reason(samples[0]) == once[0]
    assert reason(samples[1]) == once[1] + "[['first'], ['again'], ['first'], ['again']]"
