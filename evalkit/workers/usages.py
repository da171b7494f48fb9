"""The API that implementations really use: recorded once, kept in the run's folder, read off the source where need be."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from evalkit.model import Implementation, Usage
from evalkit.probes.usage.recording import NotRecorded, from_json, record, to_json
from evalkit.probes.usage.static_usage import static_usage
from evalkit.store import write_whole
from evalkit.workers.lab import lab
from evalkit.workers.observer import Observer


class Usages:
    """Answers what an implementation uses, asking at most once for each state of its files and environment."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._known: dict[str, Usage] = {}

    def of(self, one: Implementation) -> Usage:
        """The usage of an implementation: recorded where it can be, else static, saying why."""
        observer = self._observer
        key = observer.keys.usage(one, observer.facts(one.task, one.tool))
        if key not in self._known:
            file = observer.folder.path / "usage" / one.task / one.tool / f"{one.level}.json"
            usage = _kept(file, key)
            if usage is None:
                usage = self._find_out(one)
                write_whole(file, json.dumps({"key": key, "usage": to_json(usage)}, ensure_ascii=False))
            self._known[key] = usage
        return self._known[key]

    def _find_out(self, one: Implementation) -> Usage:
        observer = self._observer
        root = observer.loaded.workspace.root
        environment = observer.ready.get((one.tool, one.task))
        if environment is None:
            why = observer.missing.get(one.tool, "its environment was not asked for")
            return static_usage(one, root, None, f"there is no environment to record it in: {why}")
        scratch = Path(tempfile.mkdtemp(prefix="evalkit-usage-"))
        try:
            return record(
                one,
                observer.loaded.workspace.adapters[one.tool],
                environment,
                lab(observer, one.task, one.tool, scratch),
                root,
            )
        except NotRecorded as why:
            return static_usage(one, root, environment.python, str(why))
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _kept(file: Path, key: str) -> Usage | None:
    """What was found out before, if it still holds; a damaged file is as good as none."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return from_json(kept["usage"]) if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
