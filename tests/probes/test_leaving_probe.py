"""The probe `leaving`: what a run left on disk, and how much of it others can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from evalkit.model import Status
from evalkit.model.facts import LeftFile, LeftFiles
from evalkit.probes.finding import Finding
from evalkit.probes.leaving import PROBE, observe
from tests.probes.loop_task import HONEST, INPUTS, Ask, asking


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    with asking(tmp_path, PROBE) as ask:
        yield ask


def left_by(ask: Ask, program: str, **adapter: object) -> Finding:
    """What the probe says of a right implementation that does something more."""
    [finding] = ask(f"{HONEST}\nimport pickle, os\n{program}\n", **adapter).values()
    return finding


def listed(finding: Finding) -> dict[str, LeftFile]:
    return {fact.name: fact for fact in finding.facts if isinstance(fact, LeftFile)}


def test_what_the_task_asked_for_counts_and_inputs_and_scripts_do_not(ask: Ask) -> None:
    finding = left_by(ask, "")
    assert (finding.value, finding.reason) == (1, "")
    assert finding.facts == (LeftFiles(1, 2, 2), LeftFile("outputs/answer.txt", 2, "text", True))


def test_it_is_the_share_of_bytes_wherever_they_were_left(ask: Ask) -> None:
    finding = left_by(
        ask,
        """
open('model.json', 'w').write('{"a": "' + 'x' * 88 + '"}')
open(os.environ['HOME'] + '/state', 'wb').write(bytes(range(200)))
open(os.environ['TMPDIR'] + '/kept.pkl', 'wb').write(pickle.dumps('y' * 100))
open('inputs/more.csv', 'w').write('a,b')
""",
    )
    kept = listed(finding)
    assert {name: fact.readable for name, fact in kept.items()} == {
        "home/state": False,
        "tmp/kept.pkl": False,
        "model.json": True,
        "inputs/more.csv": True,
        "outputs/answer.txt": True,
    }
    total = sum(fact.bytes for fact in kept.values())
    assert finding.value == sum(fact.bytes for fact in kept.values() if fact.readable) / total
    assert finding.reason == "not readable without the tool: home/state (unknown binary), tmp/kept.pkl (pickle)"
    assert list(kept)[:3] == ["home/state", "tmp/kept.pkl", "model.json"]


def test_caches_stand_apart(ask: Ask) -> None:
    finding = left_by(
        ask,
        """
for name in ('__pycache__', 'home/.cache/fontconfig', 'tagged/deep', '.cache'):
    os.makedirs(name)
    open(name + '/x.bin', 'wb').write(bytes(range(256)))
open('tagged/CACHEDIR.TAG', 'w').write('Signature: 8a477f597d28d172789f06886806bc55')
""",
    )
    assert set(listed(finding)) == {".cache/x.bin", "outputs/answer.txt"}
    [summary] = [fact for fact in finding.facts if isinstance(fact, LeftFiles)]
    assert (summary.caches, summary.cache_bytes) == (4, 3 * 256 + 43)


def test_what_prepare_leaves_is_the_tools(ask: Ask) -> None:
    prepare = (("python", "-c", "open('ready.bin', 'wb').write(bytes(range(256)))"),)
    assert "ready.bin" in listed(left_by(ask, "", prepare=prepare))


def test_what_all_stages_leave_counts(ask: Ask) -> None:
    fit = "open('model.bin', 'wb').write(bytes(range(256)))\n"
    apply = f"assert len(open('model.bin', 'rb').read()) == 256\nopen('log.txt', 'w').write('done')\n{HONEST}"
    [finding] = ask({"adapt/fit.py": fit, "adapt/apply.py": apply}, stages=2).values()
    assert set(listed(finding)) == {"model.bin", "log.txt", "outputs/answer.txt"}


def test_links_sockets_and_second_names_of_a_file_are_not_counted(ask: Ask) -> None:
    finding = left_by(
        ask,
        """
import socket
open('a.bin', 'wb').write(bytes(range(256)))
os.link('a.bin', 'b.bin')
os.symlink('a.bin', 'c.bin')
os.symlink('/', 'everything')
socket.socket(socket.AF_UNIX).bind('d.sock')
os.mkfifo('e.fifo')
""",
    )
    assert set(listed(finding)) == {"a.bin", "outputs/answer.txt"}


def test_odd_names_are_told_as_they_can_be(ask: Ask) -> None:
    assert "\\xff\n.bin" in listed(left_by(ask, r"open(b'\xff\n.bin', 'wb').write(b'\x00')"))


def test_a_run_that_leaves_no_bytes_holds_nobody(ask: Ask, tmp_path: Path) -> None:
    checker = "from evalkit.model.verdict import Verdict\ndef check(outputs, truth, level, fault=None): return Verdict(True, 1.0)\n"
    (tmp_path / "tasks" / "adding" / "checker.py").write_text(checker)
    [finding] = ask("open('outputs/done', 'w')").values()
    assert (finding.value, finding.reason) == (1, "the run left no bytes on disk")


def test_many_files_are_listed_up_to_a_number_and_all_count(ask: Ask) -> None:
    finding = left_by(ask, "[open(f'{at:03}.bin', 'wb').write(b'\\x00' * (at + 1)) for at in range(300)]")
    assert len(listed(finding)) == 200
    assert next(iter(listed(finding))) == "299.bin"
    assert isinstance(finding.facts[0], LeftFiles)
    assert finding.facts[0].files == 301


@pytest.mark.parametrize(("more", "status"), [(3, Status.OK), (4, Status.PROBE_ERROR)])
def test_too_many_files_are_not_measured(tmp_path: Path, more: int, status: Status) -> None:
    with asking(tmp_path, replace(PROBE, observe=partial(observe, most_files=4))) as ask:
        finding = left_by(ask, f"[open(f'{{at}}', 'w').close() for at in range({more})]")
    assert finding.status is status
    assert ("more than 4 files" in finding.reason) is (status is not Status.OK)


def test_a_run_that_fails_or_is_wrong_is_the_tools(ask: Ask) -> None:
    [finding] = ask("raise ValueError('no')").values()
    assert (finding.status, finding.reason) == (Status.FAILED, "ValueError: no")
    [finding] = ask(HONEST.replace("factor * sum", "7 + sum")).values()
    assert finding.status is Status.WRONG


def test_inputs_that_cannot_be_made_are_not_the_tools(ask: Ask) -> None:
    [finding] = ask(HONEST, inputs=INPUTS.replace("def make", "def other")).values()
    assert finding.status is Status.PROBE_ERROR


def test_it_is_asked_for_with_continuity() -> None:
    assert PROBE.metrics == ("continuity.exit_share",)
    assert PROBE.asked_as == "continuity"
