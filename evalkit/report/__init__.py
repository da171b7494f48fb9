"""Turn a scorecard into one self-contained HTML page. Charts and templates load only when a page is rendered.

With folders of runs, call `figures`, `compare_runs`, `compare_history` or `run_history`; these write nothing.
"""

from evalkit.model.plain_text import visible
from evalkit.report.compared_runs import ComparedRun, ComparisonInput, compare_history, compare_runs
from evalkit.report.formats import FORMATS, Format, as_json, figures_frame
from evalkit.report.mlflow_export import export_to_mlflow
from evalkit.report.page.comparison_page import comparison_as_json, render_comparison
from evalkit.report.page.history_page import history_as_json, render_history
from evalkit.report.page.page import render
from evalkit.report.publishing import figures
from evalkit.report.report_input import ReportInput, RunFacts, SourceFile, ToolFacts
from evalkit.report.run_history import RunHistory, run_history
from evalkit.report.words.answer import left_out
from evalkit.report.words.comparison import ChangeRow, Section, changed, headline, not_told, sections, standing_rows
from evalkit.report.words.history import answer_of, history_tables, machine_of, turn_words
from evalkit.report.words.quantities import moment

__all__ = [
    "FORMATS",
    "ChangeRow",
    "ComparedRun",
    "ComparisonInput",
    "Format",
    "ReportInput",
    "RunFacts",
    "RunHistory",
    "Section",
    "SourceFile",
    "ToolFacts",
    "answer_of",
    "as_json",
    "changed",
    "compare_history",
    "compare_runs",
    "comparison_as_json",
    "export_to_mlflow",
    "figures",
    "figures_frame",
    "headline",
    "history_as_json",
    "history_tables",
    "left_out",
    "machine_of",
    "moment",
    "not_told",
    "render",
    "render_comparison",
    "render_history",
    "run_history",
    "sections",
    "standing_rows",
    "turn_words",
    "visible",
]
