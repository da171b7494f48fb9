"""The warnings of the page: by titles, and once what holds of several."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evalkit.model.plain_text import visible
from evalkit.report import ReportInput
from evalkit.report.words.sentence import Named
from evalkit.report.words.warnings import warning_views
from evalkit.scoring import Warning as Told
from tests.report.sample_report import sample


def with_warnings(*warnings: Told) -> ReportInput:
    return replace(sample(), scorecard=replace(sample().scorecard, warnings=warnings))


def words(report: ReportInput) -> list[str]:
    return [
        "".join(part if isinstance(part, str) else part.name for part in view.said) for view in warning_views(report)
    ]


def test_what_holds_of_several_tasks_is_said_once_with_their_titles() -> None:
    first, second, third = (sample().tasks[table.task].title for table in sample().scorecard.tasks)
    tasks = [table.task for table in sample().scorecard.tasks]
    few = [Told("few-blocks", "only 2 blocks are complete", "run it again", (task,)) for task in tasks]
    assert words(with_warnings(*few)) == [f"“{first}”, “{second}” and “{third}”: only 2 blocks are complete"]
    assert words(with_warnings(few[0], replace(few[1], advice="wait"), few[2])) == [
        f"“{first}” and “{third}”: only 2 blocks are complete",
        f"“{second}”: only 2 blocks are complete",
    ]


def test_a_metric_goes_by_its_title_and_a_task_leads_to_its_view() -> None:
    task = sample().scorecard.tasks[0].task
    report = with_warnings(
        Told("clipped", "3 of 4 values lie beyond", "look", ("code.concepts",)),
        Told("few-blocks", "few", "wait", (task,)),
    )
    assert words(report)[0] == "“Concepts”: 3 of 4 values lie beyond"
    [named] = [part for part in warning_views(report)[1].said if isinstance(part, Named)]
    assert named.link == f"task/{task}"


def test_a_family_of_metrics_goes_by_the_question_that_it_answers() -> None:
    told = Told("one-author", "these come from one author", "read", ("code.*", "ladder.*", "other.*"))
    assert words(with_warnings(told)) == [
        "“how much has to be written”, “how steeply its difficulty rises” and “other.*”: these come from one author"
    ]


@given(st.lists(st.text(), max_size=4, unique=True))
def test_a_warning_about_the_whole_run_is_said_as_it_is(texts: list[str]) -> None:
    told = [Told("kind", text, "advice") for text in texts]
    assert words(with_warnings(*told)) == [visible(text) for text in texts]
