"""Write the scorecard and the report of a run into its folder; both can be written again at any time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from evalkit.report.forked_work import beside
from evalkit.report.formats import FORMATS, figures_frame
from evalkit.report.formats.as_badge import as_badge
from evalkit.report.formats.as_json import json_parts
from evalkit.report.gathering import opened_report, report_input
from evalkit.report.page.card import card
from evalkit.report.page.embedded_data import EmbeddedData, embedded_data
from evalkit.report.page.page import render
from evalkit.report.report_input import ReportInput
from evalkit.report.words.notes import numbered_notes
from evalkit.store import Journal, write_whole
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import RunFolder

if TYPE_CHECKING:
    import pandas as pd


def republish(path: Path, url: str = "") -> Path:
    """Make scorecard and report of a finished or unfinished run again, and return the report's file; raises `NotARun`.

    `url` is where the report will be, for those who show links to it.
    """
    folder = RunFolder(path)
    with nothing_collected():
        _republish(folder, url)
    return folder.report


def _republish(folder: RunFolder, url: str) -> None:
    # A function of its own, which drops the report: garbage collection would look through all of it.
    report = replace(opened_report(folder.path), url=url)
    with beside(lambda: embedded_data(report)) as embedded, beside(lambda: _write_scorecard(folder, report)):
        _write_page(folder, report, embedded)


def publish(folder: RunFolder, manifest: Manifest, journal: Journal) -> ReportInput:
    """Score the journal, write scorecard.json and report.html, and return everything that the report shows."""
    with nothing_collected():
        report = report_input(folder, manifest, journal)
        _write(folder, report)
    return report


def figures(run: Path) -> pd.DataFrame:
    """Return all figures of a run as a pandas data frame, one in each row; writes nothing.

    Raises:
        NotARun: the folder holds no run.
    """
    return figures_frame(opened_report(run))


def report_as(run: Path, form: str) -> str:
    """Return the report of a run in one of `FORMATS`; writes nothing.

    Raises:
        NotARun: the folder holds no run.
        KeyError: there is no such form.
    """
    return FORMATS[form].write(opened_report(run))


def badge_of(run: Path) -> str:
    """Return the answer of a run as a badge, an SVG; writes nothing. Raises `NotARun`."""
    return as_badge(opened_report(run))


def _write(folder: RunFolder, report: ReportInput) -> None:
    _write_scorecard(folder, report)
    _write_page(folder, report)


def _write_scorecard(folder: RunFolder, report: ReportInput) -> None:
    write_whole(folder.scorecard, json_parts(report.scorecard, numbered_notes(report)))


def _write_page(folder: RunFolder, report: ReportInput, embedded: Callable[[], EmbeddedData] | None = None) -> None:
    write_whole(folder.card, card(report))
    write_whole(folder.report, render(replace(report, card=urljoin(report.url, folder.card.name)), embedded))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Switch garbage collection off: it takes a fifth of a large run's time, and a scorecard has no cycles to find."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


MOST_SHARE = 0.03
"""The share of a run's time, at most, in which its report is written."""


class Publisher:
    """Writes scorecard and report while a run goes on.

    `note` writes the manifest and returns it. `pause` is the least number of seconds between two reports. They are
    further apart where one takes long, since nothing new is begun meanwhile.
    """

    def __init__(
        self,
        folder: RunFolder,
        journal: Journal,
        note: Callable[[bool], Manifest],
        pause: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._journal, self._note, self._pause, self._clock = folder, journal, note, pause, clock
        self._last, self._took = clock(), 0.0
        self.latest: ReportInput | None = None

    @property
    def report(self) -> Path:
        """The report's file."""
        return self._folder.report

    def is_due(self, *, first: bool) -> bool:
        """Return whether another report is due; the first one is due as soon as `first` is True."""
        pause = max(self._pause, self._took / MOST_SHARE)
        return (self.latest is None and first) or self._clock() - self._last >= pause

    def now(self, complete: bool) -> ReportInput:
        """Publish the present results."""
        began = self._clock()
        self.latest = publish(self._folder, self._note(complete), self._journal)
        self._last = self._clock()
        self._took = self._last - began
        return self.latest
