from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from benchmarks.large_report import made_up
from evalkit.model import Status
from evalkit.report import ReportInput, render
from evalkit.report.page.templating import templates, unindented
from evalkit.report.words.advice import is_said_at_once
from evalkit.report.words.unknown import unasked
from evalkit.scoring import CriterionScore, TaskTable
from tests.report.hostile_report import NASTY, hostile
from tests.report.sample_report import BAD, NAMES, midway, rubric, sample


class Reader(HTMLParser):
    """The page's text, its attributes, and the JSON it carries."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: dict[str, Any] = {}
        self._within: str | None = None
        self._script: dict[str, str | None] = {}
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        if tag in {"script", "style"}:
            self._within, self._script = tag, known

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._within is None:
            self.text += data
        elif self._script.get("type") == "application/json":
            self.data[str(self._script["id"])] = json.loads(data)
        elif self._script.get("type") == "application/gzip":
            opened = gzip.decompress(base64.b64decode(data)).decode()
            if part := self._script.get("data-part"):
                *within, name = part.split("/")
                known = self.data.setdefault(f"{self._script['data-of']}-data", {})
                (known.setdefault(within[0], {}) if within else known)[name] = json.loads(opened)
            else:
                self.data[str(self._script["id"])] = opened


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return sample()


@pytest.fixture(scope="module")
def page(report: ReportInput) -> str:
    return render(report)


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    return Reader(page)


def test_the_page_opens_with_who_leads_by_how_much(read: Reader) -> None:
    start = read.text[: read.text.index("How sure is that?")]
    assert re.search(
        r"A specialist for each task \(pandera \+ scikit-learn \+ Evidently\) leads with \S+ points, "
        r"at least \S+ ahead of Ordinary Python \(pandas\)\.",
        start,
    )
    assert re.search(
        r"Catch bad rows before they reach training pandera leads with \S+ points, \S+ ahead of pandas", read.text
    )
    assert "2 tools are not ranked." in read.text


def test_a_criterion_that_applies_to_no_tool_of_a_task_has_no_column_there(report: ReportInput) -> None:
    def without(table: TaskTable, name: str) -> TaskTable:
        nothing = CriterionScore(None, 1.0, ())
        return replace(table, rows=tuple(replace(row, criteria={**row.criteria, name: nothing}) for row in table.rows))

    first, *others = report.scorecard.tasks
    name = list(report.scorecard.weights)[1]
    title = report.rubric.criteria[name].title
    card = replace(report.scorecard, tasks=(without(first, name), *others))
    page = render(replace(report, scorecard=card))
    heads = {task: re.findall(r'data-criterion="([^"]+)"', html) for task, html in _sections(page).items()}
    assert heads[first.task] == [one for one in card.weights if one != name]
    assert heads[others[0].task] == list(card.weights)
    assert f"No metric of “{title}” applies to this task." in Reader(page).text


def _sections(page: str) -> dict[str, str]:
    """The part of the page about each task, by task."""
    _, *parts = re.split(r'<section class="task"[^>]* data-task="', page)
    return {part.partition('"')[0]: part.partition("</table>")[0] for part in parts}


def test_it_says_how_sure_that_is_and_what_would_change_it(read: Reader) -> None:
    assert "76 of 84 weighed figures have a value" in read.text
    assert "10 blocks of timings; 6 differences in time are real" in read.text
    assert re.search(
        r"Ordinary Python would lead if “Friction in critical parts of the workflow” weighed at least \d", read.text
    )
    assert "warnings before you rely on this page" in read.text


def test_in_the_middle_of_a_run_it_says_so_and_who_is_installing() -> None:
    read = Reader(render(midway()))
    assert "This run is not complete." in read.text
    assert "TensorFlow Model Analysis is still installing." in read.text
    assert "8 needed before any difference in time counts as real" in read.text
    assert "No difference in time counts as real with 3 blocks (8 needed)." in read.text
    assert "is faster than" not in read.text
    assert read.text.count("installing") >= 4


def test_with_nothing_observed_nothing_is_said() -> None:
    read = Reader(render(sample(0, tuple(NAMES))))
    assert "There is no ranking yet: no stack has enough measured values." in read.text
    assert "There is no ranking yet: no tool has enough measured values." in read.text
    assert "No times yet: no complete block was run." in read.text
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b", read.text)


def test_each_outcome_stands_as_a_word_with_an_icon(read: Reader) -> None:
    outcomes = [
        attrs.get("class") or "" for tag, attrs in read.tags if tag == "a" and "outcome" in (attrs.get("class") or "")
    ]
    for status in ("ok", "wrong", "failed", "timeout", "unsupported", "unavailable", "not-run"):
        assert f"outcome {status}" in outcomes
    icons = {attrs["href"] for tag, attrs in read.tags if tag == "use"}
    assert icons <= {f"#{attrs['id']}" for tag, attrs in read.tags if tag == "symbol"}
    assert all(status.meaning in read.text for status in Status)


def test_a_wrong_implementation_is_never_shown_as_a_time(page: str, read: Reader) -> None:
    numbers = read.data["evidence-data"]["tools"]["scikit-learn"]["numbers"]
    wall = numbers["skew/adapt/run.wall_seconds"]
    assert BAD["skew", "scikit-learn", "adapt"][0] is Status.WRONG
    assert wall["status"] == "wrong"
    assert not wall.keys() & {"exact", "shown", "samples", "interval"}
    drawings = {attrs["data-chart"]: attrs["aria-label"] or "" for _, attrs in read.tags if "data-chart" in attrs}
    assert "SciPy" in drawings["times/skew"]
    assert "scikit-learn" not in drawings["times/skew"]
    assert "scikit-learn" not in json.dumps(json.loads(read.data["charts-data"])["specs"]["times/skew"])
    assert 'href="#number/scikit-learn/skew/adapt/run.wall_seconds"' not in page


def test_faster_is_said_only_of_the_scorecards_pairs(report: ReportInput) -> None:
    tables = tuple(replace(table, faster=table.faster[:1]) for table in report.scorecard.tasks)
    read = Reader(render(replace(report, scorecard=replace(report.scorecard, tasks=tables))))
    assert len(re.findall("is faster than", read.text)) == len(tables)


def test_what_the_rubric_does_not_ask_follows_from_the_rubric(report: ReportInput) -> None:
    assert "how well it is documented" in unasked(report)
    assert "what it costs to run" not in unasked(report)
    only_code = {"ergonomics": rubric().criteria["ergonomics"]}
    assert "what it costs to run" in unasked(
        replace(report, rubric=rubric().model_copy(update={"criteria": only_code}))
    )


def test_method_versions_machine_command_and_notices_are_there(report: ReportInput, read: Reader) -> None:
    for expected in (
        "100 points at 0.3× the baseline, 0 at 30×, log",
        "from a third of plain Python's time to a coffee break",
        "1.17 and later need glibc 2.39",
        "Install evalkit with Python 3.11 or later: run pip install . in a checkout of it.",
        "evalkit run rubrics/default.yaml --seed 0",
        "To add a tool, write one file adapters/<tool>.yaml and one script for each level",
        "Debian 12, Linux 6.1",
        "CC BY 4.0",
        "University of Washington Interactive Data Lab",
        "line 812: checksum does not match",
        "no interpreter of Python 3.9 was found",
        *(warning.advice for warning in report.scorecard.warnings),
    ):
        assert expected in read.text


def test_sections_stand_in_the_order_of_a_readers_questions(read: Reader) -> None:
    sections = [str(known["id"]) for tag, known in read.tags if tag == "section" and "/" not in str(known["id"])]
    assert sections[:4] == ["answer", "map", "cost", "tasks"]
    menu = [(known["data-opens"], str(known["href"])[1:]) for _, known in read.tags if "data-opens" in known]
    views = [known["data-view"] for _, known in read.tags if "data-view" in known]
    assert [view for view, _ in menu] == [*views, "everything"]
    assert {place for _, place in menu} <= {*sections, "everything"}


def test_the_parts_of_a_view_are_listed_in_their_order(read: Reader) -> None:
    at = [(tag, known) for tag, known in read.tags if tag in {"section", "nav", "a"}]
    places = [str(known["id"]) for tag, known in at if tag == "section" and "id" in known]
    navs = [place for place, (tag, known) in enumerate(at) if tag == "nav" and known.get("class") == "within"]
    assert len(navs) == 4
    for nav in navs:
        end = next(place for place in range(nav + 1, len(at)) if at[place][0] != "a")
        listed = [str(known["href"])[1:] for _, known in at[nav + 1 : end]]
        assert listed == [place for place in places if place in listed]
        assert len(listed) > 1


def test_words_are_explained_where_they_are_first_met(read: Reader) -> None:
    assert sum(tag == "dfn" for tag, _ in read.tags) == 8
    for word in (
        "rubric says what counts",
        "draw varies the weights",
        "In a block, every tool",
        "adapt the everyday change",
    ):
        assert word in read.text.partition("What was claimed")[0]


def test_every_metric_of_every_tool_is_in_the_evidence(report: ReportInput, read: Reader) -> None:
    tools = read.data["evidence-data"]["tools"]
    for found in report.scorecard.tools:
        for task, figure in found.figures:
            number = tools[found.tool]["numbers"][f"{task or '-'}/{figure.level or '-'}/{figure.metric}"]
            assert number.get("exact") == (
                figure.value if figure.value is None else pytest.approx(figure.value, rel=1e-9)
            )
            samples = list(figure.samples) if len(figure.samples) > 1 else []
            assert number.get("samples", []) == pytest.approx(samples, rel=1e-6)
    assert "handover" in read.data["evidence-data"]["sources"]["skew/tfdv/adapt"][0]


def test_a_value_of_zero_stays_a_value() -> None:
    from evalkit.report.page.evidence_data import _kept

    assert _kept(exact=0.0, clipped=False, reason="", samples=[]) == {"exact": 0.0}


def test_the_same_report_gives_the_same_page(page: str) -> None:
    assert render(sample()) == page


def test_a_template_is_compiled_once_for_all_pages(page: str) -> None:
    compiled = templates().get_template("page.html")
    assert render(sample()) == page
    assert templates().get_template("page.html") is compiled


def test_no_space_is_kept_before_a_tag_and_none_is_lost_from_text(page: str) -> None:
    assert "\n <" not in page
    assert unindented("<p>a\n   <b>b</b>\n   c</p>") == "<p>a\n<b>b</b>\n   c</p>"


def test_nothing_is_asked_of_any_server(page: str, read: Reader) -> None:
    loading = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}
    for tag, attrs in read.tags:
        assert not attrs.keys() & loading, (tag, attrs)
        if (attrs.get("href") or "#").startswith(("http", "//")):
            assert tag == "a", "a page that is opened by a press, not by the browser"
            assert "noreferrer" in (attrs.get("rel") or "")
        assert tag not in {"iframe", "object", "embed", "img", "base", "form", "image"}
        assert not any(name.startswith("on") for name in attrs)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    policy = next(attrs["content"] for tag, attrs in read.tags if attrs.get("http-equiv"))
    assert policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("'sha256-") == 2, "our own script, and the library that draws"
    assert "unsafe-eval" not in policy


def test_hostile_content_stays_text() -> None:
    page = render(hostile())
    read = Reader(page)
    assert [attrs for tag, attrs in read.tags if tag == "script" and "type" not in attrs] == [{}]
    assert {attrs.get("type") for tag, attrs in read.tags if tag == "script"} == {
        None,
        "application/gzip",
    }
    assert not [tag for tag, _ in read.tags if tag == "img"]
    for hidden in ("\u202e", "\x1b", "\u2028", "\x07"):
        assert hidden not in page
    assert "[U+202E]gnp.exe" in read.text
    assert "{{7*7}}" in read.text
    assert NASTY.split("\u202e")[0] in read.text
    assert not [attrs for _, attrs in read.tags if (attrs.get("href") or "").startswith("javascript:")]


def test_endless_lines_are_cut_and_say_by_how_much() -> None:
    page = render(hostile())
    log = Reader(page).data["evidence-data"]["logs"]["skew/tfdv/adapt"]["text"]
    assert len(log) < 300_000
    assert re.search(r"[\d,]+ characters left out", log)
    assert re.search(r"[\d,]+ more characters in this line", log)


def test_importing_the_layer_loads_no_chart_and_no_template_library() -> None:
    code = "import sys, evalkit.report; print([m for m in ('pandas', 'jinja2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_advice_is_too_much_to_say_at_once_every_tool_is_there_to_be_opened() -> None:
    tools, tasks = 35, 6
    much = made_up(tools, tasks, 1)
    assert not is_said_at_once(much)
    assert render(much).count('data-advice="') == tools


def test_scripts_of_the_page_carry_all_their_code_and_no_line_of_comments(report: ReportInput) -> None:
    page = render(report)
    for file in sorted(Path(sys.modules["evalkit.report.page.page"].__file__ or "").with_name("static").glob("*.js")):
        lines = file.read_text("utf-8").split("\n")
        code = [line for line in lines if line.strip() and not line.lstrip().startswith("//")]
        assert all(line in page for line in code), file.name
    assert "// What goes on beyond its box" not in page
