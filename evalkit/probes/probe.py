"""Probes: what one is, what it is asked about, and what it may use to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from evalkit.bench import Bench, Launcher, Limits, Made, Setting
from evalkit.environments import Environment, Provisioner
from evalkit.model import Adapter, Implementation, Metric, Status, Task, Usage
from evalkit.model.facts import Place
from evalkit.model.rubric import USUAL_TURNS, USUAL_TYPOS
from evalkit.probes.finding import Finding
from evalkit.source.files import name_of


class Scope(StrEnum):
    """What one question of a probe is about."""

    IMPLEMENTATION = "an implementation"
    """One level of a task in one tool."""
    CELL = "a cell"
    """All levels of a task in one tool."""
    TOOL = "a tool"
    """One tool, whatever the task."""
    STACK = "a stack"
    """All tools of one stack together."""


class Dependence(StrEnum):
    """What a probe's answers depend on beside the files that it is asked about: it is asked again when that changes."""

    USAGE = "usage"
    """The API really used: lock, interpreter, inputs and checker, by way of the recording run."""
    ENVIRONMENT = "environment"
    """Lock and interpreter."""
    SAMPLE = "sample"
    """Everything that a run of the implementation depends on, the limits and the seed among it."""
    FAULTS = "faults"
    """The task's faults.py."""
    TURNS = "turns"
    """How often something is changed and run again."""
    BASELINE = "baseline"
    """The files of the baseline's implementation of the same level."""
    PANEL = "panel"
    """The rubric's fixed panel of tools, and what they require."""
    KINDS = "kinds"
    """The workspace's own kinds of embedded languages, dsls.yaml."""
    MACHINE = "machine"
    """The machine: whatever is timed."""
    MONTH = "month"
    """The world outside, which is asked again every month: what can be installed today."""


class CannotTell(Exception):
    """A probe could not do its work; its text says why, in one line for people. It costs coverage, never a score."""


@dataclass(frozen=True, slots=True)
class Facilities:
    """What a probe that runs things may use.

    `scale` is the number of rows to run at, `scratch` an empty folder that is removed afterwards, `panel` the tools of
    the rubric's fixed panel; `typos` is how many typos at most a script gets, and `turns` how often at most something
    is changed and run again; `tell` shows what is being done now. `inputs` makes the task's inputs once, and raises `TaskBroken`.
    """

    bench: Bench
    launcher: Launcher
    environments: Provisioner
    limits: Limits
    seed: int
    scale: int
    scratch: Path
    task_folder: Path
    tell: Callable[[str], None]
    panel: tuple[Adapter, ...] = ()
    typos: int = USUAL_TYPOS
    turns: int = USUAL_TURNS

    def inputs(self) -> Made:
        """The inputs of the task at `scale`."""
        return self.bench.inputs(self.task_folder, self.scale, self.seed)

    def setting(
        self, implementation: Implementation, adapter: Adapter, environment: Environment, limits: Limits | None = None
    ) -> AbstractContextManager[Setting]:
        """A fresh sandbox for an implementation in an environment, under `limits` or the usual ones."""
        return self.bench.setting(implementation, adapter, environment.paths, self.task_folder, limits or self.limits)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one probe.

    `root` is what the files of facts are relative to. `implementations` is what is asked about: one for an
    implementation; every level that is written, lowest first, for a cell; everything written for a tool (levels it
    cannot do among them). `baseline` are the baseline's implementations of the task by level. `adapter` and `task` are
    None where loose files are asked about, `environment` and `facilities` where nothing may be run. `usage_of` tells
    the API that an implementation really uses. `stack` are the tools of a stack, each once, with what else they need
    for its tasks.
    """

    root: Path
    implementations: tuple[Implementation, ...]
    usage_of: Callable[[Implementation], Usage]
    adapter: Adapter | None = None
    task: Task | None = None
    baseline: Mapping[str, Implementation] = field(default_factory=dict)
    environment: Environment | None = None
    facilities: Facilities | None = None
    stack: tuple[Adapter, ...] = ()

    @property
    def implementation(self) -> Implementation:
        """The implementation that is asked about."""
        return self.implementations[0]

    @property
    def main(self) -> Path:
        """The script that is asked about; raises `CannotTell` where there is none, which no probe of levels meets."""
        if self.implementation.main is None:
            raise CannotTell("there is no script to ask about")
        return self.implementation.main

    @property
    def packages(self) -> tuple[str, ...]:
        """The import names of the tool's own packages; empty where no adapter says."""
        return self.adapter.packages if self.adapter else ()

    def name_of(self, file: Path) -> str:
        """How facts name a file: relative to the root, or by its last part where it lies outside."""
        return name_of(file, self.root)


CANNOT_DO = "the tool cannot do this level"
"""Why a level that an adapter declares as unsupported has no value."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe: its name, the version of its method, what it is asked about, and how it answers.

    `observe` returns findings about the metrics in `measures`, or raises `CannotTell`; whatever else it raises is taken
    as broken. A new version makes its old observations count for nothing. `family` is the name that people ask for it
    by; several probes may share one. `static` says that it reads files only, and can be asked about any (`evalkit
    probe`). `levels` are the levels that it is asked about, all of them if empty. `timed` says that its values are
    times, so that nothing else may be done on the machine meanwhile; `runs` is about how many runs of an implementation
    an answer takes, for forecasts. `kept` says that an answer takes long and is true wherever it was found, so that other
    runs may take it over.
    """

    name: str
    version: int
    scope: Scope
    observe: Callable[[Question], Iterable[Finding]]
    measures: tuple[Metric, ...] = ()
    depends: frozenset[Dependence] = frozenset()
    family: str = ""
    static: bool = False
    levels: tuple[str, ...] = ()
    timed: bool = False
    runs: float = 0.0
    kept: bool = False

    @property
    def asked_as(self) -> str:
        """The name that people ask for it by."""
        return self.family or self.name

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics that this probe observes."""
        return tuple(metric.name for metric in self.measures)

    def broke(self, reason: str, status: Status = Status.PROBE_ERROR) -> tuple[Finding, ...]:
        """The findings of a probe that could not do its work: the same status on all of its metrics."""
        return tuple(Finding(metric, status=status, reason=reason) for metric in self.metrics)

    def cannot_do(self, implementation: Implementation, root: Path) -> tuple[Finding, ...]:
        """The findings about a level that the tool cannot do: no probe is asked, and the file that says why is named."""
        why = implementation.unsupported
        place = (Place(why.relative_to(root).as_posix()),) if why and why.is_relative_to(root) else ()
        return tuple(replace(finding, facts=place) for finding in self.broke(CANNOT_DO, Status.UNSUPPORTED))

    def ask(self, question: Question) -> tuple[Finding, ...]:
        """Ask, and answer for every metric whatever happens.

        Findings about metrics that are not this probe's are refused; a metric left without a finding is a probe-error.
        """
        if self.scope is Scope.IMPLEMENTATION and question.implementation.main is None:
            return self.cannot_do(question.implementation, question.root)
        try:
            found = tuple(self.observe(question))
        except CannotTell as error:
            return self.broke(str(error))
        except Exception as error:
            return self.broke(f"the probe {self.name} broke: {type(error).__name__}: {error}")
        answered = {finding.metric for finding in found}
        if foreign := answered - set(self.metrics):
            return self.broke(f"the probe {self.name} answered what it was not asked: {', '.join(sorted(foreign))}")
        silent = (metric for metric in self.metrics if metric not in answered)
        return (
            *found,
            *(
                Finding(metric, status=Status.PROBE_ERROR, reason=f"the probe {self.name} did not say")
                for metric in silent
            ),
        )
