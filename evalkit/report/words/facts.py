"""Facts as readers see them: where each one is, and what it says in words.

To word a kind of fact, register one function with `@words_of.register`. A kind without one shows the names and values
of its fields, so a new kind needs no edit here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import singledispatch
from typing import Any

from evalkit.model import Fact, Status, label_of
from evalkit.model import facts as kinds
from evalkit.model.facts import MachineLoad, tag_of
from evalkit.model.plain_text import joined
from evalkit.probes.dsls.known_names import known_engines
from evalkit.report.words.quantities import number, quantity

NOT_SEEN = "evalkit listens in Python’s own processes. It does not see what native code does by itself."
STALE = {
    "answer": "the run after the change gave the answer from before it",
    "files": "the run on changed data left exactly the same files as before",
}
LACKS = {
    kinds.NotebookLack.FILE: "it needs a file",
    kinds.NotebookLack.COMMAND_LINE: "it needs a command line",
    kinds.NotebookLack.EVENT_LOOP: "it brings its own event loop",
    kinds.NotebookLack.OTHER: "something else",
}
SEEN_WHEN_IT_RAN, KNOWN_BY_NAME = "seen when it ran", "known by name"
"""How a place is known to use an embedded language, where its text alone does not say so."""
_DONE = {"lookup": "looked up", "request": "asked for", "connect": "connected to", "send": "sent to"}
_NAMES = {
    "unknown": "symbols left out, because nothing is known about them",
    "unreadable objects": "public names whose object cannot be read statically",
    "served by __getattr__": "names that a module’s __getattr__ serves from a place that cannot be read",
    "unreadable modules": "modules without source or stubs",
    "computed __all__": "modules that compute their __all__, for which the rules for modules without one hold too",
    "classes": "public classes",
}
_LACKING = {"docstring": "no docstring", "example": "no example"}
_HIDDEN = frozenset({"file", "line", "lines"})
_MOST_ASKERS = 5
_MOST_CALLERS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a fact: a file, possibly some lines, and a text whose first line is enough at first."""

    file: str | None = None
    lines: tuple[int, int] | None = None
    text: str = ""


def shown(fact: Fact) -> Shown:
    """Return what a reader sees of a fact; texts from outside are unchanged, of any length."""
    return Shown(*place_of(fact), words_of(fact))


@singledispatch
def place_of(fact: Fact) -> tuple[str | None, tuple[int, int] | None]:
    """Return the file of a fact and its lines: from its fields `file`, and `lines` or `line`, unless registered otherwise."""
    file, lines, line = (getattr(fact, name, None) for name in ("file", "lines", "line"))
    return file, lines or ((line, line) if line else None)


@place_of.register
def _(fact: kinds.BorderType) -> tuple[str | None, tuple[int, int] | None]:
    first = fact.passages[0] if fact.passages else None
    return (first.file, (first.line, first.line)) if first else (None, None)


@place_of.register
def _(fact: kinds.Rated) -> tuple[str | None, tuple[int, int] | None]:
    return fact.place, fact.lines


@singledispatch
def words_of(fact: Fact) -> str:
    """Return a fact in words, without its place; a kind without words of its own shows its fields."""
    fields = ((field.name, getattr(fact, field.name)) for field in dataclasses.fields(fact))  # type: ignore[arg-type]
    said = [f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in fields if name not in _HIDDEN]
    return f"{tag_of(type(fact)).replace('-', ' ')}: {'; '.join(said)}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value)) or "none"
    if dataclasses.is_dataclass(value):
        return " ".join(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    return "–" if value in (None, "") else str(value)


@words_of.register
def _(fact: kinds.Note) -> str:
    return f"{fact.source}: {fact.text}" if fact.source else fact.text


@words_of.register
def _(fact: kinds.Place) -> str:
    return fact.excerpt


@words_of.register
def _(fact: kinds.Counted) -> str:
    if fact.of is None:
        return quantity(fact.count, fact.unit)
    return f"{number(fact.count)} of {number(fact.of)} {fact.unit}"


@words_of.register
def _(fact: kinds.HandedOver) -> str:
    return f"{quantity(fact.tokens, 'tokens')} below"


@words_of.register
def _(fact: kinds.LeftOut) -> str:
    return f"left out: {fact.reason}"


@words_of.register
def _(fact: kinds.Origin) -> str:
    level = f"{fact.level}: " if fact.level else ""
    if fact.recorded:
        return f"{level}evalkit recorded the API in a verified run" + (f"; {fact.reason}" if fact.reason else "")
    return f"{level}evalkit read the API from the source, without a recording: {fact.reason or 'no run was asked for'}"


@words_of.register
def _(fact: kinds.ConceptUse) -> str:
    return _concept(fact) + (f", at {fact.times} places" if fact.times > 1 else "")


def _concept(fact: kinds.ConceptUse) -> str:
    if fact.key:
        return f"the key {fact.key!r}"
    return f"{fact.symbol}({fact.keyword}=)" if fact.keyword else fact.symbol


@words_of.register
def _(fact: kinds.RequiredArguments) -> str:
    if fact.names is None:
        return f"{fact.symbol}: {fact.count} given by position, because its parameters are unknown"
    return f"{fact.symbol} requires {', '.join(fact.names) or 'nothing'}"


@words_of.register
def _(fact: kinds.Complexity) -> str:
    return ", ".join(f"{one.name} {quantity(one.points, 'points')}" for one in fact.functions) or "0 points"


@words_of.register
def _(fact: kinds.DslKind) -> str:
    return f"{fact.kind}: {quantity(fact.sites, 'sites')} ({', '.join(fact.languages)})"


@words_of.register
def _(fact: kinds.DslSite) -> str:
    known = SEEN_WHEN_IT_RAN if fact.seen_in_run else "" if fact.by_text else KNOWN_BY_NAME
    return f"{fact.kind} ({fact.language}{known and ', '}{known}) {fact.name}, {quantity(fact.tokens, 'tokens')}\n{fact.excerpt}"


@words_of.register
def _(fact: kinds.DslOrigin) -> str:
    if fact.recorded:
        return "a recorded run shows placeholders and what decorators make; names decide the rest"
    return "read from the source only: names decide what no text shows"


@words_of.register
def _(fact: kinds.Recurrence) -> str:
    return f"{quantity(fact.tokens, 'tokens')}, also in {', '.join(fact.tasks)}: {fact.statement}"


@words_of.register
def _(fact: kinds.LevelConcepts) -> str:
    new = (f"  {_concept(use)}  {use.file}:{use.lines[0]}" for use in fact.new)
    return "\n".join([f"{fact.level}: {quantity(fact.concepts, 'concepts')}, {len(fact.new)} new", *new])


@words_of.register
def _(fact: kinds.UnsupportedLevel) -> str:
    return f"{fact.level}: the tool cannot do it"


@words_of.register
def _(fact: kinds.Engines) -> str:
    where = "loaded at the end of hello’s run" if fact.recorded else "imported in hello’s source (it was not recorded)"
    names = (f"{known_engines().get(module, module)} ({module})" for module in fact.modules)
    return f"{', '.join(names) or 'no distributed engine'}: {where}"


@words_of.register
def _(fact: kinds.Rewritten) -> str:
    share = quantity(fact.gone / fact.of if fact.of else 0.0, "share")
    return f"{fact.lower} to {fact.upper}: {fact.gone} of {fact.of} statements are gone ({share})"


@words_of.register
def _(fact: kinds.Kept) -> str:
    return f"{fact.survived} of {fact.of} statements of {fact.baseline}’s {fact.level} survive"


@words_of.register
def _(fact: kinds.Gone) -> str:
    return f"gone: {fact.statement}"


@words_of.register
def _(fact: kinds.ApiObject) -> str:
    said = [_LACKING[fact.sought]] if fact.lacking and fact.sought in _LACKING else []
    if fact.missing:
        said.append(f"not {'annotated' if fact.sought == 'annotations' else 'documented'}: {', '.join(fact.missing)}")
    if fact.mentioned:
        said.append(f"only mentioned in prose: {', '.join(fact.mentioned)}")
    later = ", unless its decorator makes one" if fact.made_later else ""
    return f"{fact.name}: {'; '.join(said) or 'nothing missing'}{later}"


@words_of.register
def _(fact: kinds.DocstringStyles) -> str:
    share = quantity(fact.parsed / fact.docstrings, "share") if fact.docstrings else "none"
    styles = ", ".join(f"{each.style} {each.docstrings}" for each in fact.styles)
    said = f"{fact.parsed} of {fact.docstrings} docstrings ({share}) are in a style that could be parsed"
    mentioned = (
        f"; {fact.mentioned} parameters are only mentioned in prose, which documents none" if fact.mentioned else ""
    )
    return said + (f": {styles}" if styles else "") + mentioned


@words_of.register
def _(fact: kinds.ApiSize) -> str:
    counted = (
        f"{fact.classes} classes, {fact.functions} functions, {fact.methods} methods, {fact.properties} properties"
    )
    said = [
        f"the public API of {', '.join(fact.packages)} ({', '.join(fact.distributions) or 'loose files'}): {counted}"
    ]
    if fact.made_later:
        said.append(
            f"{fact.made_later} objects without a docstring have a decorator, or an assignment, that may make one at run time"
        )
    if fact.unread:
        said.append(f"{fact.unread} objects are left out: their stubs have no docstrings, their compiled modules may")
    return "; ".join(said)


@words_of.register
def _(fact: kinds.ApiNames) -> str:
    return "\n".join([f"{number(len(fact.names))} {_NAMES[fact.are]}:", *fact.names])


@words_of.register
def _(fact: kinds.Unresolved) -> str:
    return f"{quantity(fact.uses, 'uses')} could not be resolved to a symbol, of this or another package"


@words_of.register
def _(fact: kinds.BorderType) -> str:
    whose = "a common type" if fact.everybodys else "not a common type"
    sites = (f"  {one.symbol} {one.direction} {one.file}:{one.line}" for one in fact.passages)
    return "\n".join([f"{fact.type_name} ({whose}), {len(fact.passages)} ×", *sites])


@words_of.register
def _(fact: kinds.PrintedLog) -> str:
    return f"{quantity(fact.lines_printed, 'lines')} printed"


@words_of.register
def _(fact: MachineLoad) -> str:
    told = []
    if fact.per_processor is not None:
        told.append(f"load average {fact.per_processor:.2f} for each processor")
    if fact.cpu_pressure is not None:
        told.append(f"something waited for a processor in {fact.cpu_pressure:.0f} % of the time")
    kept = [
        f"{share:.0%} {when}"
        for share, when in ((fact.others_before, "then"), (fact.others, "while this ran"))
        if share is not None
    ]
    if kept:
        told.append(f"other programs kept the processors busy: {' and '.join(kept)}")
    return "when the block began: " + (", ".join(told) or "the machine does not report its load")


@words_of.register
def _(fact: kinds.FactsShown) -> str:
    count = len(fact.shown)
    said = [f"{fact.level}: shows {count} of {count + len(fact.missed)} facts"]
    said += [f"  shown: {', '.join(fact.shown)}"] if fact.shown else []
    said += [f"  missed: {one.name}: {one.why}" for one in fact.missed]
    return "\n".join(said)


@words_of.register
def _(fact: kinds.Picture) -> str:
    return f"no picture of {fact.of}: {fact.why}" if fact.why else f"a picture of {fact.of}"


@words_of.register
def _(_: kinds.MemoryCurve) -> str:
    return "memory over time"


@words_of.register
def _(fact: kinds.MemoryKind) -> str:
    return "summed PSS" if fact.kind == "pss" else "summed RSS, shared pages counted more than once"


@words_of.register
def _(fact: kinds.ServedLoad) -> str:
    lost = f"{number(fact.lost)} of them lost" if fact.lost else "none lost"
    slowest = "" if fact.slowest_ms is None else f", the slowest answer after {quantity(fact.slowest_ms, 'ms')}"
    return f"{quantity(fact.requests, 'requests')} in {quantity(fact.seconds, 's')}, {lost}{slowest}"


@words_of.register
def _(fact: kinds.LeftBehind) -> str:
    told = []
    if fact.processes:
        told.append(f"{fact.processes} process{'' if fact.processes == 1 else 'es'} behind, which evalkit ended")
    if fact.shared:
        told.append(f"{fact.shared} piece{'' if fact.shared == 1 else 's'} of shared memory, which evalkit removed")
    if fact.shared_new:
        told.append(f"{fact.shared_new} more that may be somebody else's, so that evalkit did not touch them")
    if fact.files:
        among = f" ({fact.sockets} of them sockets)" if fact.sockets else ""
        told.append(f"{fact.files} file{'' if fact.files == 1 else 's'}{among} in its own home and temporary folders")
    return "left " + (", ".join(told) or "nothing")


@words_of.register
def _(fact: kinds.LeftFile) -> str:
    reading = "readable without the tool" if fact.readable else "not readable without the tool"
    return f"{fact.name}: {fact.format}, {quantity(fact.bytes, 'bytes')}, {reading}"


@words_of.register
def _(fact: kinds.LeftFiles) -> str:
    left = f"left {quantity(fact.files, 'files')} with {quantity(fact.bytes, 'bytes')}, {number(fact.readable_bytes)} of them readable"
    caches = f"{quantity(fact.caches, 'files')} with {quantity(fact.cache_bytes, 'bytes')}"
    return f"{left}; caches apart: {caches}" if fact.caches else left


@words_of.register
def _(fact: kinds.PlaceInBlock) -> str:
    return f"block {fact.number + 1} of its session at {number(fact.rows)} rows, place {fact.position + 1} of {fact.of}"


@words_of.register
def _(fact: kinds.Printed) -> str:
    return f"Output:\n{fact.text}"


@words_of.register
def _(fact: kinds.Rerun) -> str:
    what = f"{fact.excerpt} -> {fact.value}" if fact.changed == "value" else "1 % of the rows changed by changed()"
    said = [what, *_stale(fact.stale, fact.complaint)]
    if fact.seconds:
        said.append(f"run again: {_seconds(fact.seconds)}, verified; the first runs: {_seconds(fact.first_seconds)}")
    return "; ".join(said)


@words_of.register
def _(fact: kinds.CellsAgain) -> str:
    said = [f"{fact.again} of {fact.cells} cells run again with {fact.value}", *_stale(fact.stale, fact.complaint)]
    if fact.seconds:
        said.append(
            f"{_seconds(fact.seconds)}, verified, after subtracting as many empty cells: {_seconds(fact.floors)}"
        )
    return "; ".join(said)


def _stale(stale: str | None, complaint: str) -> list[str]:
    return [stale_words(stale, complaint)] if stale else []


def stale_words(stale: str, complaint: str) -> str:
    """Return what was stale about an answer, and the checker's complaint."""
    return STALE[stale] + (f" ({complaint})" if complaint else "")


def _seconds(seconds: Iterable[float]) -> str:
    return ", ".join(f"{each:.3f}" for each in seconds) + " s"


@words_of.register
def _(fact: kinds.NotebookRun) -> str:
    cells = quantity(fact.cells, "cells")
    if fact.lacks is None:
        return f"{cells}, outputs verified"
    return f"{cells}; not in a notebook: {_lack(fact)}"


def _lack(fact: kinds.NotebookRun) -> str:
    lack = LACKS[fact.lacks] if fact.lacks else ""
    return ": ".join(filter(None, (lack, fact.message)))


@words_of.register
def _(fact: kinds.FaultOutcome) -> str:
    head = "; ".join([f"{fact.fault}: {ending_of(fact)}", *fault_facts(fact)])
    return "\n".join(part for part in (head, fact.reason, fact.printed) if part)


def ending_of(fact: kinds.FaultOutcome) -> str:
    """Return the result of a fault; 'caught by report' if the output reported it without an error."""
    by_report = fact.ending is kinds.FaultEnding.CAUGHT and not fact.by_error
    return f"{fact.ending.value}{' by report' if by_report else ''}"


def fault_facts(fact: kinds.FaultOutcome) -> tuple[str, ...]:
    """Return what else is known about a fault, one sentence each."""
    said = []
    if fact.ending is kinds.FaultEnding.CAUGHT:
        sought = f" ({' or '.join(fact.sought)})" if fact.sought else ""
        said += [f"names the place{sought}: {_yes(fact.names_place)}", f"names the kind: {_yes(fact.names_kind)}"]
    said.append(f"took {fact.seconds:.1f} s, a good run {fact.good_seconds:.1f} s")
    if fact.by_error:
        said.append(f"the user’s own line is in the traceback: {_yes(fact.own_line)}")
        said.append(f"frames of the traceback outside the user’s code: {fact.outside}")
    return (*said, f"lines printed: {fact.lines_printed}")


def _yes(said: bool | None) -> str:
    return {True: "yes", False: "no", None: "not asked"}[said]


@words_of.register
def _(fact: kinds.Contact) -> str:
    asked = "; ".join(_asker(asker) for asker in fact.askers[:_MOST_ASKERS])
    return contact_words(fact) + (f"; asked by {asked}" if asked else "")


def contact_words(fact: kinds.Contact) -> str:
    """Return the host, and how often it was contacted in which way."""
    return f"{fact.host}: {', '.join(f'{_way(way)} {way.times} ×' for way in fact.ways)}"


def _way(way: kinds.Way) -> str:
    datagram = " by datagram" if way.datagram else ""
    return f"{_DONE[way.how]}{datagram}{f' at port {way.port}' if way.port else ''}"


def _asker(asker: kinds.Asker) -> str:
    called = f" (called from {', '.join(asker.via[:_MOST_CALLERS])})" if asker.via else ""
    return f"{asker.module}:{asker.line}{called}"


@words_of.register
def _(fact: kinds.Listening) -> str:
    switch = f"without {', '.join(fact.without)}" if fact.without else "the adapter names no telemetry switch"
    passed = fact.status is Status.OK
    ran = "the run passed" if passed else f"the run itself was {fact.status.value}: {fact.reason}"
    return f"Telemetry as shipped ({switch}); {fact.processes} Python processes listened; {ran}. {NOT_SEEN}"


@words_of.register
def _(fact: kinds.OfflineRun) -> str:
    if fact.status is Status.OK:
        return "passed with loopback alone, telemetry off"
    return "\n".join(filter(None, (f"with loopback alone: {fact.status.value}: {fact.reason}", fact.printed)))


@words_of.register
def _(fact: kinds.Pins) -> str:
    pins = "; ".join(f"{pin.tool} pinned as {', '.join(pin.requires)}" for pin in fact.tools)
    python = f"Python {fact.python}, " if fact.python else ""
    return f"{pins}; {python}{fact.platform}; resolved by uv"


@words_of.register
def _(fact: kinds.PairResolution) -> str:
    begin = f"with {fact.other}"
    installs = fact.outcome is kinds.ResolverAnswer.INSTALLS
    if not installs:
        at_all = " at any version" if fact.free and fact.outcome is kinds.ResolverAnswer.CONFLICT else ""
        return f"{begin}: {fact.outcome.value}{at_all}: {fact.sentence}"
    if not fact.free:
        return f"{begin}: installs, {quantity(fact.distributions, 'distributions')}, {fact.version}"
    versions = f"{fact.version or 'nothing'} when shared, {fact.own_version or 'nothing'} in its own lock"
    if fact.falls_behind is None:
        return f"{begin}: not known: {versions}"
    behind = "behind" if fact.falls_behind else "not behind"
    return f"{begin}: {behind}: {versions}; {quantity(fact.distributions, 'distributions')}"


@words_of.register
def _(fact: kinds.EnvironmentGroup) -> str:
    where = f"on Python {fact.python}, {quantity(fact.distributions, 'distributions')}"
    resolved = where if fact.python else "as a part of a larger group that was resolved"
    return f"environment {fact.number} of {fact.of}: {joined(fact.tools)}, {resolved}"


@words_of.register
def _(fact: kinds.Conflict) -> str:
    return f"{joined(fact.tools)} cannot share an environment: {fact.sentence}"


@words_of.register
def _(fact: kinds.Unpinned) -> str:
    beside = joined(fact.beside)
    return {
        kinds.ResolverAnswer.INSTALLS: f"without a pin, {fact.tool} {fact.version} installs beside {beside}",
        kinds.ResolverAnswer.CONFLICT: f"without a pin, no version of {fact.tool} installs beside {beside}",
        kinds.ResolverAnswer.UNKNOWN: f"unknown whether {fact.tool} without a pin installs beside {beside}: {fact.sentence}",
    }[fact.outcome]


@words_of.register
def _(fact: kinds.PythonResolution) -> str:
    if fact.measured_on:
        return f"installed: it is measured on Python {fact.measured_on}"
    if fact.refused_by:
        return f"{fact.refused_by} declares Requires-Python: {fact.requires_python}"
    asked = f"{', '.join(fact.requires)} for Python {fact.python}, {fact.platform}"
    if fact.outcome is kinds.ResolverAnswer.INSTALLS:
        return f"{asked}: {quantity(fact.distributions, 'distributions')}"
    return f"{asked}: {fact.outcome.value}: {fact.sentence}"


@words_of.register
def _(fact: kinds.DeclaredLicence) -> str:
    return f"{fact.distribution} {fact.version}: {fact.field}: {fact.value}"


@words_of.register
def _(fact: kinds.DistributionLicence) -> str:
    said = {True: "an open licence", False: "not an open licence", None: "not known"}[fact.is_open]
    return f"{fact.distribution} {fact.version}: {said}" + (f" ({fact.declared})" if fact.declared else "")


@words_of.register
def _(fact: kinds.PublishedRelease) -> str:
    when = f", uploaded on {fact.uploaded}" if fact.uploaded else ""
    yanked = ", yanked" if fact.yanked else ""
    return f"{fact.distribution} {fact.version}{when}{yanked}" + (f": {fact.why_yanked}" if fact.why_yanked else "")


@words_of.register
def _(fact: kinds.Locked) -> str:
    mb = f", {quantity(fact.mb, 'MB')}" if fact.mb is not None else ""
    return f"{quantity(fact.distributions, 'distributions')}{mb}, locked {fact.locked}"


@words_of.register
def _(fact: kinds.WarmInstall) -> str:
    together = ", for one command after another, added up" if len(fact.seconds) > 1 else ""
    return f"uv, warm cache, offline, not compiled: {_seconds(fact.seconds)}{together}"


@words_of.register
def _(fact: kinds.ImportTimes) -> str:
    imports = "; ".join(f"import {package}" for package in fact.packages)
    return f"{imports}: {_seconds(fact.seconds)}; the bare interpreter: {fact.bare_seconds:.3f} s"


@words_of.register
def _(fact: kinds.SetupSteps) -> str:
    said = f"1 to install + {len(fact.prepare)} to prepare + {fact.services} services + {fact.files} files beyond the script"
    commands = (f"to prepare: {' '.join(command)}" for command in fact.prepare)
    return "\n".join([f"{said} ({label_of(fact.task, fact.tool, fact.level)})", *commands])


@words_of.register
def _(fact: kinds.InstalledToday) -> str:
    asked = f"asked for {', '.join(fact.requires)} on Python {fact.python}"
    if fact.distributions is None:
        return f"{asked}: {fact.reason}"
    changes = (f"{one.distribution} {one.locked or 'nothing'} → {one.today or 'nothing'}" for one in fact.changes)
    changed = "; ".join(changes) or "nothing differs"
    return f"{asked}: {quantity(fact.distributions, 'distributions')}; lock → today: {changed}"


@words_of.register
def _(fact: kinds.TriedToday) -> str:
    label = label_of(fact.task, fact.tool, fact.level)
    if fact.status is None:
        return f"{label}: it cannot be installed today: {fact.reason}"
    return f"{label}: passes" if fact.status is Status.OK else f"{label}: {fact.status.value}: {fact.reason}"


@words_of.register
def _(fact: kinds.Rated) -> str:
    said = f"{fact.rater}: {fact.value} of 5, as of {fact.as_of}" + (f": {fact.because}" if fact.because else "")
    return "\n".join(filter(None, (said, fact.excerpt)))


@singledispatch
def brief(fact: Fact) -> str:
    """Return a fact in a few words, if it answers a requirement by itself; empty for most kinds."""
    del fact
    return ""


@brief.register
def _(fact: kinds.Contact) -> str:
    return contact_words(fact)


@brief.register
def _(fact: kinds.Locked) -> str:
    return f"{quantity(fact.distributions, 'distributions')}, locked {fact.locked}"


@brief.register
def _(fact: kinds.NotebookRun) -> str:
    return _lack(fact)


@brief.register
def _(fact: kinds.OfflineRun) -> str:
    return "" if fact.status is Status.OK else f"{fact.status.value}: {fact.reason}"
