"""The workbench: what a process needs to perform work on its machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from evalkit.bench import Bench, Launcher
from evalkit.bench.machine import describe_machine
from evalkit.bench.machine_busy import machine_load, others_now
from evalkit.environments import Environment, Environments, Provisioner
from evalkit.model.facts import MachineLoad
from evalkit.plan.work import EnvironmentFacts
from evalkit.store.kept_answers import KeptAnswers
from evalkit.store.snapshot import OWN_DATA, Snapshot
from evalkit.workspace import Workspace, load_workspace

Tell = Callable[[str], None]


class Unfit(Exception):
    """This worker cannot do this work, but another may; the text says why in one sentence."""


LOOK_AGAIN_SECONDS = 5.0
"""How old the last look at what other programs do may be when a block begins."""


class Workbench:
    """A launcher, environments, and for each snapshot of a workspace its files and a bench. It is a context manager.

    `folder` is where it may write; the caller removes it. `fetch` returns the snapshot with a digest, or raises
    KeyError if it cannot. `environments` is called with the folder of a workspace's locks. `tell` shows what the worker
    does now.
    """

    def __init__(
        self,
        folder: Path,
        fetch: Callable[[str], Snapshot],
        environments: Callable[..., Provisioner] = Environments,
        tell: Tell = lambda _: None,
    ) -> None:
        self.tell = tell
        self.installing = 0.0
        self.machine: Mapping[str, str] = describe_machine()
        self._folder, self._fetch, self._make_environments = folder, fetch, environments
        self._launcher: Launcher | None = None
        self._workspaces: dict[str, Workspace] = {}
        self._benches: dict[str, Bench] = {}
        self._environments: dict[str, Provisioner] = {}
        self._ready: dict[tuple[str, str, str | None], Environment] = {}
        self._others: float | None = None
        self._looked: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def load(self) -> MachineLoad:
        """Return how busy the machine is now; what others do is looked at anew when the last look is some seconds old.

        A look takes a tenth of a second, which would add up over short blocks; every sample tells what others did
        meanwhile.
        """
        now = time.monotonic()
        if self._looked is None or now - self._looked > LOOK_AGAIN_SECONDS:
            self._others, self._looked = others_now(), now
        return replace(machine_load(), others_before=self._others)

    def close(self) -> None:
        """Stop everything that runs, and remove its files."""
        for bench in self._benches.values():
            bench.close()
        self._benches.clear()
        if self._launcher:
            self._launcher.close()
        self._launcher = None

    @property
    def launcher(self) -> Launcher:
        """The launcher, which starts at first use."""
        if self._launcher is None:
            self._launcher = Launcher.start()
        return self._launcher

    def workspace(self, snapshot: str) -> Workspace:
        """Return the workspace with this digest, unpacked at first use."""
        if snapshot not in self._workspaces:
            root = self._fetch(snapshot).unpack(self._folder / f"workspace-{snapshot}")
            self._workspaces[snapshot] = load_workspace(root)
        return self._workspaces[snapshot]

    def bench(self, snapshot: str) -> Bench:
        """Return the bench of a workspace, which makes its inputs once and keeps them."""
        if snapshot not in self._benches:
            root = self.workspace(snapshot).root
            own = root / OWN_DATA
            self._benches[snapshot] = Bench(root, self.launcher, own=own if own.is_file() else None)
        return self._benches[snapshot]

    def environments(self, snapshot: str) -> Provisioner:
        """Return the environments of a workspace's adapters."""
        if snapshot not in self._environments:
            self._environments[snapshot] = self._make_environments(locks=self.workspace(snapshot).locks)
        return self._environments[snapshot]

    def kept(self, snapshot: str) -> KeptAnswers:
        """Return what is kept for other runs; nothing of a reader's own data is, for they belong to this run alone."""
        own = self.workspace(snapshot).root / OWN_DATA
        return KeptAnswers(None) if own.is_file() else self.environments(snapshot).kept

    def environment(
        self, snapshot: str, tool: str, task: str | None, facts: EnvironmentFacts | None = None
    ) -> Environment:
        """Return the environment of a tool, and make it if needed.

        Raises:
            Unavailable: this machine cannot have it.
            Unfit: it differs from what `facts` describe.
        """
        adapter = self.workspace(snapshot).adapters[tool]
        companions = task if task is not None and adapter.companions.get(task) else None
        place = (snapshot, tool, companions)
        if place not in self._ready:
            began = time.monotonic()
            try:
                self._ready[place] = self.environments(snapshot).provision(adapter, companions, self.tell)
            finally:
                self.installing += time.monotonic() - began
        found = self._ready[place]
        if facts and (facts.lock, facts.python) != (found.lock.digest, found.python_version):
            raise Unfit(
                f"has {tool} with Python {found.python_version} and lock {found.lock.digest[:8]}, "
                f"but the run needs Python {facts.python} and lock {facts.lock[:8]}"
            )
        return found
