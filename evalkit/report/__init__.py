"""From a scorecard to one self-contained HTML page. Charts and templates are loaded only when a page is rendered.

Whoever has the folder of a run asks `figures`, `compare_runs` and `compare_history`; they write nothing.
"""

from evalkit.report.compared_runs import compare_history, compare_runs
from evalkit.report.formats import FORMATS, Format, as_json, figures_frame
from evalkit.report.page.comparison_page import ComparedRun, ComparisonInput, comparison_as_json, render_comparison
from evalkit.report.page.page import render
from evalkit.report.report_as import figures
from evalkit.report.report_input import ReportInput, RunFacts, SourceFile, ToolFacts
from evalkit.report.words.answer import left_out
from evalkit.report.words.comparison import ChangeRow, Section, changed, headline, not_told, sections, standing_rows
from evalkit.report.words.plain_text import visible
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
