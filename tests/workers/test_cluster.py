"""A real Dask cluster: the same answer as on this machine alone, whatever happens to its workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Observation
from evalkit.plan import BlockWork, Work
from evalkit.store.snapshot import Snapshot
from evalkit.workers import Ending, NoCluster
from evalkit.workers.cluster import ClusterWorkers, code_digest, own_greeting
from evalkit.workers.worker_kinds import Hiring
from tests.conftest import SmallWorkspace
from tests.workers.real_run import journal, run
from tests.workers.scripted_run import ScriptedRun

Small = SmallWorkspace


def blocks_of(seen: list[Observation]) -> Counter[tuple[str, str]]:
    return Counter((one.block.block, one.tool) for one in seen if one.metric == "run.wall_seconds" and one.block)


@pytest.mark.slow  # a scheduler and two workers, each a process with all that a run needs
def test_a_run_on_a_local_cluster_is_scored_as_any_other(small: Small) -> None:
    done = small.evalkit("run", "rubrics/small.yaml", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert "There is no ranking yet" not in done.stdout
    seen = journal(small)
    assert set(blocks_of(seen).values()) == {1}
    assert len({one.machine for one in seen if one.block}) == 1
    card = (small.root / "reports" / "small" / "scorecard.json").read_text()
    assert small.command("report", "reports/small").returncode == 0
    assert (small.root / "reports" / "small" / "scorecard.json").read_text() == card
    assert run(small).complete
    assert journal(small) == seen, "and what was measured there is known here"


class KillsAWorker(ClusterWorkers):
    """Kills the process of the first worker that gets a block, in the middle of it."""

    killed = ""

    def submit(self, seat: str, work: Work) -> None:
        super().submit(seat, work)
        if isinstance(work, BlockWork) and not self.killed:
            self.killed = seat
            psutil.Process(self._client.run(_pid, workers=[seat])[seat]).kill()


def _pid() -> int:
    return os.getpid()


@pytest.mark.slow  # another such cluster, and the worker that takes the place of the dead one
def test_a_worker_that_dies_in_the_middle_of_a_block_costs_nothing_but_time(small: SmallWorkspace) -> None:
    scripted = ScriptedRun(small)
    snapshot = Snapshot.of(small.root)
    workers = KillsAWorker(snapshot, Hiring("dask", count=2, environments=StandingEnvironments))
    assert scripted.go(workers, clock=time.monotonic, snapshot=snapshot.digest) is Ending.COMPLETE
    assert workers.killed
    assert any("is lost" in line for line in scripted.said)
    assert set(blocks_of(scripted.seen).values()) == {1}
    walls = Counter((one.tool, one.scale) for one in scripted.seen if one.metric == "run.wall_seconds")
    assert walls["plain", 20] == 2
    assert len({one.session for one in scripted.seen}) == 1


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Starts `dask scheduler` and one `dask worker` as a user would, in processes of their own."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> str:
        file = tmp_path / "scheduler.json"
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
        place = ["--scheduler-file", str(file)]
        dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", *place]
        started.append(subprocess.Popen(dask, **quiet))
        deadline = time.monotonic() + 120
        while not file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        worker = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            "--nthreads",
            "1",
            "--no-dashboard",
            "--no-nanny",
        ]
        started.append(subprocess.Popen([*worker, *place], **quiet))
        address: str = json.loads(file.read_text())["address"]
        return address

    yield start
    # What Dask does when it is told to end is not under test: on a busy machine a worker can wait long for its own threads.
    for process in reversed(started):
        process.kill()
        process.wait()


@pytest.mark.slow  # a scheduler and a worker as a user starts them
def test_the_users_own_cluster_does_the_work_and_has_nothing_left_of_it(
    small: Small, scheduler: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    done = small.evalkit("run", "rubrics/small.yaml", "--level", "hello", "--scheduler", scheduler())
    assert done.returncode == 0, done.stderr
    assert {one.metric for one in journal(small)} >= {"capability.score", "code.tokens"}


@pytest.mark.slow  # it waits until evalkit gives up
def test_a_scheduler_that_does_not_answer_is_told_in_one_sentence(small: Small) -> None:
    done = small.command("run", "rubrics/small.yaml", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert done.stderr.startswith("evalkit: the scheduler at tcp://127.0.0.1:9 does not answer")
    assert len(done.stderr.splitlines()) == 1


class _Info:
    """A client that knows some workers, one of which answers nothing."""

    status = "running"

    def __init__(self, greeting: Any) -> None:
        self._greeting = greeting

    def nthreads(self) -> dict[str, int]:
        return {"tcp://a": 1}

    def run(self, *_: Any, workers: list[str], **__: Any) -> dict[str, Any]:
        if isinstance(self._greeting, Exception):
            raise self._greeting
        return {workers[0]: self._greeting}


def workers_that_say(greeting: Any) -> ClusterWorkers:
    workers = ClusterWorkers(Snapshot("digest", b""), Hiring("dask", scheduler="tcp://nowhere"))
    workers._client = _Info(greeting)
    return workers


def test_a_worker_without_evalkit_or_with_another_one_or_of_another_kind_is_unfit_and_says_why() -> None:
    own = own_greeting()
    [seat] = workers_that_say(own).seats()
    assert not seat.unfit
    [seat] = workers_that_say(replace(own, code="another")).seats()
    assert "another version of evalkit" in seat.unfit
    [seat] = workers_that_say(replace(own, platform="linux-aarch64")).seats()
    assert "linux-aarch64" in seat.unfit
    [seat] = workers_that_say(ModuleNotFoundError("No module named 'evalkit'")).seats()
    assert "cannot run evalkit" in seat.unfit


@pytest.mark.parametrize("changed", ["perform.py", "dsls/kinds.yaml"])
def test_a_worker_whose_code_or_knowledge_differs_has_another_digest(changed: str, tmp_path: Path) -> None:
    (tmp_path / "dsls").mkdir()
    for name in ("perform.py", "dsls/kinds.yaml"):
        (tmp_path / name).write_text("one\n", encoding="utf-8")
    before = code_digest(tmp_path)
    (tmp_path / changed).write_text("another\n", encoding="utf-8")
    assert code_digest(tmp_path) != before


def test_without_dask_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(NoCluster, match="pip install"),
        ClusterWorkers(Snapshot("digest", b""), Hiring("dask", count=1)),
    ):
        pass
