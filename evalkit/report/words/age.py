"""How old a run is: when it was measured, with which versions, and how far these have been left behind since."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model.plain_text import visible
from evalkit.report.links import link
from evalkit.report.report_input import ReportInput, ToolFacts
from evalkit.report.words.quantities import day
from evalkit.report.words.sentence import Named, Sentence, listed
from evalkit.store.newest_check import Newer

OLD_DAYS = 90
"""A run that is older than this many days says so above everything."""

MOST_NAMED = 4
"""The number of tools that a sentence names; the table of versions has all."""


def measured_at(report: ReportInput) -> str:
    """Return when the run ended, or as long as it has not, when it began: in ISO 8601."""
    return report.facts.finished or report.facts.started


def age(report: ReportInput) -> tuple[Sentence, ...]:
    """Return when it was measured, how old its versions were then, and how far the newest ones have moved since."""
    return (_when(report), *_locked(report), *_since(report))


def _when(report: ReportInput) -> Sentence:
    begun, ended = day(report.facts.started), day(measured_at(report))
    if not report.facts.complete:
        return (f"Begun on {begun}, and not complete.",)
    return (f"Measured on {ended}." if begun == ended else f"Measured from {begun} to {ended}.",)


def _ready(report: ReportInput) -> dict[str, ToolFacts]:
    return {tool: fact for tool, fact in report.facts.tools.items() if fact.state == "ready"}


def _locked(report: ReportInput) -> Iterator[Sentence]:
    """Yield from when the versions are, and whether they were the newest then."""
    ready = _ready(report)
    dates = sorted(fact.locked for fact in ready.values() if fact.locked)
    if not dates:
        return
    first, last = day(dates[0]), day(dates[-1])
    when = f"on {first}" if first == last else f"between {first} and {last}"
    known = [fact for fact in ready.values() if fact.locked and fact.newest]
    newest = sum(fact.newest == fact.version for fact in known)
    of = f"; {newest} of {len(known)} {_were(newest)} the newest then" if known else ""
    yield (Named("Versions", "versions"), f" were fixed {when}{of}.")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def since(report: ReportInput) -> dict[str, Newer]:
    """Return how far each tool has moved on, as far as somebody asked about the version that this run measured."""
    check = report.facts.newest
    known = check.tools if check else {}
    return {
        tool: one for tool, one in known.items() if (f := report.facts.tools.get(tool)) and f.version == one.measured
    }


def _since(report: ReportInput) -> Iterator[Sentence]:
    """Yield what a later look at the package index said, or that nobody looked."""
    check = report.facts.newest
    ready = _ready(report)
    if check is None:
        if ready:
            yield ("How far they have moved since is not known; ", Named("evalkit report --check-newest"), " asks.")
        return
    looked = {tool: newer for tool, newer in since(report).items() if tool in ready}
    on = f"On {day(check.checked)}"
    behind = sorted((t for t, one in looked.items() if one.releases), key=lambda t: (-looked[t].releases, t))
    if looked and not behind:
        yield (
            f"{on}, none of {len(looked)} tools had a newer version."
            if len(looked) > 1
            else f"{on}, it had no newer version.",
        )
    elif behind:
        named, rest = behind[:MOST_NAMED], len(behind) - MOST_NAMED
        more: Sentence = (", and ", Named(f"{rest} more", "versions")) if rest > 0 else ()
        told = listed(named, "," if rest > 0 else "and", lambda tool: _moved(ready[tool], tool, looked[tool]))
        yield (f"{on}, {len(behind)} of {len(looked)} tools had moved on: ", *told, *more, ".")
    silent = [tool for tool in ready if tool in check.unknown]
    if silent:
        why = visible(check.unknown[silent[0]])
        of = f"{len(silent)} tools" if len(silent) > 1 else visible(ready[silent[0]].name)
        yield (f"{on}, nothing could be learnt of {of}: {why}.",)


def _moved(fact: ToolFacts, tool: str, newer: Newer) -> Named:
    count = f"{newer.releases} release{'' if newer.releases == 1 else 's'} later"
    text = f"{visible(fact.name)} from {visible(fact.version)} to {visible(newer.newest)} ({count})"
    return Named(text, link("tool", tool))
