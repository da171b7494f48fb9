"""Folders of runs that nobody had to run: a manifest and a journal, as `evalkit run` leaves them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from evalkit.model import Adapter, subject_name
from evalkit.scoring import RunData
from evalkit.store import Journal
from evalkit.store.manifest import Manifest, ToolState
from evalkit.store.run_folder import RunFolder


def made_run(path: Path, data: RunData, **changes: Any) -> Path:
    """Write a run into a folder; `changes` replace fields of its manifest."""
    path.mkdir(parents=True)
    folder = RunFolder(path)
    # One key for all that a probe saw of a subject, as long as the tool's version stays.
    seen = [replace(one, key=f"{subject_name(one)}:{data.versions[one.tool]}") for one in data.observations]
    folder.journal.touch()
    Journal(folder.journal).append(seen)
    tools = sorted({tool for task in data.members for tool in data.tools(task)})
    fields: dict[str, Any] = {
        "evalkit": data.evalkit,
        "rubric": data.rubric,
        "tasks": data.tasks,
        "adapters": {tool: _adapter(tool) for tool in tools},
        "members": data.members,
        "machine": data.machine,
        "seed": data.seed,
        "command": "evalkit run rubrics/small.yaml",
        "started": "2026-11-24T03:00:00Z",
        "complete": True,
        "tools": {tool: ToolState(data.versions[tool], state="ready") for tool in tools},
        "current": {subject_name(one): one.key for one in seen},
    }
    folder.write_manifest(Manifest(**fields | changes).to_json())
    return path


def _adapter(tool: str) -> Adapter:
    document = {
        "tool": tool,
        "name": tool.capitalize(),
        "homepage": f"https://example.org/{tool}",
        "python": "3.11",
        "requires": (f"{tool}==1.0",),
        "packages": (tool.replace("-", "_"),),
    }
    return Adapter.model_validate(document)
