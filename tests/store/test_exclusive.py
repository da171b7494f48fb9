from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from evalkit.store.exclusive import exclusive

HOLDER = """
import sys
from pathlib import Path
from evalkit.store.exclusive import exclusive
with exclusive(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(file: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_waited_for_and_its_wait_announced_once(tmp_path: Path) -> None:
    waits: list[str] = []
    with hold(tmp_path / "deep" / "lock") as other:

        def waiting() -> None:
            waits.append("waiting")
            assert other.stdin is not None
            other.stdin.write("let go\n")
            other.stdin.flush()

        with exclusive(tmp_path / "deep" / "lock", waiting):
            assert waits == ["waiting"]


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as other:
        other.kill()
        other.wait()
    with exclusive(tmp_path / "lock", lambda: None):
        pass


def test_who_comes_alone_does_not_wait(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock", lambda: (_ for _ in ()).throw(AssertionError("waited"))):
        pass
