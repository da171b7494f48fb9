"""A sample: what its status says, and when a time is a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evalkit.bench import Limits, Sample
from evalkit.bench.sandbox import state
from evalkit.model import Status
from tests.bench.riddle import RIGHT, Workshop


def test_a_right_answer_is_ok_and_has_a_time(workshop: Workshop) -> None:
    sample = workshop.sample("print('working')\n" + RIGHT)
    assert (sample.status, sample.reason) == (Status.OK, "")
    assert sample.verdict is not None
    assert sample.verdict.score == 1.0
    assert sample.wall_seconds
    assert sample.cpu_seconds
    assert (sample.peak_memory_mb, sample.memory_kind, sample.curve) == (None, None, ())
    assert sample.log == "working\n"


def test_a_watched_run_has_memory_and_no_time(workshop: Workshop) -> None:
    sample = workshop.sample("import time; b = b'x' * 50_000_000; time.sleep(0.3)\n" + RIGHT, watch_memory=True)
    assert sample.status is Status.OK
    assert sample.peak_memory_mb
    assert sample.peak_memory_mb > 50
    assert sample.curve
    assert (sample.wall_seconds, sample.cpu_seconds) == (None, None)


@pytest.mark.parametrize("watch_memory", [False, True])
def test_a_fast_wrong_answer_is_wrong_and_has_no_figures(workshop: Workshop, watch_memory: bool) -> None:
    sample = workshop.sample("open('outputs/answer.txt', 'w').write('8')", watch_memory=watch_memory)
    assert (sample.status, sample.reason) == (Status.WRONG, "the answer is not '8'")
    assert sample.verdict is not None
    assert (sample.wall_seconds, sample.cpu_seconds, sample.peak_memory_mb) == (None, None, None)


def test_figures_of_unverified_runs_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="only a verified run"):
        Sample(Status.WRONG, wall_seconds=1.0)


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        ("raise ValueError('bad row')", Status.FAILED, "ValueError: bad row"),
        (RIGHT + "raise SystemExit(2)", Status.FAILED, "ended with exit code 2, printing nothing"),
        ("import os; os.kill(os.getpid(), 11)", Status.FAILED, "ended by signal SIGSEGV"),
        ("pass", Status.FAILED, "ended without an error but wrote nothing into outputs/"),
        ("open('answer.txt', 'w')", Status.FAILED, "ended without an error but wrote nothing into outputs/; it wrote answer.txt, where nobody looks: write into the folder outputs/"),
        ("import os; os.mkdir('../outputs'); open('../outputs/a', 'w')", Status.FAILED, "ended without an error but wrote nothing into outputs/; it wrote ../outputs/a, where nobody looks: write into the folder outputs/"),
        ("for name in ('inputs/a', 'b', 'c', 'd', '.e', 'home/f'): open(name, 'w')", Status.FAILED, "ended without an error but wrote nothing into outputs/; it wrote b, c, d, where nobody looks: write into the folder outputs/"),
        ("import os; os.rmdir('outputs')", Status.FAILED, "ended without an error but wrote nothing into outputs/"),
        ("import os; os.symlink('/etc/hostname', 'outputs/a')", Status.WRONG, "outputs/ holds a symbolic link, 'a'; write files"),
        ("import os; os.mkfifo('outputs/answer.txt')", Status.WRONG, "outputs/ holds something other than a file, 'answer.txt'"),
        ("import os; os.rmdir('outputs'); os.symlink('inputs', 'outputs')", Status.WRONG, "outputs/ is no longer a folder"),
        ("import os; os.rmdir('outputs'); open('outputs', 'w')", Status.WRONG, "outputs/ is no longer a folder"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said(workshop: Workshop, source: str, status: Status, reason: str) -> None:
    sample = workshop.sample(source)
    assert (sample.status, sample.reason) == (status, reason)


def test_limits_are_said(workshop: Workshop) -> None:
    slow = workshop.sample("while True: pass", limits=Limits(0.5, 2000))
    assert (slow.status, slow.reason) == (Status.TIMEOUT, "did not end within 0.5 s")
    large = workshop.sample("b = b'x' * 300_000_000\nwhile True: pass", limits=Limits(60, 100))
    assert (large.status, large.reason) == (Status.OUT_OF_MEMORY, "took more than 100 MB of memory")


def test_an_interpreter_that_is_not_there_is_unavailable(workshop: Workshop, tmp_path: Path) -> None:
    sample = workshop.sample(RIGHT, python=tmp_path / "environment" / "bin" / "python")
    assert (sample.status, sample.reason) == (
        Status.UNAVAILABLE,
        "could not be started: No such file or directory: <env>/bin/python",
    )


def test_folders_and_shared_modules_run(workshop: Workshop) -> None:
    sources = {
        "stretch/main.py": "from parts import write\nwrite()",
        "stretch/parts.py": "from _shared import ANSWER\ndef write(): open('outputs/answer.txt', 'w').write(ANSWER)",
        "_shared.py": "ANSWER = '7'",
    }
    assert workshop.sample(sources, level="stretch").status is Status.OK


def test_every_sample_has_a_fresh_folder_and_pristine_inputs(workshop: Workshop) -> None:
    spoil = "import os\nassert not os.path.exists('left')\nassert len(open('inputs/train.csv').readlines()) == 101\n"
    spoil += "open('left', 'w'); open('inputs/train.csv', 'w'); os.mkdir('home/x')\n" + RIGHT
    assert [workshop.sample(spoil).status for _ in range(2)] == [Status.OK, Status.OK]


def test_an_implementation_that_finds_the_originals_spoils_nothing_that_counts(workshop: Workshop) -> None:
    find = "import pathlib\nfor file in pathlib.Path('..').glob('inputs-*/*'): file.write_text('spoilt')\n" + RIGHT
    workshop.sample(find)
    made = workshop.bench.inputs(workshop.task, 100, 7)
    assert (made.folder / "train.csv").read_text() == "spoilt"
    sample = workshop.sample(RIGHT)
    assert sample.status is Status.PROBE_ERROR
    assert "an earlier implementation changed the inputs" in sample.reason
    assert workshop.sample(RIGHT).status is Status.OK


def test_originals_that_were_touched_only_are_as_good_as_before(workshop: Workshop) -> None:
    made = workshop.bench.inputs(workshop.task, 100, 7)
    workshop.sample("import os; os.utime('../' + [n for n in os.listdir('..') if n[:6] == 'inputs'][0] + '/train.csv')")
    assert made.state != state(made.folder)
    assert workshop.sample(RIGHT).status is Status.OK


def test_preparing_runs_first_in_the_same_sandbox(workshop: Workshop) -> None:
    commands = (("python", "-c", "open('home/ready', 'w')"), ("sh", "-c", "echo prepared"))
    sample = workshop.sample("open('home/ready')\n" + RIGHT, prepare=commands)
    assert (sample.status, sample.log) == (Status.OK, "")


def test_a_preparation_that_fails_fails_the_sample(workshop: Workshop) -> None:
    sample = workshop.sample(RIGHT, prepare=(("sh", "-c", "echo no disk; exit 3"),))
    assert sample.status is Status.FAILED
    assert sample.reason == "to prepare, `sh -c 'echo no disk; exit 3'`: ended with exit code 3: no disk"
    assert workshop.sample(RIGHT, prepare=(("no-such-tool",),)).status is Status.FAILED


def test_the_adapters_variables_are_seen_and_the_users_are_not(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "secret-of-the-user")
    show = "import os, json; print(json.dumps(dict(os.environ)))\n" + RIGHT
    log = workshop.sample(show, environ={"LEVEL": "3"}, telemetry_off={"NO_ANALYTICS": "1"}).log
    seen = json.loads(log)
    assert (seen["LEVEL"], seen["NO_ANALYTICS"], seen["OMP_NUM_THREADS"]) == ("3", "1", "1")
    assert seen["HOME"] == "<work>/home"
    assert "secret-of-the-user" not in log


def test_logs_name_the_sandbox_and_the_environment_by_words(workshop: Workshop) -> None:
    sample = workshop.sample("import os, sys; print(os.getcwd(), sys.executable)\nraise OSError(os.getcwd())")
    assert sample.log.startswith(f"<work> <env>/bin/{Path(sys.executable).name}\n")
    assert 'File "<work>/hello.py", line 2' in sample.log
    assert sample.reason == "OSError: <work>"


def test_what_a_run_leaves_behind_is_counted(workshop: Workshop) -> None:
    leave = "import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)\n" + RIGHT
    assert workshop.sample(leave).left_behind == 1


def test_a_run_that_kills_the_launcher_is_a_probe_error_and_the_next_one_works(workshop: Workshop) -> None:
    sample = workshop.sample("import os; os.kill(os.getppid(), 9)")
    assert sample.status is Status.PROBE_ERROR
    assert "launcher" in sample.reason
    assert workshop.sample(RIGHT).status is Status.OK


def test_a_disk_that_takes_nothing_more_is_a_probe_error(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(workshop.root))

    workshop.bench.inputs(workshop.task, 100, 7)
    monkeypatch.setattr("shutil.copyfile", full)
    sample = workshop.sample(RIGHT)
    assert (sample.status, sample.reason) == (
        Status.PROBE_ERROR,
        (
            "disk full at the folder for temporary files (No space left on device): make room there, or name another one in "
            "the variable TMPDIR"
        ),
    )


HOSTILE = """
import os, pathlib
needle, found = b"TOK" + b"EN:", []
def look(file):
    try:
        if os.path.isfile(file) and needle in pathlib.Path(file).read_bytes():
            found.append(file)
    except OSError:
        pass
for at, _, names in os.walk(pathlib.Path.cwd().parents[2]):
    for name in names:
        look(os.path.join(at, name))
pid = os.getpid()
while pid:
    for name in ("environ", "cmdline"):
        look(f"/proc/{pid}/{name}")
    try:
        for name in os.listdir(f"/proc/{pid}/fd"):
            look(f"/proc/{pid}/fd/{name}")
    except OSError:
        pass
    pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
print("found", found)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks through /proc")
def test_an_implementation_that_goes_looking_for_the_truth_finds_nothing(workshop: Workshop) -> None:
    inputs = workshop.task / "inputs.py"
    inputs.write_text(inputs.read_text().replace("secrets.token_hex(16)", "'TOK' + 'EN:' + secrets.token_hex(16)"))
    made = workshop.bench.inputs(workshop.task, 100, 7)
    assert made.truth["token"].startswith("TOKEN:")
    workshop.sample(RIGHT)  # now a checker has had the truth as well
    assert workshop.sample(HOSTILE).log == "found []\n"

    (made.folder.parent / "planted").write_text(made.truth["token"])
    assert "/planted" in workshop.sample(HOSTILE).log, "it looks where the truth would be"
