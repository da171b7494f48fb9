"""From a scorecard to one self-contained HTML page. Charts and templates are loaded only when a page is rendered."""

from evalkit.report.page import render
from evalkit.report.subject import ReportInput, RunFacts, SourceFile, ToolFacts

__all__ = ["ReportInput", "RunFacts", "SourceFile", "ToolFacts", "render"]
