"""Pictures on the page: what stands where, what is named as lacking, and what a page has no room for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from evalkit.model.facts import Picture
from evalkit.report import ReportInput, render
from evalkit.report.page.pictures import MOST_BYTES, galleries
from evalkit.report.publishing import republish
from evalkit.report.report_input import ShownPicture
from evalkit.report.words.pictures import NO_PICTURE_FILE
from tests.report.sample_report import sample
from tests.report.test_publishing import hostile
from tests.store.test_pictures import DOT, extended

PAGE, PLOT = "outputs/report.html", "outputs/<plot>.png"
WHY = "the browser took too much memory for it"


@cache
def with_pictures() -> ReportInput:
    """The sample, where three results of `skew` have pictures and one lacks its own."""
    dot = ShownPicture(PAGE, DOT, 1, 1)
    return replace(
        sample(),
        pictures={
            "skew/pandas/hello": (dot, ShownPicture(PLOT, DOT, 1, 1)),
            "skew/pandas/adapt": (dot,),
            "skew/scipy/adapt": (ShownPicture(PAGE, why=WHY),),
        },
    )


def test_each_task_has_its_pictures_by_level_and_names_what_is_lacking() -> None:
    found = galleries(with_pictures())
    assert list(found) == ["skew"]
    shown = {level: [(one.tool, one.of, one.name) for one in ones] for level, ones in found["skew"].levels.items()}
    assert shown == {
        "hello": [("pandas", PAGE, "picture/skew/pandas/hello/0"), ("pandas", PLOT, "picture/skew/pandas/hello/1")],
        "adapt": [("pandas", PAGE, "picture/skew/pandas/adapt/0")],
    }
    assert found["skew"].lacking == (f"SciPy, adapt: no picture of {PAGE}, because {WHY}",)
    assert found["skew"].left_out == ""


def test_the_page_holds_each_picture_once_with_a_description_and_escapes_names() -> None:
    page = render(with_pictures())
    assert page.count("UklGRiIAAABXRUJQ") == 3
    assert "outputs/&lt;plot&gt;.png as pandas wrote it for" in page
    assert "outputs/<plot>" not in page
    assert WHY in page


def test_a_page_without_pictures_says_nothing_of_them() -> None:
    assert 'class="gallery"' not in render(sample())


def test_where_pictures_do_not_fit_each_result_has_one_before_any_has_two_and_the_rest_is_named() -> None:
    large = ShownPicture(PAGE, bytes(MOST_BYTES // 2), 1, 1)
    second = replace(large, of=PLOT)
    pictures = {"skew/pandas/hello": (large, second), "skew/scipy/hello": (large, second)}
    found = galleries(replace(sample(), pictures=pictures))["skew"]
    assert [(one.tool, one.of) for one in found.levels["hello"]] == [("pandas", PAGE), ("scipy", PAGE)]
    assert found.left_out.startswith("This page has no room for 2 more")
    assert f"pandas, hello, {PLOT}" in found.left_out
    assert f"SciPy, hello, {PLOT}" in found.left_out


def test_a_run_that_somebody_sent_shows_pictures_of_its_own_folder_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "private.webp").write_bytes(DOT)
    run = hostile(tmp_path / "run", *(Picture(PAGE, name, 1, 1) for name in ("../private.webp", "a.webp", "b.webp")))
    (run / "a.webp").symlink_to(tmp_path / "private.webp")
    (run / "b.webp").write_bytes(extended(16_000, 16_000))
    page = republish(run).read_text("utf-8")
    assert page.count(NO_PICTURE_FILE.replace("'", "&#39;")) == 3
    assert "UklGR" not in page
    (run / "b.webp").write_bytes(DOT)
    assert "UklGR" in republish(run).read_text("utf-8")
