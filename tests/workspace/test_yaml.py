"""YAML is read safely: what is hostile, broken or ambiguous is refused with its place, and nothing else is lost."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.documents import parse, read_document, read_text
from evalkit.workspace import BadInput, load_workspace

Build = Callable[[Mapping[str, str | None]], Path]


def _read(text: str) -> tuple[object, list[str]]:
    problems: list[object] = []
    written = parse(text, "x.yaml", problems)  # type: ignore[arg-type]
    return (written.plain() if written else None), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", 1),
        ("a: -0x1F", -31),
        ("a: 1_000", 1000),
        ("a: 0.5", 0.5),
        ("a: 1.5e+3", 1500.0),
        ("a: .5", 0.5),
        ("a: -.inf", float("-inf")),
        ("a: yes", True),
        ("a: ~", None),
        ("a: '1'", "1"),
        ("a: 1e5", "1e5"),
        ("a: !!str 1", "1"),
        ("a: ! 1", "1"),
        ("a: [1, [b]]", (1, ("b",))),
        ("a: {b: c}", {"b": "c"}),
        ("a: |\n  b\n  c\n", "b\nc\n"),
        ("\ufeffa: b", "b"),
        ("a: b\r\n", "b"),
    ],
)
def test_scalars_lists_and_mappings_are_what_yaml_says(text: str, value: object) -> None:
    assert _read(text) == ({"a": value}, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: the file is empty, or holds comments alone; write keys and values, each as `key: value`"),
        (
            "# only this\n",
            "1:1: the file is empty, or holds comments alone; write keys and values, each as `key: value`",
        ),
        ("- a\n", "1:1: the file must hold a mapping: keys and values, such as `title: ...`"),
        ("a\n", "1:1: the file must hold a mapping: keys and values, such as `title: ...`"),
        ("a: b\n---\nc: d\n", "2:1: a second document begins here; keep one to a file and remove this '---'"),
        ("a:\n\t- b\n", "2:1: a tab stands where YAML wants spaces; indent with spaces"),
        ("a: @b\n", "1:4: is not YAML: no value begins with @; put the text in quotes"),
        ("a: 'b\nc: d\n", "1:4: is not YAML: a quote is not closed; write the closing one"),
        (
            "a: b: c\n",
            (
                "1:5: is not YAML: a colon is not allowed here; put a text that contains ': ' in quotes, or fix the "
                "indentation"
            ),
        ),
        ("a: 2026-01-01\n", '1:4: 2026-01-01 is read as a date; write it in quotes, "2026-01-01"'),
        ("a: 12:30\n", '1:4: 12:30 is read as a number of base 60; write it in quotes, "12:30"'),
        ("a: 1:30.5\n", '1:4: 1:30.5 is read as a number of base 60; write it in quotes, "1:30.5"'),
        (
            "a: 010\n",
            "1:4: 010 is read as the octal number 8; leave out the leading 0, or write it in quotes",
        ),
        (f"a: {'9' * 5000}\n", "1:4: a number of 5000 digits is not read; write a shorter one, or put it in quotes"),
        ("a: !!int b\n", "1:4: 'b' is not a whole number; write digits alone"),
        ("a: !!float b\n", "1:4: 'b' is not a number; write digits with a point, such as 0.5"),
        ("a: !!bool b\n", "1:4: 'b' is not a boolean; write true or false"),
        (
            "a: !!python/object/apply:os.system [b]\n",
            "1:4: the tag '!!python/object/apply:os.system' is not read; leave it out",
        ),
        ("a: !!binary aGk=\n", "1:4: the tag '!!binary' is not read; leave it out and write a plain value"),
        ("a: !own b\n", "1:4: the tag '!own' is not read; leave it out and write a plain value"),
        ("no: b\n", '1:1: a key must be a string in quotes, "no"; no alone is read as the boolean false'),
        ("3.10: b\n", '1:1: a key must be a string in quotes, "3.10"; 3.10 alone is read as the number 3.1'),
        ("? [a]\n: b\n", "1:3: a key must be a word, not a list or mapping; put it in quotes if it is meant as text"),
        ("a: *b\n", "1:4: the alias *b has no anchor above it; write &b, or the value"),
        ("a: &b [*b]\n", "1:8: the alias *b stands within what it repeats; write the value out"),
        ("a: &b\n  c: *b\n", "2:6: the alias *b stands within what it repeats; write the value out"),
        ("<<: [a]\n", "1:1: << merges only mappings; write an alias of one, such as <<: *anchor"),
        (
            'a: "b\\0.yaml"\n',
            "1:4: the character '\\x00' can be in no path, no variable and no command; remove it",
        ),
        ("a: b\nc: \0\n", "2:4: the character '\\x00' is not allowed; remove it"),
        ("a: " + "[" * 60, "1:54: nests deeper than 50 levels; write it flatter"),
        ("- " * 60, "1:103: nests deeper than 50 levels; write it flatter"),
        (
            "a: [" + "b," * 30_000 + "]",
            "1:39999: the file holds more than 20,000 values, aliases written out; write less",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, expected: str) -> None:
    assert _read(text)[1] == [f"x.yaml:{expected}"]


def test_several_ambiguous_values_are_all_told() -> None:
    assert [line.split(": ")[0] for line in _read("a: 2026-01-01\nb: 010\nb: 1\n")[1]] == [
        "x.yaml:1:4",
        "x.yaml:2:4",
        "x.yaml:3:1",
    ]


def test_aliases_repeat_values_and_merge_keys_yield_to_written_ones() -> None:
    text = "base: &base {a: 1, b: 2}\nsame: *base\nmore:\n  b: 3\n  <<: *base\n  c: 4\n"
    values, problems = _read(text)
    assert problems == []
    assert values == {"base": {"a": 1, "b": 2}, "same": {"a": 1, "b": 2}, "more": {"a": 1, "b": 3, "c": 4}}


def test_earlier_sources_of_a_merge_win_over_later_ones() -> None:
    values, _ = _read("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n")
    assert isinstance(values, dict)
    assert values["c"] == {"x": 1, "y": 2}


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    assert _read("\n".join(lines))[1] == [
        "x.yaml:5:8: the file holds more than 20,000 values, aliases written out; write less"
    ]


def test_nesting_through_aliases_is_refused_like_any_other() -> None:
    lines = ["a0: &a0 [[[[[[[[[[x]]]]]]]]]]"]
    lines += [f"a{number}: &a{number} [[[[[[[[[[*a{number - 1}]]]]]]]]]]" for number in range(1, 6)]
    assert [line.partition(": ")[2] for line in _read("\n".join(lines))[1]] == [
        "nests deeper than 50 levels; write it flatter"
    ]


def test_a_file_of_100_mb_is_refused_without_reading_it(build: Build) -> None:
    root = build({"adapters/huge.yaml": ""})
    with (root / "adapters/huge.yaml").open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput) as caught:
            load_workspace(root)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(caught.value) == "adapters/huge.yaml:1:1: holds 100.0 MB; files here are at most 1 MB"
    assert most < 50_000_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name: caf\xe9\n", "1:10"),
        (b"a: b\nname: \xc3\xa9\xff\n", "2:8"),
        (b"\xef\xbb\xbfa: \xff\n", "1:4"),
        ("a: b".encode("utf-16"), "1:1"),
    ],
)
def test_text_that_is_not_utf_8_is_told_with_its_place(build: Build, content: bytes, expected: str) -> None:
    root = build({})
    (root / "adapters/pandas.yaml").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_text(root / "adapters/pandas.yaml", root)
    assert str(caught.value) == (
        f"adapters/pandas.yaml:{expected}: is not UTF-8 text from here on; save the file as UTF-8"
    )


def test_a_folder_in_place_of_a_file_is_told(build: Build) -> None:
    root = build({"adapters/scipy.yaml/x": ""})
    with pytest.raises(BadInput, match=r"^adapters/scipy.yaml:1:1: is a folder; a file is needed here$"):
        load_workspace(root)


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "tasks").write_text("")
    (tmp_path / "adapters").mkdir()
    with pytest.raises(BadInput, match=r"^tasks:1:1: is a file; a folder is needed here$"):
        load_workspace(tmp_path)


@pytest.mark.parametrize(
    "place", ["adapters/pipe.yaml", "tasks/rows/pandera/adapt.py", "tasks/rows/pandas/_pipe.py", "tasks/data/pipe"]
)
def test_a_pipe_is_refused_instead_of_waited_for(build: Build, place: str) -> None:
    root = build({})
    os.mkfifo(root / place)
    with pytest.raises(BadInput) as caught:
        load_workspace(root)
    assert str(caught.value) == f"{place}:1:1: is not a regular file; write a plain file"


def test_links_that_circle_are_told(build: Build) -> None:
    root = build({})
    (root / "adapters/loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(BadInput, match=r"^adapters/loop.yaml:1:1: cannot be read: "):
        load_workspace(root)


@pytest.mark.parametrize(
    "place",
    [
        "adapters/scipy.yaml",
        "tasks/rows/task.yaml",
        "tasks/rows/checker.py",
        "tasks/rows/pandas/adapt.py",
        "tasks/rows/pandera/adapt",
        "tasks/rows/pandas/_shared.py",
        "tasks/rows/pandas",
        "tasks/skew",
        "tasks/data",
        "tasks/data/census.csv",
        "tasks/outputs.py",
        "adapters",
    ],
)
def test_a_link_out_of_the_workspace_is_refused_wherever_it_stands(build: Build, tmp_path: Path, place: str) -> None:
    root = build({})
    inner = root / place
    outside = tmp_path / "outside" / inner.name
    outside.parent.mkdir()
    if inner.exists():
        inner.rename(outside)
    elif inner.suffix:
        outside.write_text("")
    else:
        outside.mkdir()
        (outside / "task.yaml").write_text("")
        (outside / "main.py").write_text("")
    inner.symlink_to(outside)
    with pytest.raises(BadInput) as caught:
        load_workspace(root)
    message = f"{place}:1:1: leads out of the workspace; put the file itself here, not a link to it"
    assert message in [str(problem) for problem in caught.value.problems]


def test_a_link_within_the_workspace_is_followed(build: Build) -> None:
    root = build({})
    (root / "adapters/other.yaml").symlink_to("pandas.yaml")
    assert load_workspace(root).adapters["other"].name == "pandas"


def test_names_that_cannot_be_printed_are_shown_with_stand_ins(tmp_path: Path) -> None:
    problems: list[object] = []
    read_document(tmp_path / "a\nb\udcff.yaml", tmp_path, problems)  # type: ignore[arg-type]
    assert [str(problem) for problem in problems] == ["a�b�.yaml:1:1: is missing"]
