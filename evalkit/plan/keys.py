"""Keys: a digest of everything that an observation depends on, so that nothing is measured twice or kept too long."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evalkit.model import Implementation, Measure
from evalkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EnvironmentFacts:
    """What of an environment a value depends on: the lock's digest and the interpreter's full version."""

    lock: str
    python: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of one run.

    `machine` is a digest of the machine (timings and memory depend on it); `probes` maps a probe's name to its version.
    """

    workspace: Workspace
    measure: Measure
    seed: int
    machine: str
    probes: Mapping[str, int]

    def code(self, implementation: Implementation) -> str:
        """For what is read off an implementation's files."""
        return _digest("code", self.probes["code"], self._files(implementation))

    def setup(self, tool: str, facts: EnvironmentFacts) -> str:
        """For what is measured on a tool's own environment."""
        adapter = self.workspace.adapters[tool]
        return _digest("setup", self.probes["setup"], facts.lock, facts.python, adapter.packages, self.machine)

    def sample(self, implementation: Implementation, scale: int, facts: EnvironmentFacts | None) -> str:
        """For runs of an implementation at a scale, timed or not; `facts` None: it has no environment."""
        adapter = self.workspace.adapters[implementation.tool]
        environ = {**adapter.environ, **adapter.telemetry_off}
        return _digest(
            "run",
            self.probes["run"],
            self._files(implementation),
            _contents(self.workspace.root, self.workspace.shared_files(implementation.task)),
            (facts.lock, facts.python) if facts else None,
            sorted(environ.items()),
            adapter.prepare,
            (self.measure.timeout_seconds, self.measure.memory_mb),
            (scale, self.seed),
            self.machine,
        )

    def _files(self, implementation: Implementation) -> list[tuple[str, str]]:
        files = implementation.files or ((implementation.unsupported,) if implementation.unsupported else ())
        return _contents(self.workspace.root, files)


def _contents(root: Path, files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(file.relative_to(root).as_posix(), _file_digest(file, file.stat().st_mtime_ns)) for file in files]


@cache
def _file_digest(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=list).encode()).hexdigest()[:20]
