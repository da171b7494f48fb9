from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalkit.model.plain_text import capped
from evalkit.report import SourceFile
from evalkit.report.page.code_colours import LONGEST, colours
from evalkit.report.page.code_view import MOST_COLOURED, MOST_LINES, changes, code_view, lines_of
from tests.report.code_report import TASK, with_code
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


def coloured(text: str, runs: str) -> list[tuple[str, str]]:
    """The parts of a text with their classes, cut as the page's script cuts: in UTF-16 units."""
    units = text.encode("utf-16-le")
    parts, at = [], 0
    for length, letter in re.findall(r"(\d+)([a-z])", runs):
        parts.append((units[2 * at : 2 * (at + int(length))].decode("utf-16-le"), letter))
        at += int(length)
    assert 2 * at == len(units)
    return parts


def applied(before: list[str], after: list[str], steps: str) -> tuple[list[str], list[str]]:
    """Both sides, put together again from the changes."""
    old: list[str] = []
    new: list[str] = []
    for count, sign in re.findall(r"(\d+)([=+-])", steps):
        if sign in "=-":
            old += before[len(old) : len(old) + int(count)]
        if sign in "=+":
            new += after[len(new) : len(new) + int(count)]
    return old, new


def test_parts_of_python_get_their_classes() -> None:
    text = '@wraps\ndef f(x):  # why\n    return len("a") + 1.5 if x else None\n'
    found = {part.strip(): letter for part, letter in coloured(text, colours("a/b.py", text))}
    assert found["def"] == "k"
    assert found["f"] == "f"
    assert found["# why"] == "c"
    assert found['"a"'] == "s"
    assert found["1.5"] == "n"
    assert found["len"] == "b"
    assert found["@wraps"] == "d"


@pytest.mark.parametrize("name", ["a.yaml", "a.sql", "a.proto", "Dockerfile", "b.toml", "c.json", "d.sh", "e.j2"])
def test_other_languages_have_colours_too(name: str) -> None:
    text = {
        "a.sql": "SELECT 1",
        "a.proto": "message A {}",
        "Dockerfile": "FROM python",
        "d.sh": "if x; then y; fi",
    }.get(name, '{"a": 1}' if name == "c.json" else "{{ x }} # y" if name == "e.j2" else "a = 1 # b\nc: 2\n")
    assert {letter for _, letter in coloured(text, colours(name, text))} - {"x"}


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_stay_without_colours(text: str) -> None:
    assert colours("a.py", text) == ""
    assert colours("a.unknown", "text") == ""


@given(TEXTS, st.sampled_from(["a.py", "a.yaml", "a.toml", "a.json"]))
@example("\n\n  x = '''\U0001f600\n", "a.py")
@example("\ufeffx\t=\f1 \n \n", "a.py")
def test_lengths_add_up_to_the_text_whatever_it_is(text: str, name: str) -> None:
    shown = capped(text)
    runs = colours(name, shown)
    assert "".join(part for part, _ in coloured(shown, runs)) == shown


@given(
    st.lists(st.sampled_from(["a", "b", "", "c d"]), max_size=12),
    st.lists(st.sampled_from(["a", "b", ""]), max_size=12),
)
def test_changes_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    assert applied(before, after, changes(before, after)) == (before, after)


@given(st.lists(st.text("ab"), max_size=12))
def test_a_text_has_no_changes_against_itself(lines: list[str]) -> None:
    assert changes(lines, lines) == (f"{len(lines)}=" if lines else "")


def test_very_long_files_are_replaced_as_a_whole() -> None:
    assert changes(["x"] * (MOST_LINES + 1), ["x"]) == f"{MOST_LINES + 1}-1+"


def test_lines_are_those_that_an_editor_numbers() -> None:
    assert lines_of("a\n\nb\n") == ["a", "", "b"]
    assert lines_of("") == []


def test_each_two_levels_are_compared_script_with_script_and_new_files_are_new() -> None:
    view = code_view(with_code())
    pairs = view["changes"][f"{TASK}/pandas"]
    assert set(pairs) == {"hello/adapt", "hello/stretch", "adapt/stretch"}
    assert pairs["hello/adapt"] == [(0, 0, "6=7+5="), (None, 1, "2+")]
    assert pairs["adapt/stretch"][1] == (1, None, "2-")


def test_files_of_folders_belong_together_by_name() -> None:
    files = {
        f"{TASK}/pandas/{level}": tuple(
            SourceFile(f"tasks/{TASK}/pandas/{level}/{name}", f"{name}\n")
            for name in ("main.py", "b.sql", level + ".x")
        )
        for level in ("hello", "adapt")
    }
    pairs = code_view(replace(sample(), sources=files))["changes"][f"{TASK}/pandas"]["hello/adapt"]
    assert pairs == [(0, 0, "1="), (1, 1, "1="), (None, 2, "1+"), (2, None, "1-")]


def test_the_view_begins_at_the_timed_level_with_every_tasks_baseline() -> None:
    view = code_view(sample())
    assert view["first"] == "adapt"
    assert view["levels"]["skew"] == ["hello", "adapt", "stretch"]
    assert view["baselines"]["skew"] == "pandas"


def test_colours_end_where_they_would_take_too_long_and_it_says_for_how_many() -> None:
    long = "x = 1\n" * 9_000
    sources = {
        f"{TASK}/pandas/{level}": (SourceFile(f"{level}.py", f"# {level}\n{long}"),)
        for level in ("hello", "adapt", "stretch")
    } | {
        f"{TASK}/pandera/{level}": (SourceFile(f"{level}.py", f"# {level}!\n{long}"),)
        for level in ("hello", "adapt", "stretch")
    }
    view = code_view(replace(sample(), sources=sources))
    assert len(view["colours"]) == MOST_COLOURED // len(long)
    assert view["uncoloured"] == 6 - len(view["colours"])


def test_what_is_embedded_is_small_beside_the_code() -> None:
    report = with_code()
    code = sum(len(file.text) for files in report.sources.values() for file in files)
    assert len(json.dumps(code_view(report)["colours"])) < code


def test_hostile_code_is_cut_the_same_way_as_it_is_shown() -> None:
    report = hostile()
    for label, runs in code_view(report)["colours"].items():
        for file, one in zip(report.sources[label], runs, strict=True):
            coloured(capped(file.text), one)
