"""Trials on kills: a launcher or a worker is killed or stopped while work of real processes goes on."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.plan import InstallWork
from evalkit.store.snapshot import Snapshot
from evalkit.workers.local import LocalWorkers
from evalkit.workers.worker_kinds import Hiring
from evalkit.workers.workers import Done
from tests.conftest import SmallWorkspace
from tests.workers.real_run import journal


def launchers(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children(recursive=True) if "launcher_process.py" in " ".join(_command(child))]


def workers(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children() if "spawn_main" in " ".join(_command(child))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_worker_that_somebody_stops_goes_on(small: SmallWorkspace) -> None:
    snapshot = Snapshot.of(small.root)
    with LocalWorkers(snapshot, Hiring(count=1, environments=StandingEnvironments)) as hired:
        [seat] = hired.seats()
        hired.submit(seat.name, InstallWork(name="install", snapshot=snapshot.digest, tool="plain", task=None))
        [worker] = workers(psutil.Process())
        worker.suspend()
        until, event = time.monotonic() + 120, None
        while not isinstance(event, Done):
            assert time.monotonic() < until, "it does not go on"
            event = hired.next(0.1)
    assert event.outcome.environment is not None


def test_a_worker_leaves_ctrl_c_to_the_coordinator_from_its_first_moment_on(
    small: SmallWorkspace, capfd: pytest.CaptureFixture[str]
) -> None:
    snapshot = Snapshot.of(small.root)
    with LocalWorkers(snapshot, Hiring(count=1, environments=StandingEnvironments)) as hired:
        [seat] = hired.seats()
        hired.submit(seat.name, InstallWork(name="install", snapshot=snapshot.digest, tool="plain", task=None))
        [worker] = workers(psutil.Process())
        until, event = time.monotonic() + 120, None
        while not isinstance(event, Done):
            assert time.monotonic() < until, "it does not answer"
            worker.send_signal(signal.SIGINT)
            event = hired.next(0.02)
    assert event.outcome.environment is not None
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow  # a whole run of real processes, which begins some of its work anew
@pytest.mark.parametrize("whom", [launchers, workers])
def test_a_run_goes_on_without_whom_somebody_kills(
    small: SmallWorkspace, tmp_path: Path, whom: Callable[[psutil.Process], list[psutil.Process]]
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    small.environ = {"TMPDIR": str(temporary)}
    file = small.root / "reports" / "small" / "journal.jsonl"
    process = small.start("run", "rubrics/small.yaml", "--blocks", "6", "--probes", "run,code", "--level", "adapt")
    family = psutil.Process(process.pid)
    for walls in (1, 6):  # in the middle of things, twice
        until = time.monotonic() + 120
        while not (file.exists() and file.read_text().count("run.wall_seconds") >= walls and whom(family)):
            assert time.monotonic() < until, "what the test waits for did not happen"
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        for one in whom(family)[:1]:
            one.kill()
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    assert "bug in evalkit" not in errors
    whole = Counter(
        one.block.block for one in journal(small) if one.metric == "run.wall_seconds" and one.block and one.scale == 20
    )
    assert sum(count == 2 for count in whole.values()) >= 6
    statuses = {one.status.value for one in journal(small) if one.metric == "capability.score" and one.probe == "run"}
    assert statuses <= {"ok", "probe-error"}
    assert os.listdir(temporary) == []
