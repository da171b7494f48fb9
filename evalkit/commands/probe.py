"""`evalkit probe`: asks a static probe about any file or folder."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalkit.commands import completing
from evalkit.commands.app import app
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.terminal import TextConsole, plain, tell, tell_json
from evalkit.commands.which_workspace import whereabouts

if TYPE_CHECKING:
    from evalkit.environments import Environment
    from evalkit.model import Adapter, Implementation, Usage
    from evalkit.probes import Finding, Probe
    from evalkit.workspace import Workspace

NOT_RUN = "`evalkit probe` does not run the file"

_EPILOG = """
Examples:

- `evalkit probe code tasks/skew/pandas/adapt.py` — what the code probe finds in one script
- `evalkit probe dsl my_script.py` — embedded languages, with file and line
- `evalkit probe code a.py b.py` — two tasks of one tool, to find boilerplate
- `evalkit probe ladder tasks/skew/pandas` — the learning curve over levels
- `evalkit probe docs .venv/lib/python3.11/site-packages/sklearn` — the public API of a package
- `evalkit probe dsl my_corpus --labelled` — recall and precision on files that you labelled
- `evalkit probe code my_script.py --python .venv/bin/python --json`
"""
_SHOWN = 60
"""The number of facts shown for each finding; --json shows all."""


@app.command("probe", epilog=_EPILOG)
def probe(
    name: Annotated[
        str,
        typer.Argument(
            help="A static probe: code, dsl, docs or ladder.", metavar="NAME", autocompletion=completing.static_probes
        ),
    ],
    path: Annotated[list[Path], typer.Argument(help="Files or folders, each one implementation.", metavar="PATH…")],
    python: Annotated[
        Path | None,
        typer.Option(
            help="An interpreter that can import what the files import, and reads what this Python refuses.",
            metavar="INTERPRETER",
        ),
    ] = None,
    labelled: Annotated[
        bool, typer.Option("--labelled", help="With dsl: compare what it finds with the labels in these folders.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, with all facts.")] = False,
) -> None:
    """Ask one static probe about any code, and show its findings with the facts behind them; no code is run."""
    if labelled:
        if name != "dsl":
            raise WrongArguments(
                f"--labelled compares dsl alone with labels; write `evalkit probe dsl {shlex.join(map(str, path))} --labelled`"
            )
        tell(recall_and_precision(path))
        return
    views = look(name, path, python, Path.cwd())
    if as_json:
        tell_json([view.to_json() for view in views])
        return
    console = TextConsole(soft_wrap=True)
    last = ""
    for view in views:
        if view.path != last:
            console.print(plain(view.path, "bold"))
            last = view.path
        _show(console, view)


def _show(console: TextConsole, view: View) -> None:
    from evalkit.model import Status
    from evalkit.probes import METRICS
    from evalkit.report.words.facts import shown

    finding, metric = view.finding, METRICS[view.finding.metric]
    if finding.value is None:
        status = "" if finding.status is Status.PROBE_ERROR else f"{finding.status.value}: "
        console.print(plain(f"  {metric.name}: not measured: {status}{finding.reason}", "yellow"))
        return
    console.print(plain(f"  {metric.name} {metric.direction.arrow} {finding.value:g} {metric.unit}"))
    for fact in finding.facts[:_SHOWN]:
        seen = shown(fact)
        place = f"{seen.file}:{seen.lines[0]}" if seen.file and seen.lines else seen.file or ""
        text = seen.text.replace("\n", "\n      ")
        console.print(plain("    " + "  ".join(part for part in (place, text) if part), "dim"))
    if len(finding.facts) > _SHOWN:
        console.print(plain(f"    … and {len(finding.facts) - _SHOWN} more; --json shows all", "dim"))


@dataclass(frozen=True, slots=True)
class View:
    """One finding of a probe about one path, or about all paths together."""

    path: str
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data: path, metric, value, unit, status, reason and facts."""
        from evalkit.model.facts import to_json
        from evalkit.probes import METRICS

        finding = self.finding
        return {
            "path": self.path,
            "metric": finding.metric,
            "value": finding.value,
            "unit": METRICS[finding.metric].unit,
            "status": finding.status.value,
            "reason": finding.reason,
            "facts": [to_json(fact) for fact in finding.facts],
        }


def static_families() -> tuple[str, ...]:
    """Return the names that `evalkit probe` accepts."""
    from evalkit.probes import PROBES

    return tuple(dict.fromkeys(probe.asked_as for probe in PROBES.values() if probe.static))


def look(name: str, paths: Sequence[Path], python: Path | None, folder: Path) -> list[View]:
    """Ask the static probes of one family about files and folders, each as one implementation.

    A folder with files named after levels is a ladder. A folder with an `__init__.py` is a package, whose public API is
    examined. A file of a workspace is read as the implementation that it is there, with its tool's packages and, if it
    exists, its tool's environment. `python` is an interpreter that can import what the files import; where it can read
    a file whose syntax is newer than that of the Python which runs evalkit, its reading counts.

    Raises:
        BadRequest: the probe, a path or the interpreter does not exist.
        BadInput: a file is not Python.
    """
    from evalkit.plan.loading import BadRequest
    from evalkit.probes import PROBES

    probes = [probe for probe in PROBES.values() if probe.static and probe.asked_as == name]
    if not probes:
        raise BadRequest(f"there is no static probe {name!r}; {_instead_of(name)}")
    if python is not None and not python.exists():
        raise BadRequest(f"there is no interpreter {str(python)!r}; name one, such as .venv/bin/python")
    for path in paths:
        if not path.exists():
            of_package = (
                "; of a package, name the folder, as in .venv/lib/python3.11/site-packages/pandas"
                if name == "docs"
                else ""
            )
            raise BadRequest(f"there is no file or folder {str(path)!r}; check its name{of_package}")
    looker = _Looker(folder, python)
    asked = [(path, looker.read(path)) for path in paths]
    for path, implementations in asked:
        if not implementations:
            raise BadRequest(f"there is no file in {path.name}/; name a folder that holds some, or a file")
        if name == "ladder" and (why := _no_ladder(path)):
            raise BadRequest(why)
    return [view for probe in probes for view in looker.views(probe, asked)]


def _instead_of(name: str) -> str:
    """Return what to ask for instead of a probe that is not static, or does not exist."""
    from evalkit.probes import PROBES

    if any(name == probe.asked_as for probe in PROBES.values()):
        return f"it runs the tool: write `evalkit run RUBRIC --probes {name}`"
    near = difflib.get_close_matches(name, static_families(), n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(static_families())}"


def _no_ladder(path: Path) -> str:
    """Return why a path is no ladder, with one that is if it holds any; an empty text if it is one."""
    from evalkit.model import LEVELS

    if any(place.stem in LEVELS for place in (path.iterdir() if path.is_dir() else [path])):
        return ""
    named = [f"{level}.py" for level in LEVELS]
    below = (file.parent for level in named for file in sorted(path.glob(f"**/{level}"))) if path.is_dir() else iter(())
    found = next(below, None)
    instead = f"; name a folder that does, such as {found}" if found else "; name a folder that does"
    return f"{path} holds none of {', '.join(named)}, the levels of a ladder{instead}"


def recall_and_precision(paths: Sequence[Path]) -> str:
    """Return recall and precision of the dsl probe over folders of labelled files, in words; raises as `look` does.

    Each file `x.py` has its labels beside it in `x.py.labels.yaml`: `sites: {kind: [first lines]}`, and
    `counter: [lines]` for code that only looks like an embedded language.
    """
    from evalkit.plan.loading import BadRequest
    from evalkit.probes.dsls import measure

    for path in paths:
        if not path.is_dir():
            raise BadRequest(f"{str(path)!r} is not a folder; name one that holds labelled files")
    return "\n".join(measure(path).to_text() for path in paths)


class _Looker:
    def __init__(self, folder: Path, python: Path | None) -> None:
        from evalkit.workspace import BadInput, NoWorkspace, load_workspace, workspace_above

        self._folder = folder.resolve()
        self._python = python.absolute() if python else None
        self._usages: dict[Path, Usage] = {}
        try:
            root = workspace_above(folder)
            self._workspace: Workspace | None = load_workspace(root) if root else None
            if root and (said := whereabouts(root, folder)):
                tell(said, err=True)
        except (BadInput, NoWorkspace):  # the workspace is unfinished, but the file can be examined
            self._workspace = None

    def read(self, path: Path) -> tuple[Implementation, ...]:
        """Return a path as implementations, lowest level first."""
        from evalkit.environments import let_read
        from evalkit.workspace import implementations_at

        if self._python:
            let_read(self._python, [path] if path.is_file() else path.rglob("*"))
        found = implementations_at(path, self._workspace, self._folder)
        for one in found if not self._python else ():
            if environment := self._environment(one, self._adapter(one)):
                let_read(environment.python, one.files)
        return found

    def views(self, probe: Probe, asked: Sequence[tuple[Path, tuple[Implementation, ...]]]) -> Iterator[View]:
        """Ask one probe about everything that it covers."""
        from evalkit.probes import Scope

        if probe.scope is Scope.TOOL and probe.name != "api":
            everything = tuple(each for _, implementations in asked for each in implementations)
            yield from self._views(probe, ", ".join(str(path) for path, _ in asked), everything)
            return
        for path, implementations in asked:
            is_package = path.is_dir() and (path / "__init__.py").is_file()
            if (probe.name == "api") != is_package and probe.asked_as == "docs":
                continue
            if probe.scope is Scope.IMPLEMENTATION:
                for each in implementations:
                    shown = str(path) if len(implementations) == 1 else f"{path} ({each.level})"
                    yield from self._views(probe, shown, (each,))
            else:
                yield from self._views(probe, str(path), implementations)

    def _views(self, probe: Probe, shown: str, implementations: tuple[Implementation, ...]) -> Iterable[View]:
        from evalkit.probes import Question

        first = implementations[0]
        adapter = self._adapter(first)
        question = Question(
            root=self._folder,
            implementations=implementations,
            usage_of=self._usage,
            adapter=adapter,
            task=self._workspace.tasks.get(first.task) if self._workspace else None,
            environment=self._environment(first, adapter),
        )
        return [View(shown, finding) for finding in probe.ask(question)]

    def _usage(self, implementation: Implementation) -> Usage:
        from evalkit.probes.usage.static_usage import static_usage

        main = implementation.main or implementation.files[0]
        if main not in self._usages:
            environment = None if self._python else self._environment(implementation, self._adapter(implementation))
            python = self._python or (environment.python if environment else None)
            self._usages[main] = static_usage(implementation, self._folder, python, NOT_RUN)
        return self._usages[main]

    def _adapter(self, implementation: Implementation) -> Adapter | None:
        return self._workspace.adapters.get(implementation.tool) if self._workspace and implementation.tool else None

    def _environment(self, implementation: Implementation, adapter: Adapter | None) -> Environment | None:
        """Return the tool's environment if it exists; nothing is installed to examine a file."""
        from evalkit.environments import Environments, Unavailable

        if adapter is None or self._workspace is None:
            return None
        environments = Environments(locks=self._workspace.locks)
        try:
            return (
                environments.provision(adapter, implementation.task)
                if environments.is_ready(adapter, implementation.task)
                else None
            )
        except Unavailable:
            return None
