"""`evalkit lock` renews what can be renewed, and says what cannot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evalkit.commands.lock import renew_locks
from evalkit.environments import Unavailable
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Adapter
from tests.conftest import SmallWorkspace
from tests.workers.real_run import Said


class Index(StandingEnvironments):
    """Makes a lock of every tool but one."""

    def __init__(self, cache: Path | None = None, locks: Path = Path("adapters/locks")) -> None:
        super().__init__(cache, locks)
        self.locks = locks

    def renew(self, adapter: Adapter, tasks: Iterable[str]) -> list[Path]:
        """Write an empty lock."""
        del tasks
        if adapter.tool == "other":
            raise Unavailable("other==1.0 is nowhere")
        self.locks.mkdir(parents=True, exist_ok=True)
        file = self.locks / f"{adapter.tool}.txt"
        file.touch()
        return [file]


def test_a_tool_that_cannot_be_locked_does_not_stop_the_others(small: SmallWorkspace) -> None:
    small.add("zeta")
    written, lacking = renew_locks(small.root, (), Said(), Index)
    assert written == ["adapters/locks/plain.txt", "adapters/locks/zeta.txt"]
    assert lacking == ["other: other==1.0 is nowhere"]
    assert renew_locks(small.root, ("other",), Said(), Index) == ([], ["other==1.0 is nowhere"])


def test_what_cannot_be_locked_is_told_and_ends_with_2(small: SmallWorkspace) -> None:
    done = small.command("lock")
    assert done.returncode == 2
    assert done.stderr.count("cannot be made here") == 2
    assert "\nevalkit: other: the lock of other cannot be made here\n" in done.stderr
