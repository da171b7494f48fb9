"""The data of the page that its script opens at first use, packed; to make it takes as long as all the rest of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.report.page import embedding
from evalkit.report.page.code_view import code_view
from evalkit.report.page.costs import costs
from evalkit.report.page.costs_compared import costs_compared
from evalkit.report.page.evidence_data import evidence
from evalkit.report.page.faults import fault_data, fault_tables
from evalkit.report.page.weighing_data import weighing
from evalkit.report.report_input import ReportInput
from evalkit.report.words.advice import advice_data, advice_views


@dataclass(frozen=True, slots=True)
class EmbeddedData:
    """Texts that are safe inside a script element: `evidence` by the name of its part, and what weights are moved with."""

    evidence: Mapping[str, str]
    weighing: str


def embedded_data(report: ReportInput) -> EmbeddedData:
    """Return the data that the page of a report opens at first use."""
    return EmbeddedData(
        evidence=embedding.parts(
            evidence(report)
            | {"code": code_view(report), "faults": fault_data(fault_tables(report))}
            | {
                "advice": advice_data(advice_views(report)[1]),
                "costs": costs(report),
                "compared": costs_compared(report),
            },
            apart=("tools",),
        ),
        weighing=embedding.packed_json(weighing(report)),
    )
