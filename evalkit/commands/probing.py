"""Asking a static probe what it sees in any file or folder."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.environments import Environment, Environments, Unavailable
from evalkit.model import LEVELS, Adapter, Implementation, LevelName, Usage
from evalkit.model.facts import to_json
from evalkit.plan.loading import BadRequest
from evalkit.probes import METRICS, PROBES, Finding, Probe, Question, Scope
from evalkit.probes.dsls import measure
from evalkit.probes.usage.static_usage import static_usage
from evalkit.source.reading import NotPython, read_source
from evalkit.workspace import BadInput, Place, Problem, Workspace, load_workspace, workspace_above

NOT_RUN = "a file asked about by itself is not run"


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding of a probe about one path (or about all paths together)."""

    path: str
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        """As plain data: path, metric, value, unit, status, reason and facts."""
        found = self.finding
        return {
            "path": self.path,
            "metric": found.metric,
            "value": found.value,
            "unit": METRICS[found.metric].unit,
            "status": found.status.value,
            "reason": found.reason,
            "facts": [to_json(fact) for fact in found.facts],
        }


def static_families() -> tuple[str, ...]:
    """The names that `evalkit probe` knows."""
    return tuple(dict.fromkeys(probe.asked_as for probe in PROBES.values() if probe.static))


def look(name: str, paths: Sequence[Path], python: Path | None, folder: Path) -> list[Seen]:
    """Ask the static probes of one family about files and folders, each of them one implementation.

    A folder with files named after levels is a ladder, one with an `__init__.py` a package whose public API is asked
    about. What lies in a workspace is read as the implementation it is there, with its tool's packages and, if it
    stands ready, its tool's environment; `python` is an interpreter that has what the files import.

    Raises:
        BadRequest: there is no such probe, path or interpreter.
        BadInput: a file is not Python.
    """
    probes = [probe for probe in PROBES.values() if probe.static and probe.asked_as == name]
    if not probes:
        near = difflib.get_close_matches(name, static_families(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(static_families())}"
        raise BadRequest(f"there is no static probe {name!r}; {hint}")
    if python is not None and not python.exists():
        raise BadRequest(f"there is no interpreter {str(python)!r}; name one, such as .venv/bin/python")
    for path in paths:
        if not path.exists():
            raise BadRequest(f"there is no file or folder {str(path)!r}")
    looker = _Looker(folder, python)
    asked = [(path, looker.read(path)) for path in paths]
    return [seen for probe in probes for seen in looker.ask(probe, asked)]


def how_well_found(paths: Sequence[Path]) -> str:
    """Recall and precision of the dsl probe over folders of labelled files, in words; raises as `look` does.

    Beside each file `x.py` stand its labels, `x.py.labels.yaml`: `sites: {kind: [first lines]}` and `counter: [lines]`
    for what only looks like an embedded language.
    """
    for path in paths:
        if not path.is_dir():
            raise BadRequest(f"{str(path)!r} is not a folder; name one that holds labelled files")
    return "\n".join(measure(path).to_text() for path in paths)


class _Looker:
    def __init__(self, folder: Path, python: Path | None) -> None:
        self._folder = folder.resolve()
        self._python = python.absolute() if python else None
        self._usages: dict[Path, Usage] = {}
        root = workspace_above(folder)
        try:
            self._workspace: Workspace | None = load_workspace(root) if root else None
        except BadInput:  # somebody is in the middle of writing it; the file can be looked at all the same
            self._workspace = None

    def read(self, path: Path) -> tuple[Implementation, ...]:
        """A path as implementations, lowest level first."""
        path = path.resolve()
        if known := self._known(path):
            return known
        if path.is_file():
            return (self._checked(Implementation(path.name, "", "adapt", path, (path,))),)
        levels = [level for level in LEVELS if (path / f"{level}.py").is_file() or (path / level / "main.py").is_file()]
        if levels:
            return tuple(self._level(path, level) for level in levels)
        files = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        if not files:
            raise BadRequest(f"there is no file in {path.name}/")
        first = next((path / name for name in ("__init__.py", "main.py") if (path / name).is_file()), None)
        main = first or next((file for file in files if file.suffix == ".py"), files[0])
        rest = (file for file in files if file != main)
        return (self._checked(Implementation(path.name, "", "adapt", main, (main, *rest))),)

    def ask(self, probe: Probe, asked: Sequence[tuple[Path, tuple[Implementation, ...]]]) -> Iterator[Seen]:
        """Ask one probe about what it is made for."""
        if probe.scope is Scope.TOOL and probe.name != "api":
            everything = tuple(one for _, found in asked for one in found)
            yield from self._seen(probe, ", ".join(str(path) for path, _ in asked), everything)
            return
        for path, found in asked:
            is_package = path.is_dir() and (path / "__init__.py").is_file()
            if (probe.name == "api") != is_package and probe.asked_as == "docs":
                continue
            if probe.scope is Scope.IMPLEMENTATION:
                for one in found:
                    shown = str(path) if len(found) == 1 else f"{path} ({one.level})"
                    yield from self._seen(probe, shown, (one,))
            else:
                yield from self._seen(probe, str(path), found)

    def _seen(self, probe: Probe, shown: str, about: tuple[Implementation, ...]) -> Iterable[Seen]:
        adapter = self._adapter(about[0])
        question = Question(
            root=self._folder,
            implementations=about,
            usage_of=self._usage,
            adapter=adapter,
            task=self._workspace.tasks.get(about[0].task) if self._workspace else None,
            environment=self._environment(about[0], adapter),
        )
        return [Seen(shown, finding) for finding in probe.ask(question)]

    def _usage(self, one: Implementation) -> Usage:
        main = one.main or one.files[0]
        if main not in self._usages:
            environment = None if self._python else self._environment(one, self._adapter(one))
            python = self._python or (environment.python if environment else None)
            self._usages[main] = static_usage(one, self._folder, python, NOT_RUN)
        return self._usages[main]

    def _known(self, path: Path) -> tuple[Implementation, ...]:
        if self._workspace is None:
            return ()
        written = [(one, one.main) for one in self._workspace.implementations if one.main is not None]
        exact = tuple(one for one, main in written if path == (main.parent if main.stem == "main" else main))
        cell = tuple(one for one, _ in written if path == self._workspace.task_folder(one.task) / one.tool)
        return exact or cell

    def _adapter(self, one: Implementation) -> Adapter | None:
        return self._workspace.adapters.get(one.tool) if self._workspace and one.tool else None

    def _environment(self, one: Implementation, adapter: Adapter | None) -> Environment | None:
        """The tool's environment if it stands ready; nothing is installed to look at a file."""
        if adapter is None or self._workspace is None:
            return None
        environments = Environments(locks=self._workspace.locks)
        try:
            return environments.provision(adapter, one.task) if environments.is_ready(adapter, one.task) else None
        except Unavailable:
            return None

    def _level(self, folder: Path, level: LevelName) -> Implementation:
        script = folder / f"{level}.py"
        if script.is_file():
            shared = sorted(folder.glob("_*.py"))
            return self._checked(Implementation(folder.name, "", level, script, (script, *shared)))
        main = folder / level / "main.py"
        rest = sorted(file for file in main.parent.rglob("*") if file.is_file() and file != main)
        return self._checked(Implementation(folder.name, "", level, main, (main, *rest)))

    def _checked(self, one: Implementation) -> Implementation:
        problems = []
        for file in one.files:
            if file.suffix == ".py":
                try:
                    read_source(file.read_text(encoding="utf-8", errors="replace"))
                except NotPython as error:
                    name = file.relative_to(self._folder) if file.is_relative_to(self._folder) else file
                    problems.append(Problem(Place(str(name), error.line, error.column), f"is not Python: {error}"))
        if problems:
            raise BadInput(problems)
        return one
