"""What the steps of one run share, and the environments they run in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evalkit.bench import Bench, Launcher, Limits
from evalkit.environments import Environment, Environments, Unavailable
from evalkit.model import Implementation
from evalkit.plan import EnvironmentFacts, Keys
from evalkit.plan.budget import Budget, Forecast
from evalkit.plan.loading import Loaded
from evalkit.plan.request import Request, Screen
from evalkit.store.run_folder import RunFolder
from evalkit.workers.record import Record, Subject


@dataclass(slots=True)
class Observer:
    """Everything that the steps of one run share."""

    request: Request
    loaded: Loaded
    folder: RunFolder
    record: Record
    keys: Keys
    environments: Environments
    launcher: Launcher
    bench: Bench
    screen: Screen
    budget: Budget
    forecast: Forecast = field(default_factory=Forecast)
    ready: dict[tuple[str, str | None], Environment] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        """What one run of an implementation may use."""
        measure = self.loaded.rubric.measure
        return Limits(timeout_seconds=measure.timeout_seconds, memory_mb=measure.memory_mb)

    def facts(self, task: str | None, tool: str) -> EnvironmentFacts | None:
        """What values depend on of the environment a tool runs in, None while there is none."""
        environment = self.ready.get((tool, task))
        return EnvironmentFacts(environment.lock.digest, environment.python_version) if environment else None

    def subject(self, one: Implementation, scale: int) -> Subject:
        """The samples of an implementation at a scale."""
        key = self.keys.sample(one, scale, self.facts(one.task, one.tool))
        return Subject("run", one.tool, key, one.task, one.level, scale)

    def implementations(self, task: str, tool: str) -> Iterator[Implementation]:
        """The levels of a cell that are to be run, lowest first; those the tool cannot do are left out."""
        for one in self.loaded.selection.work:
            if (one.task, one.tool) == (task, tool) and one.main is not None:
                yield one


def provision(observer: Observer, task: str | None, tool: str) -> Environment | None:
    """The environment a tool runs in, made where there is none yet; None, with the reason in `missing`, if it cannot be."""
    adapter = observer.loaded.workspace.adapters[tool]
    wanted = task if task is not None and adapter.companions.get(task) else None
    ready = observer.ready.get((tool, wanted))
    if ready is None and tool not in observer.missing:
        with observer.budget.not_counted():
            try:
                ready = observer.environments.provision(adapter, wanted, observer.screen.say)
            except Unavailable as error:
                observer.missing[tool] = error.reason
                observer.screen.say(f"{tool} is unavailable: {error.reason}")
                return None
    if ready is not None:
        observer.ready[tool, wanted] = observer.ready[tool, task] = ready
    return ready
