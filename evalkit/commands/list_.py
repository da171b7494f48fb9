"""`evalkit list`: shows what the workspace contains, and which metrics and requirements exist."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from evalkit.commands.app import app
from evalkit.commands.terminal import TextConsole, plain, tell_json
from evalkit.commands.which_workspace import workspace_here

if TYPE_CHECKING:
    from evalkit.workspace import Workspace

_EPILOG = """
Examples:

- `evalkit list` — show tasks, their tools, and the levels that each tool reaches
- `evalkit list --metrics` — show every metric that a rubric may name
- `evalkit list --requirements` — show every requirement that a profile may name
- `evalkit list --json` — print the same as data
"""


@app.command("list", epilog=_EPILOG)
def list_(
    metrics: Annotated[bool, typer.Option("--metrics", help="List the metrics instead.")] = False,
    requirements: Annotated[bool, typer.Option("--requirements", help="List what profiles may require.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Show the rubrics, tasks, tools and levels of the workspace; or all metrics, or all requirements."""
    from evalkit.model import LEVELS
    from evalkit.workspace import load_workspace

    if metrics:
        _metrics(as_json=as_json)
        return
    if requirements:
        _requirements(as_json=as_json)
        return
    root = workspace_here(Path.cwd())
    workspace = load_workspace(root)
    rubrics = sorted(path.name for path in (root / "rubrics").glob("*.yaml"))
    if as_json:
        tell_json({"rubrics": rubrics, "tasks": _as_data(workspace)})
        return
    console = TextConsole()
    console.print("rubrics: " + ", ".join(f"rubrics/{name}" for name in rubrics))
    for task, content in _as_data(workspace).items():
        console.print()
        console.print(plain(task, "bold"), workspace.tasks[task].title, sep="  ")
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("  tool", *LEVELS):
            table.add_column(heading, overflow="fold")
        for tool, levels in content["tools"].items():
            mark = " (baseline)" if tool == content["baseline"] else ""
            table.add_row(f"  {tool}{mark}", *(levels.get(level, "") for level in LEVELS))
        console.print(table)


def _levels(workspace: Workspace, task: str, tool: str) -> dict[str, str]:
    return {
        written.level: "yes" if written.main else "unsupported"
        for written in workspace.implementations
        if (written.task, written.tool) == (task, tool)
    }


def _as_data(workspace: Workspace) -> dict[str, Any]:
    return {
        name: {
            "title": task.title,
            "baseline": task.baseline,
            "scales": list(task.scales),
            "tools": {tool: _levels(workspace, name, tool) for tool in workspace.tools_of(name)},
        }
        for name, task in workspace.tasks.items()
    }


def _metrics(*, as_json: bool) -> None:
    from evalkit.probes import METRICS, RATING

    known = (*METRICS.values(), RATING)
    if as_json:
        data = [
            {
                "name": metric.name,
                "title": metric.title,
                "unit": metric.unit,
                "better": metric.direction.value,
                "taken from": metric.rule.value,
                "definition": metric.definition,
            }
            for metric in known
        ]
        tell_json(data)
        return
    table = _table("metric", "unit", "definition")
    for metric in known:
        table.add_row(f"{metric.name} {metric.direction.arrow}", metric.unit, metric.definition)
    TextConsole().print(table)


def _requirements(*, as_json: bool) -> None:
    from evalkit.model import REQUIREMENTS

    if as_json:
        data = [
            {
                "name": requirement.name,
                "title": requirement.title,
                "metric": requirement.metric,
                "is": requirement.comparison,
                "value": requirement.value,
                "definition": requirement.definition,
            }
            for requirement in REQUIREMENTS.values()
        ]
        tell_json(data)
        return
    table = _table("requirement", "answered by", "definition")
    for requirement in REQUIREMENTS.values():
        table.add_row(
            requirement.name,
            f"{requirement.metric} {requirement.comparison} {requirement.value:g}",
            requirement.definition,
        )
    TextConsole().print(table)


def _table(*headings: str) -> Table:
    """Return a table with lines between its rows, for definitions of several lines."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 1, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
