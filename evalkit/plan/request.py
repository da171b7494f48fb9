"""What somebody asks of `evalkit run`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from evalkit.model import LevelName


@dataclass(frozen=True, slots=True)
class Request:
    """One call of `evalkit run`. An empty tuple means all; None means the rubric's value; the manifest keeps `command`.

    `data` is the file of the reader's own data; with `show_data` what is kept of the run may hold its values.
    """

    rubric: str
    folder: Path = field(default_factory=Path.cwd)
    tasks: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    levels: tuple[LevelName, ...] = ()
    probes: tuple[str, ...] = ()
    blocks: int | None = None
    budget_minutes: float | None = None
    seed: int = 0
    out: Path | None = None
    fresh: bool = False
    command: str = "evalkit run"
    data: Path | None = None
    show_data: bool = False

    @property
    def is_part(self) -> bool:
        """Return whether this asks for some tasks, tools, levels or probes of the rubric only."""
        return bool(self.tasks or self.tools or self.levels or self.probes)

    def wants(self, probe: str) -> bool:
        """Return whether the request includes the probes of this family."""
        return not self.probes or probe in self.probes
