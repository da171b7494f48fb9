"""The launcher where there is neither /proc nor a subreaper, as on macOS: the same script with both switched off."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Ending, Finished, Launcher, Limits
from evalkit.bench import launcher_process as script


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Launcher]:
    text = Path(script.__file__).read_text()
    for line in ('LINUX = sys.platform == "linux"', 'SMAPS = os.path.exists("/proc/self/smaps_rollup")'):
        assert line in text
        text = text.replace(line, line.split()[0] + " = False")
    (tmp_path / "launcher.py").write_text(text)
    with Launcher((sys.executable, "-I", "-S", tmp_path / "launcher.py")) as launcher:
        yield launcher


def run(launcher: Launcher, program: str, limits: Limits, *, watch_memory: bool = False) -> Finished:
    argv = [sys.executable, "-I", "-S", "-c", program]
    return launcher.run(argv, cwd="/", environ={"PATH": os.defpath}, limits=limits, watch_memory=watch_memory)


def test_whoever_stays_in_the_group_is_ended(elsewhere: Launcher, ended: Callable[[int], bool]) -> None:
    program = "import os, time\npid = os.fork()\nif pid == 0: time.sleep(600)\nprint(pid)"
    done = run(elsewhere, program, Limits(60, 2000))
    assert (done.ending, done.left_behind) == (Ending.FINISHED, 1)
    assert ended(int(done.output)), "somebody else's to bury, and so perhaps still listed"


def test_limits_hold(elsewhere: Launcher) -> None:
    assert run(elsewhere, "import time; time.sleep(600)", Limits(0.5, 2000)).ending is Ending.TIMEOUT
    grow = "block = b'x' * 200_000_000\nwhile True: pass"
    assert run(elsewhere, grow, Limits(60, 100)).ending is Ending.OUT_OF_MEMORY


def test_memory_is_summed_rss(elsewhere: Launcher) -> None:
    program = "import os, time; os.fork(); block = b'x' * 50_000_000; time.sleep(0.6)"
    done = run(elsewhere, program, Limits(60, 2000), watch_memory=True)
    assert done.memory_kind == "rss"
    assert done.sampled_tree_mb is not None
    assert done.sampled_tree_mb > 100
