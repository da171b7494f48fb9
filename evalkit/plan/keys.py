"""Keys: digests of everything that an observation depends on. Equal keys mean that evalkit need not measure again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evalkit.environments import platform_tag
from evalkit.model import Adapter, GivenRating, Implementation, Measure
from evalkit.model.rubric import USUAL_TYPOS
from evalkit.plan.work import EnvironmentFacts
from evalkit.probes import Dependence, Probe, ratings, runs
from evalkit.probes.usage import recording
from evalkit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of one run.

    `machine` is a digest of the machine, on which timings and memory depend. `run_version` is the version of how
    samples are taken. `month` is the month as 'YYYY-MM', for answers that depend on the world outside. `own` names the
    reader's own data that inputs are made of, with the roles of its columns; it is empty where there are none.
    """

    workspace: Workspace
    measure: Measure
    seed: int
    machine: str
    run_version: int
    month: str = ""
    own: str = ""

    def asked(
        self,
        probe: Probe,
        tool: str,
        implementations: Sequence[Implementation],
        facts: EnvironmentFacts | None,
        baseline: Sequence[Implementation] = (),
        panel: Sequence[Adapter] = (),
    ) -> str:
        """Return the key of a probe's answer about implementations of one tool; `facts` is None without an environment."""
        adapter, root = self.workspace.adapters[tool], self.workspace.root
        tasks = sorted({one.task for one in implementations})
        means: dict[Dependence, Callable[[], Any]] = {
            Dependence.USAGE: lambda: (recording.VERSION, self._usage(tool, tasks, facts)),
            Dependence.ENVIRONMENT: lambda: facts and (facts.lock, facts.python),
            Dependence.SAMPLE: lambda: (
                self._usage(tool, tasks, facts),
                sorted(adapter.telemetry_off),
                [self._edit(one) for one in implementations],
            ),
            Dependence.FAULTS: lambda: [*(self._faults(task) for task in tasks), *self._typos],
            Dependence.TURNS: lambda: self.measure.turns,
            Dependence.BASELINE: lambda: [self._files(one) for one in baseline],
            Dependence.PANEL: lambda: _pins(panel),
            Dependence.KINDS: lambda: _contents(root, [file for file in [root / "dsls.yaml"] if file.is_file()]),
            Dependence.MACHINE: lambda: (self.machine, _environ(adapter)),
            Dependence.MONTH: lambda: (self.month, _pins([adapter.for_tasks(tasks)]), platform_tag()),
        }
        needed = [(dependence.value, means[dependence]()) for dependence in sorted(probe.depends)]
        files = [self._files(one) for one in implementations]
        return _digest(probe.name, probe.version, files, adapter.packages, adapter.prepare, needed)

    def of_stack(self, probe: Probe, tools: Sequence[Adapter], panel: Sequence[Adapter]) -> str:
        """Return the key of a probe's answer about a stack, which depends only on what can be installed together."""
        return _digest(probe.name, probe.version, _pins(tools), _pins(panel), platform_tag(), self.month)

    def usage(self, implementation: Implementation, facts: EnvironmentFacts | None) -> str:
        """Return the key of the API usage of an implementation."""
        return _digest(
            "usage",
            recording.VERSION,
            self._files(implementation),
            self._usage(implementation.tool, [implementation.task], facts),
        )

    def of_ratings(self, given: Sequence[GivenRating]) -> str:
        """For what people rated: by which words, and the files that they point at."""
        return _digest(ratings.FAMILY, [self._rating(one) for one in given])

    def _rating(self, given: GivenRating) -> Any:
        root, file = self.workspace.root, given.rating.file
        words = sorted(given.anchors.words.items())
        said = (given.rater, given.as_of, given.criterion, words, given.rating.model_dump())
        return (said, _contents(root, [root / file] if file else []))

    def _faults(self, task: str) -> Any:
        chosen = self.workspace.tasks[task].some_faults(self.measure.faults)
        named = sorted((name, fault.must, fault.names) for name, fault in chosen.items())
        return (_contents(self.workspace.root, self.workspace.fault_files(task)), named)

    def _usage(self, tool: str, tasks: Sequence[str], facts: EnvironmentFacts | None) -> Any:
        adapter = self.workspace.adapters[tool]
        shared = [_contents(self.workspace.root, self.workspace.shared_files(task)) for task in tasks]
        scales = [self.workspace.tasks[task].scales[0] for task in tasks]
        limits = (self.measure.timeout_seconds, self.measure.memory_mb)
        return (
            shared,
            self._shows(tasks),
            scales,
            facts and (facts.lock, facts.python),
            _environ(adapter),
            adapter.prepare,
            limits,
            self.seed,
            *self._own,
        )

    def _shows(self, tasks: Sequence[str]) -> Any:
        """Return the names of the facts of all levels; their words may change without another run."""
        return [
            sorted((level, tuple(what.shows)) for level, what in self.workspace.tasks[task].levels.items())
            for task in tasks
        ]

    def _edit(self, implementation: Implementation) -> Any:
        level = self.workspace.tasks[implementation.task].levels.get(implementation.level)
        return level and level.edit

    def sample(self, implementation: Implementation, scale: int, facts: EnvironmentFacts | None) -> str:
        """Return the key of runs of an implementation at a scale; `facts` is None without an environment."""
        adapter = self.workspace.adapters[implementation.tool]
        return _digest(
            runs.FAMILY,
            self.run_version,
            self._files(implementation),
            _contents(self.workspace.root, self.workspace.shared_files(implementation.task)),
            implementation.shows,
            (facts.lock, facts.python) if facts else None,
            _environ(adapter),
            adapter.prepare,
            (self.measure.timeout_seconds, self.measure.memory_mb),
            (scale, self.seed),
            self.machine,
            *([implementation.pictures] if implementation.pictures else []),
            *self._own,
        )

    @property
    def _own(self) -> list[Any]:
        """What keys add for a reader's own data: nothing without them, so that other keys stay as they are."""
        return [{"own data": self.own}] if self.own else []

    @property
    def _typos(self) -> list[Any]:
        """What keys add for another number of typos than the usual one, so that other keys stay as they are."""
        return [] if self.measure.typos == USUAL_TYPOS else [{"typos": self.measure.typos}]

    def _files(self, implementation: Implementation) -> list[tuple[str, str]]:
        files = implementation.files or ((implementation.unsupported,) if implementation.unsupported else ())
        stages = [("stage", script.name) for script in implementation.stages]
        cut = [("cut", implementation.cut.name)] if implementation.cut else []
        driver = [("driver", implementation.driver)] if implementation.driver else []
        pages = [("page", file) for file in implementation.pages]
        files = (*files, *implementation.beside)  # a script may load in another way than one that reading finds
        return [*_contents(self.workspace.root, files), *stages, *cut, *driver, *pages]


def _pins(adapters: Sequence[Adapter]) -> list[Any]:
    """Return what a resolver is asked for."""
    return sorted((adapter.tool, adapter.requires, adapter.python, adapter.index or "") for adapter in adapters)


def _environ(adapter: Adapter) -> list[Any]:
    """Return the environment variables of a tool's processes."""
    return sorted({**adapter.environ, **adapter.telemetry_off}.items())


def _contents(root: Path, files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(file.relative_to(root).as_posix(), _file_digest(file, file.stat().st_mtime_ns)) for file in files]


@cache
def _file_digest(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=list).encode()).hexdigest()[:20]
