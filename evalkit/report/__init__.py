"""Turn a scorecard into one self-contained HTML page. Charts and templates load only when a page is rendered.

With the folder of a run, call `figures`, `compare_runs` or `compare_history`; these write nothing.
"""

from evalkit.model.plain_text import visible
from evalkit.report.compared_runs import compare_history, compare_runs
from evalkit.report.formats import FORMATS, Format, as_json, figures_frame
from evalkit.report.page.comparison_page import ComparedRun, ComparisonInput, comparison_as_json, render_comparison
from evalkit.report.page.page import render
from evalkit.report.publishing import figures
from evalkit.report.report_input import ReportInput, RunFacts, SourceFile, ToolFacts
from evalkit.report.words.answer import left_out
from evalkit.report.words.comparison import ChangeRow, Section, changed, headline, not_told, sections, standing_rows
from evalkit.report.words.quantities import moment

__all__ = [
    "FORMATS",
    "ChangeRow",
    "ComparedRun",
    "ComparisonInput",
    "Format",
    "ReportInput",
    "RunFacts",
    "Section",
    "SourceFile",
    "ToolFacts",
    "as_json",
    "changed",
    "compare_history",
    "compare_runs",
    "comparison_as_json",
    "figures",
    "figures_frame",
    "headline",
    "left_out",
    "moment",
    "not_told",
    "render",
    "render_comparison",
    "sections",
    "standing_rows",
    "visible",
]
