"""The recording run: the API that an implementation really uses, told by a verified run of it.

The implementation runs twice, in two fresh sandboxes: once as it is, and once with the recorder on PYTHONPATH
(evalkit/bench/recorder/). The recording counts only if both runs pass the checker, show the same facts, and write the
same bytes, except where two plain runs differ too: many tools put dates or made-up ids into what they draw.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from evalkit import bench
from evalkit.bench import Given, Setting
from evalkit.bench.sandbox import digests, files_of
from evalkit.bench.task_process import refusal
from evalkit.environments import Environment
from evalkit.model import Adapter, Crossing, Decorated, Implementation, Status, SymbolFacts, Usage, Use
from evalkit.probes.dsls.known_names import known
from evalkit.probes.probe import Facilities

VERSION = 2
"""Of the method: a new one makes all recordings before it count for nothing."""

MOST_BYTES = 200_000_000
"""Of what one process of a recorded run may tell; the most talkative tells a tenth."""

RECORDER = Path(bench.__file__).parent / "recorder"
"""The folder that is put on PYTHONPATH of a recorded run."""

_NOT_CODE = ("inputs", "outputs", "home", "tmp")


VARYING = "{} differ from run to run, with the recorder and without; the checker found the same in all"


class NotRecorded(Exception):
    """A recording cannot be used; its text says why, in one line for people."""


def record(
    one: Implementation,
    adapter: Adapter,
    environment: Environment,
    facilities: Facilities,
    root: Path,
    checked: Given | None = None,
) -> Usage:
    """Run an implementation plain and recorded, and return what it uses; files are named relative to `root`.

    `checked` is what a verified plain run at this scale gave, if there was one: then the recorded run is compared with
    that, and another plain run is needed only if their outputs differ.

    Raises:
        NotRecorded: a run fails, the recorder changes what it gives, or the recorder did not get in.
        TaskBroken: the inputs cannot be made.
    """
    made = facilities.inputs()

    def run(into: Path | None, *, judge: bool = True) -> tuple[Given, dict[str, Path]]:
        with facilities.setting(one, adapter, environment) as setting:
            origins = _origins(setting, one)  # before it has run: afterwards there may be more
            if trouble := setting.prepare(made):
                raise NotRecorded(trouble.reason)
            stopped = {"EVALKIT_RECORD_STOPPED": "1"} if one.driver else {}
            environ = {**_recording(into, origins, adapter), **stopped} if into else None
            trial = setting.run(environ=environ, judge=judge)
            if trial.sample.status is not Status.OK:
                if into and not checked:  # is it the recorder's fault? No plain run was judged yet
                    run(None)
                run_name = "the recorded run" if into else "the plain run"
                raise NotRecorded(f"{run_name}: {trial.sample.status.value}: {trial.sample.reason}")
            outputs = setting.sandbox.outputs
            if not judge and (why := refusal(outputs)):
                raise NotRecorded(f"the plain run: {why}")
            verdict = trial.sample.verdict
            return Given(digests(outputs, setting.seen()), verdict.shown if verdict else ()), origins

    # Outputs that are the same are as right as the recorded run's, which the checker judges; a browser costs it
    # seconds.
    plain = checked or run(None, judge=False)[0]
    into = Path(tempfile.mkdtemp(prefix="recording-", dir=facilities.scratch))
    try:
        recorded, origins = run(into)
        varying: tuple[str, ...] = ()
        if plain.outputs != recorded.outputs:
            again, _ = run(None, judge=checked is None)
            varying = plain.differing(again)
            shown = checked.shown if checked else again.shown
            facts = [] if recorded.shown == shown else ["facts that the checker found"]
            if changed := [*recorded.changed(plain, again), *facts]:
                raise NotRecorded(f"with the recorder the outputs differ: {', '.join(changed)}")
        lines = [line for file in files_of(into) for line in _lines(file)]
    finally:
        shutil.rmtree(into, ignore_errors=True)
    try:
        usage = _told(lines, one, origins, root)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotRecorded("somebody else wrote into the files of the recorder") from None
    return replace(usage, reason=VARYING.format(", ".join(varying))) if varying else usage


def _told(lines: Sequence[Mapping[str, Any]], one: Implementation, origins: Mapping[str, Path], root: Path) -> Usage:
    """Return what the recorder told, if it got in everywhere; the lines may be anything, for the recorded run may write them."""
    if not set(one.scripts) <= {origins.get(line["file"]) for line in lines if line["what"] == "file"}:
        raise NotRecorded(_why_not(lines))
    if not any(line["what"] == "modules" for line in lines):
        raise NotRecorded("no recorded process came to its end: it replaced itself, or was ended from outside")
    if broken := next((line for line in lines if line["what"] == "broken"), None):
        raise NotRecorded(f"{Path(broken['file']).name} could not be instrumented: {broken['reason']}")
    # Once through JSON, where every value is looked at: a fact of a wrong type would end the probes that read it.
    return from_json(to_json(usage_of(lines, {place: _name(file, root) for place, file in origins.items()})))


def names_for_the_recorder() -> str:
    """The names that the recorder needs, as it reads them: JSON, since it has nothing but Python's own library."""
    return json.dumps({name: sorted(names) for name, names in asdict(known().runs).items()})


def usage_of(lines: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> Usage:
    """Put together what the processes of one run wrote; `names` says what each file of the sandbox is called.

    Several processes, and several looks at one place, make one use; two calls on one line make two.
    """
    uses: dict[tuple[Any, ...], tuple[str, set[str], set[str]]] = {}
    symbols: dict[str, SymbolFacts] = {}
    crossings: dict[tuple[Any, ...], Crossing] = {}
    decorated: set[Decorated] = set()
    modules: set[str] = set()
    for line in lines:
        match line["what"]:
            case "use":
                place = tuple(line[field] for field in ("line", "column", "end_line", "end_column", "kind", "symbol"))
                _, keywords, keys = uses.setdefault(
                    (names.get(line["file"], line["file"]), *place), (line["package"], set(), set())
                )
                keywords.update(line["keywords"])
                keys.update(line["config_keys"])
            case "symbol":
                symbols.setdefault(line["symbol"], _facts(line))
            case "crossing":
                crossing = _crossing({**line, "file": names.get(line["file"], line["file"])})
                key = (crossing.file, crossing.line, crossing.symbol, crossing.direction, crossing.type_name)
                crossings[key] = crossing
            case "decorated":
                decorated.add(
                    Decorated(line["symbol"], names.get(line["file"], line["file"]), line["line"], line["kept"])
                )
            case "modules":
                modules.update(line["names"])
    return Usage(
        recorded=True,
        uses=tuple(
            Use(symbol, kind, package, file, first, last, tuple(sorted(keywords)), tuple(sorted(keys)))
            for (file, first, _, last, _, kind, symbol), (package, keywords, keys) in sorted(uses.items())
        ),
        symbols=dict(sorted(symbols.items())),
        crossings=tuple(crossing for _, crossing in sorted(crossings.items())),
        modules=tuple(sorted(modules)),
        decorated=tuple(sorted(decorated, key=lambda one: (one.file, one.line, one.symbol, one.kept))),
    )


def to_json(usage: Usage) -> dict[str, Any]:
    """A usage as what JSON can hold."""
    return asdict(usage)


def from_json(value: object) -> Usage:
    """A usage out of what `to_json` made; raises ValueError where it is something else."""
    # As JSON once more, because of plain data a strict reader takes no list for a tuple, and with '?' for half characters.
    return _reader().validate_json(json.dumps(value, ensure_ascii=False).encode(errors="replace"), strict=True)


@cache
def _reader() -> TypeAdapter[Usage]:
    return TypeAdapter(Usage)


def _facts(value: Mapping[str, Any]) -> SymbolFacts:
    names = {field: tuple(value[field]) for field in ("parameters", "required", "annotated")}
    return SymbolFacts(callable_=value["callable_"], docstring=value["docstring"], **names)


def _crossing(value: Mapping[str, Any]) -> Crossing:
    fields = ("symbol", "direction", "type_name", "file", "line", "placeholder")
    return Crossing(**{field: value[field] for field in fields})


def _recording(into: Path, origins: Mapping[str, Path], adapter: Adapter) -> dict[str, str]:
    further = {**adapter.environ, **adapter.telemetry_off}.get("PYTHONPATH", "")
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(RECORDER), further])),
        "EVALKIT_RECORD_INTO": str(into),
        "EVALKIT_RECORD_FILES": os.pathsep.join(origins),
        "EVALKIT_RECORD_KNOWN": names_for_the_recorder(),
    }


def _origins(setting: Setting, one: Implementation) -> dict[str, Path]:
    """Which of the author's files each Python file of the sandbox is a copy of."""
    folder = setting.sandbox.folder
    files = [file for file in dict.fromkeys((*one.scripts, *one.files)) if file.suffix == ".py"]
    found: dict[str, Path] = {}
    for copy in files_of(folder):
        if copy.relative_to(folder).parts[0] in _NOT_CODE:
            continue
        alike = [file for file in files if file.name == copy.name and file.read_bytes() == copy.read_bytes()]
        if alike:
            ending = copy.relative_to(folder).parts
            found[str(copy)] = max(alike, key=lambda file: file.parts[-len(ending) :] == ending)
    return found


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    if file.stat().st_size > MOST_BYTES:
        raise NotRecorded(f"the recorder's files have more than {MOST_BYTES // 1_000_000} MB")
    for text in file.read_bytes().splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):  # the last line of a process that was killed
            continue
        if isinstance(line, dict) and "what" in line:
            yield line


def _why_not(lines: Iterable[Mapping[str, Any]]) -> str:
    broken = next((line for line in lines if line["what"] == "broken"), None)
    return f"the script could not be instrumented: {broken['reason']}" if broken else "the recorder did not get in"


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
