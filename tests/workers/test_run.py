"""Runs of real processes: what is measured once, what is measured again, and what stops in the middle."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from evalkit.store import RunFolder
from tests.conftest import ONE_WORKER, SmallWorkspace
from tests.workers.real_run import Said, journal, row, run, scorecard

Small = SmallWorkspace


@dataclass(frozen=True)
class Done:
    """A workspace in which a command made a run, and what came of the command."""

    small: Small
    command: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A run that `evalkit run` has made, in a process as a user starts it; nobody changes it."""
    small = SmallWorkspace(tmp_path_factory.mktemp("done"))
    return Done(small, small.evalkit("run", "rubrics/small.yaml"))


@pytest.fixture
def ran(done: Done, tmp_path: Path) -> Small:
    """A copy of it, to go on with."""
    small = SmallWorkspace(tmp_path)
    shutil.copytree(done.small.root / "reports", tmp_path / "reports")
    return small


def test_a_run_ends_in_a_verified_scorecard_and_a_report(done: Done) -> None:
    small = done.small
    assert done.command.returncode == 0, done.command.stderr
    assert "reports/small/report.html" in done.command.stdout
    card = scorecard(small)
    assert {r["tool"]: r["coverage"] for r in card["tasks"][0]["rows"]} == {"plain": 1.0, "other": 1.0}
    assert card["tasks"][0]["blocks"] == 2
    assert "<html" in (small.root / "reports" / "small" / "report.html").read_text()
    wall = Counter((o.tool, o.scale) for o in journal(small) if o.metric == "run.wall_seconds")
    assert wall == {(tool, scale): 2 if scale == 20 else 1 for tool in ("plain", "other") for scale in (10, 20, 40)}
    memory = [o for o in journal(small) if o.metric == "run.peak_memory_mb"]
    assert Counter(o.tool for o in memory) == {"plain": 3, "other": 3}


def test_running_again_measures_nothing_twice(ran: Small) -> None:
    before = journal(ran)
    assert run(ran).complete
    assert journal(ran) == before


def test_more_blocks_are_added_to_those_there_are(ran: Small) -> None:
    before = journal(ran)
    run(ran, blocks=3)
    assert journal(ran)[: len(before)] == before
    timed = [o for o in journal(ran) if o.metric == "run.wall_seconds" and o.scale == 20]
    assert Counter(o.tool for o in timed) == {"plain": 3, "other": 3}
    assert scorecard(ran)["tasks"][0]["blocks"] == 3


@pytest.mark.slow  # nine tools at three levels, two of which are waited for until their limits end them
def test_every_way_to_fail_has_its_status_and_none_of_them_a_time(
    small: Small, count_script: Callable[[str], str]
) -> None:
    small.add("wrong", small_wrong())
    ways = {
        "crash": count_script("raise ValueError('no such column: ago')"),
        "silent": "# https://example.org\n",
        "hungry": count_script("keep = bytearray(900_000_000); import time; time.sleep(30)"),
        "slow": count_script("import time; time.sleep(100)"),
    }
    for tool, script in ways.items():
        small.add(tool)
        small.add(tool, script, levels=("adapt",))
    small.add("absent")
    small.add("partly", levels=("hello", "adapt"))
    small.write("tasks/counting/partly/stretch.unsupported.md", "It cannot; see https://example.org/limits\n")
    rubric = (small.root / "rubrics/small.yaml").read_text()
    rubric = rubric.replace("timeout_seconds: 20", "timeout_seconds: 3, memory_mb: 400").replace(
        "blocks: 2", "blocks: 1"
    )
    small.write("rubrics/small.yaml", rubric)
    done = run(small)
    assert not done.all_ok
    card = scorecard(small)
    adapt = {r["tool"]: r["levels"][1]["status"] for r in card["tasks"][0]["rows"]}
    assert adapt == {
        "plain": "ok",
        "other": "ok",
        "partly": "ok",
        "wrong": "wrong",
        "crash": "failed",
        "silent": "failed",
        "hungry": "out-of-memory",
        "slow": "timeout",
        "absent": "unavailable",
    }
    assert row(card, "partly")["levels"][2]["status"] == "unsupported"
    assert "no such column: ago" in row(card, "crash")["levels"][1]["reason"]
    assert "nobody publishes it" in row(card, "absent")["levels"][1]["reason"]
    timed = {o.tool for o in journal(small) if o.metric == "run.wall_seconds" and o.value is not None}
    assert timed == {"plain", "other", "partly"}
    assert row(card, "wrong")["points"] == {"low": 0.0, "high": 0.0}
    assert row(card, "absent")["rank"] is None


def small_wrong() -> str:
    return "# https://example.org\nopen('outputs/count.json', 'w').write('7')\n"


def test_a_changed_implementation_is_measured_again_and_the_old_is_history(ran: Small) -> None:
    ran.add("other", small_wrong())
    assert not run(ran).all_ok
    assert row(scorecard(ran), "other")["levels"][1]["status"] == "wrong"
    assert row(scorecard(ran), "plain")["levels"][1]["status"] == "ok"


def test_a_tool_that_joins_changes_no_other_tools_code_points_and_gets_new_blocks(ran: Small) -> None:
    before = scorecard(ran)
    ran.add("new")
    run(ran, blocks=1)
    after = scorecard(ran)
    for tool in ("plain", "other"):
        assert row(after, tool)["criteria"]["ergonomics"] == row(before, tool)["criteria"]["ergonomics"]
        assert (
            row(after, tool)["criteria"]["capability"]["points"]
            == row(before, tool)["criteria"]["capability"]["points"]
        )
    newest = [o for o in journal(ran) if o.metric == "run.wall_seconds" and o.scale == 20][-3:]
    assert {o.tool for o in newest} == {"plain", "other", "new"}


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < deadline, "what the test waits for did not happen"
        time.sleep(0.02)


@pytest.mark.slow  # a run that is killed, and another that ends it
def test_kill_9_in_the_middle_loses_no_recorded_sample_and_counts_none_twice(small: Small) -> None:
    temporary = small.root / "tmp"
    temporary.mkdir()
    small.environ = {"TMPDIR": str(temporary)}
    process = small.start("run", "rubrics/small.yaml", "--blocks", "4")
    file: Path = small.root / "reports" / "small" / "journal.jsonl"
    wait_for(lambda: file.exists() and file.read_text().count("run.wall_seconds") >= 3)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    recorded = journal(small)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert list(temporary.iterdir()) == [], "the workers tidy up when nobody is left to tell them to"
    assert run(small, blocks=4).complete
    assert journal(small)[: len(recorded)] == recorded
    blocks = Counter((o.block.block, o.tool) for o in journal(small) if o.metric == "run.wall_seconds" and o.block)
    assert set(blocks.values()) == {1}
    assert scorecard(small)["tasks"][0]["blocks"] == 4
    card = scorecard(small)
    timed = card["entries"]["friction"][0]["metric"]
    [task] = card["tasks"]
    samples = [
        figure["samples"][task["tools"].index("other")] for figure in task["figures"] if figure["metric"] == timed
    ]
    assert [len(taken) for taken in samples] == [4]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_a_report_and_no_process(small: Small, number: signal.Signals) -> None:
    asked = ("--blocks", "50", "--level", "adapt", "--probes", "run")
    process = small.start("run", "rubrics/small.yaml", *asked, *ONE_WORKER)
    file: Path = small.root / "reports" / "small" / "journal.jsonl"
    wait_for(lambda: file.exists() and file.read_text().count("run.wall_seconds") >= 2)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run it again to go on" in out
    assert "Traceback" not in err
    assert (small.root / "reports" / "small" / "report.html").exists()
    assert psutil.wait_procs(family, timeout=10)[1] == []


@pytest.mark.slow  # it waits until a budget is spent
def test_a_spent_budget_ends_cleanly_with_a_report(small: Small) -> None:
    done = small.command("run", "rubrics/small.yaml", "--budget", "0.01", "--blocks", "1000", *ONE_WORKER)
    whole = "every figure is measured" in done.stdout  # how far it gets depends on the machine
    assert done.returncode == (0 if whole else 3), done.stderr
    assert "the time allowed is over" in done.stdout
    assert "run it again" in done.stdout
    assert "There is no ranking yet" not in done.stdout, "it does not end before something can be ranked"
    assert (small.root / "reports" / "small" / "report.html").exists()


def test_two_runs_at_once_into_one_folder_are_refused(small: Small) -> None:
    with RunFolder(small.root / "reports" / "small").held():
        second = small.evalkit("run", "rubrics/small.yaml")
    assert second.returncode == 2
    assert "another evalkit is writing" in second.stderr


def test_fresh_starts_another_run_beside_the_old_one(ran: Small) -> None:
    before = journal(ran)
    run(ran, fresh=True, levels=("hello",), probes=("code",))
    assert (ran.root / "reports" / "small-2" / "report.html").exists()
    assert journal(ran) == before


def test_a_report_can_be_made_again_without_the_workspace(ran: Small) -> None:
    folder = ran.root / "reports" / "small"
    before = (folder / "scorecard.json").read_text()
    for name in ("scorecard.json", "report.html"):
        (folder / name).unlink()
    for name in ("tasks", "adapters", "rubrics"):
        (ran.root / name).rename(ran.root / f"gone-{name}")
    done = ran.command("report", "reports/small")
    assert done.returncode == 0, done.stderr
    assert (folder / "scorecard.json").read_text() == before
    assert "<html" in (folder / "report.html").read_text()


def test_a_damaged_journal_line_is_named_and_measured_again(ran: Small) -> None:
    file = ran.root / "reports" / "small" / "journal.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if "run.wall_seconds" in line)
    lines[place] = lines[place].replace('"ok"', '"failed"')
    file.write_text("".join(lines))
    said = Said()
    assert run(ran, said).complete
    assert f"journal.jsonl:{place + 1}:1: evalkit set this line aside" in "\n".join(said.lines)
    assert scorecard(ran)["tasks"][0]["blocks"] == 2


@pytest.mark.slow  # a whole run of its own
def test_what_is_kept_names_no_folder_of_this_machine(ran: Small, count_script: Callable[[str], str]) -> None:
    ran.add(
        "crash", count_script("import os; print(os.getcwd(), os.path.expanduser('~')); raise ValueError(os.getcwd())")
    )
    run(ran, tools=("crash",), levels=("hello",), blocks=1)
    kept = [file for file in (ran.root / "reports").rglob("*") if file.is_file()]
    assert any("ValueError" in file.read_text(errors="replace") for file in kept)
    for file in kept:
        assert str(ran.root) not in file.read_text(errors="replace"), file
        assert str(Path.home()) + "/" not in file.read_text(errors="replace"), file
