"""Pages are read as a person without a network sees them, whatever is in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.outputs import Unreadable
from tasks.pages import Page, is_named, read_page, stands_behind


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>race<td>Asian", "race Asian"),
        ("<p>a &lt;b&gt;&amp; c</p>", "a <b>& c"),
        ("<script>race</script><style>race</style><!-- race --><template>race</template>x", "x"),
        ("<div hidden>race</div>x", "x"),
        ("<div style='color:red; display: none'><b>race</b></div>x", "x"),
        ("<div hidden><p>race</div>x", "x"),
        ("<p>race</p></p></div>x", "race x"),
        ("<input value=race>x", "x"),
        ("<title>race</title>", "race"),
    ],
)
def test_what_can_be_read_on_a_page(source: str, text: str) -> None:
    assert Page(source).text == text


@pytest.mark.parametrize(
    "source",
    [
        "<script src='https://example.org/d3.js'></script>",
        "<SCRIPT SRC=//example.org/d3.js></SCRIPT>",
        "<iframe src=' http://example.org'></iframe>",
        "<img src=https://example.org/a.png>",
        "<link rel=import href=https://example.org/facets.html>",
        "<object data=https://example.org/a.svg></object>",
    ],
)
def test_what_a_page_loads_from_the_web_is_noted(source: str) -> None:
    assert len(Page(source).loaded) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<link rel=stylesheet href=https://example.org/a.css>",
        "<a href=https://example.org>there</a>",
        "<script>fetch('https://example.org')</script>",
        "<img src=data:image/png;base64,AAAA>",
    ],
)
def test_styles_links_and_what_is_embedded_are_not_loaded(source: str) -> None:
    assert Page(source).loaded == []


@pytest.mark.parametrize(
    ("source", "draws"),
    [
        ("<svg><rect/></svg>", True),
        ("<canvas></canvas>", True),
        ("<img src=data:image/png;base64,AAAA>", True),
        (f"<script>{'x' * 60_000}</script>", True),
        ("<script>draw()</script>", False),
        ("<img src=a.png>", False),
        (f"<p>{'x' * 60_000}</p>", False),
        ("<p>svg canvas</p>", False),
    ],
)
def test_a_drawing_is_one_that_the_file_holds(source: str, draws: bool) -> None:
    assert Page(source).draws is draws


def test_text_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("race holds Asian")
    with pytest.raises(Unreadable, match=r"outputs/report\.html is not HTML"):
        read_page(tmp_path, "report.html")


@given(source=st.text(alphabet="<>!-/='\"&; abhiddentylscrp", max_size=80))
def test_no_text_stops_the_reader(source: str) -> None:
    assert "<script" not in Page(f"<p>{source}").text.partition("<")[0]


def test_a_name_is_a_word_of_its_own() -> None:
    assert is_named("age", "an age of 3")
    assert is_named("capital-gain", '{"capital-gain": 3}')
    assert not is_named("age", "wage, age-group, page")


def test_a_name_is_found_in_what_a_script_says_too() -> None:
    source = Page(r'<script>draw({"title": "\u003cb\u003eage\u003c\u002fb\u003e", "of": "A &amp; B"})</script>').source
    assert is_named("age", source)
    assert is_named("A & B", source)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("race unexpected Asian", True),
        ("race White Black sex Male race Asian", True),
        ("sex race Asian", True),
        ("race sex Asian", False),
        ("Asian race", False),
        ("race Asian-Pac-Islander", False),
        ("race-group Asian", False),
        ("Asian", False),
    ],
)
def test_a_value_stands_behind_its_column_and_no_other(text: str, there: bool) -> None:
    assert stands_behind("Asian", "race", text, {"race", "sex", "age"}) is there
