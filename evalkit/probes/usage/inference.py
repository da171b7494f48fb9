"""Inferring, in a process of its own that is ended when its time is up: what jedi takes names in a file to be.

What it has answered until then counts, the rest stays unresolved. Answers are kept in evalkit's cache for as long as
the file and what is installed for the interpreter stay the same; where time ran out, it is tried again twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import site
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.environments import for_own_script
from evalkit.model import SymbolFacts
from evalkit.store import cache_folder, write_whole

SECONDS, AT_MOST_SECONDS = 60.0, 240.0
"""How much processor time inference may take for one file, and after how long on the clock it is ended all the same."""
ATTEMPTS = 3
_SCRIPT = Path(__file__).with_name("inference_process.py")

Place = tuple[int, int]
"""A line, from 1, and a column in characters, from 0."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name is: its qualified name and kind as jedi says them, and whether it is Python's own or a local one."""

    symbol: str
    what: str
    is_built_in: bool = False
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Inferred:
    """What was found out about one file: names and results of calls by place, facts by symbol, and what hindered it."""

    names: dict[Place, Named] = field(default_factory=dict)
    types: dict[Place, Named] = field(default_factory=dict)
    facts: dict[str, SymbolFacts] = field(default_factory=dict)
    complaint: str = ""


Infer = Callable[[Path, str, Path | None, Sequence[Place], Sequence[Place]], Inferred]
"""Who infers: asked as `infer` is."""


def infer(
    file: Path,
    text: str,
    python: Path | None,
    names: Sequence[Place],
    types: Sequence[Place],
    *,
    seconds: float = SECONDS,
    ask: Callable[[dict[str, Any]], str] | None = None,
) -> Inferred:
    """Ask about names, and about the types of values (what a name is bound to, or what calling it gives).

    `python` is an interpreter that has what the file imports; without one only the standard library is known. `seconds`
    of processor time are allowed. `ask` is given a request that the cache cannot answer and returns the answer as
    `inference_process.py` prints it; left out, that script is run.
    """
    request = {
        "file": str(file.absolute()),
        "text": text,
        "python": str(python) if python else "",
        "names": names,
        "types": types,
        "seconds": seconds,
        "cache": str(_cache() / "parsed"),
        "import_from": [*([site.getusersitepackages()] if site.ENABLE_USER_SITE else []), *filter(None, sys.path)],
    }
    kept_in = _cache() / f"{_key(request, file, python)}.json"
    attempts, printed = _kept(kept_in)
    if printed is None or (attempts < ATTEMPTS and _read(printed).complaint):
        printed = (ask or _ask)(request)
        with contextlib.suppress(OSError):  # a cache that cannot be written is no reason to fail
            write_whole(kept_in, json.dumps({"attempts": attempts + 1, "printed": printed}))
    return _read(printed)


def _ask(request: dict[str, Any]) -> str:
    """What the script prints, until it ends or is ended."""
    with subprocess.Popen(
        [sys.executable, "-P", str(_SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd="/",
        # jedi's answers hang on the order of its sets, and on what the interpreter that it asks sees
        env=for_own_script(),
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(json.dumps(request), timeout=AT_MOST_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            printed, _ = process.communicate()
    return printed


def _read(printed: str) -> Inferred:
    names: dict[Place, Named] = {}
    types: dict[Place, Named] = {}
    facts: dict[str, SymbolFacts] = {}
    complaint = f"inferring types took more than {AT_MOST_SECONDS:g} s and was ended"
    for line in printed.splitlines():
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:  # cut off in the middle
            continue
        if "complaint" in answer:  # the last line, empty where all went well
            complaint = str(answer["complaint"])
        elif "facts" in answer:
            facts[answer["symbol"]] = _facts(answer["facts"])
        else:
            place = (int(answer["place"][0]), int(answer["place"][1]))
            named = Named(answer["symbol"], answer["what"], answer["built_in"], answer["local"])
            (names if answer["asked"] == "name" else types)[place] = named
    return Inferred(names, types, facts, complaint)


def _facts(told: dict[str, Any]) -> SymbolFacts:
    return SymbolFacts(
        callable_=told["callable"],
        parameters=tuple(told["parameters"]),
        required=tuple(told["required"]),
        annotated=tuple(told["annotated"]),
        docstring=told["docstring"],
    )


def _cache() -> Path:
    return cache_folder() / "inference"


def _key(request: dict[str, Any], file: Path, python: Path | None) -> str:
    """Everything that the answers depend on: the question, the method, the modules beside the file, what is installed."""
    parts = [
        json.dumps(
            {key: value for key, value in request.items() if key not in ("cache", "import_from")}, sort_keys=True
        )
    ]
    parts.append(_SCRIPT.read_text(encoding="utf-8"))
    others = (beside for beside in sorted(file.parent.glob("*.py")) if beside != file)
    packages = sorted(python.parent.parent.glob("lib/python*/site-packages")) if python else []
    parts += [f"{path} {_changed(path)}" for path in (*others, *packages)]
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _changed(path: Path) -> int:
    """When a file was changed, in nanoseconds; 0 of a link that leads nowhere."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _kept(file: Path) -> tuple[int, str | None]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return int(kept["attempts"]), str(kept["printed"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, None
