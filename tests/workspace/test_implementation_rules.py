"""What implementations promise is held, each breach with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.source import NotPython
from evalkit.source.reading import READ_AS
from evalkit.workspace import broken_rules, load_workspace
from evalkit.workspace.implementation_rules import not_python

Build = Callable[[Mapping[str, str | None]], Path]

HELLO = "tasks/rows/pandera/hello.py"
ADAPT = "tasks/rows/pandera/adapt.py"
START = "# https://example.org\n"
WORK = (
    "import json\nimport pandera as pa\nfrom pandera.io import load as read\nimport pandera.errors\n" + "work(1)\n" * 30
)
MARK = "# evalkit: hand over\n"
MARK_LINE = 36


def _told(root: Path) -> list[str]:
    return [str(problem) for problem in broken_rules(load_workspace(root))]


def _below(text: str) -> str:
    return START + WORK + MARK + text


def test_implementations_that_keep_their_promises_have_no_problems(build: Build) -> None:
    below = "rows = [{'row': row} for row in found if row]\njson.dump(rows, open('x', 'w'))\n"
    assert _told(build({HELLO: _below(below)})) == []


@pytest.mark.parametrize(
    "text", ["", "import json\n", '"""https://example.org"""\n', "# example.org\n", "\n# https://x\n"]
)
def test_the_first_line_links_documentation(build: Build, text: str) -> None:
    assert _told(build({HELLO: text})) == [
        f"{HELLO}:1:1: the first line must link the documentation this follows; write `# https://...`"
    ]


def test_only_the_script_itself_needs_a_link(build: Build) -> None:
    files = {"tasks/rows/pandera/_rules.py": "x = 1\n", "tasks/rows/pandera/hello/more.py": "x = 1\n"}
    assert _told(build({**files, HELLO: None, "tasks/rows/pandera/hello/main.py": START})) == []


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("x = (1\n", "2:5", "'(' was never closed"),
        ("é = 'ü' x\n", "2:9", "invalid syntax"),
        ("if x:\n", "2:6", "expected an indented block"),
    ],
)
def test_python_parses(build: Build, text: str, place: str, message: str) -> None:
    (told,) = _told(build({HELLO: START + text}))
    assert told.startswith(f"{HELLO}:{place}: is not {READ_AS}: {message}")
    assert told.endswith("; fix this line or the one before it")


def test_every_python_file_of_an_implementation_parses(build: Build) -> None:
    files = {
        "tasks/rows/pandera/_rules.py": "x =\n",
        "tasks/rows/pandera/hello/main.py": START,
        "tasks/rows/pandera/hello/deep/more.py": "y =\n",
        "tasks/rows/pandera/hello/other.txt": "z =\n",
        HELLO: None,
    }
    assert [line.split(": ")[0] for line in _told(build(files))] == [
        "tasks/rows/pandera/_rules.py:1:4",
        "tasks/rows/pandera/hello/deep/more.py:1:4",
    ]


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("import csv\n", 1, "imports"),
        ("from csv import writer\n", 1, "imports"),
        ("__import__('csv')\n", 1, "imports"),
        ("for x in y: pass\n", 1, "loops with `for`"),
        ("while x: pass\n", 1, "loops with `while`"),
        ("x = pa.infer(y)\n", 5, "calls pandera.infer"),
        ("'é', pa.infer(y).to_yaml()\n", 6, "calls pandera.infer"),
        ("x = pa.a['b'].c(y)\n", 5, "calls pandera.a.c"),
        ("x = [read(y) for y in z]\n", 6, "calls pandera.io.load"),
        ("pandera.errors.check()\n", 1, "calls pandera.errors.check"),
    ],
)
def test_what_computes_below_the_hand_over_mark_is_told(build: Build, text: str, column: int, what: str) -> None:
    assert _told(build({HELLO: _below(text)})) == [
        f"{HELLO}:{MARK_LINE + 1}:{column}: {what} below the hand-over mark (line {MARK_LINE}); move it above the mark"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "x = schema.to_dict()\n",
        "x = pa.version\n",
        "x = pandas_like(1)\n",
        "x = {a: b for a, b in found.items()}\n",
        "x = json.dumps(found)\n",
        "x = '# evalkit: edit', 'import csv'\n",
    ],
)
def test_reading_and_reshaping_results_is_allowed_below_the_mark(build: Build, text: str) -> None:
    assert _told(build({HELLO: _below(text)})) == []


def test_only_the_adapters_own_packages_count_as_the_tool(build: Build) -> None:
    text = "# https://example.org\nimport pandera2\nimport json\n" + "work(1)\n" * 20 + MARK + "pandera2.x()\n"
    assert _told(build({HELLO: text})) == []


def test_a_hand_over_above_30_percent_of_the_tokens_is_told_at_its_mark(build: Build) -> None:
    text = START + "a = 1\n" * 7 + MARK + "b = 2\n" * 3
    assert _told(build({HELLO: text})) == []
    assert _told(build({HELLO: text + "c\n"})) == [
        (
            f"{HELLO}:9:1: the hand-over has 10 of the file's 31 tokens (32%); at most 30% may be below this mark; move "
            "computations above it"
        )
    ]


def test_a_misspelt_mark_is_told(build: Build) -> None:
    assert _told(build({HELLO: START + "x = 1  # evalkit: handover\n#evalkit: edit\n"})) == [
        f"{HELLO}:2:8: unknown mark '# evalkit: handover'; write '# evalkit: edit' or '# evalkit: hand over'",
        f"{HELLO}:3:1: unknown mark '#evalkit: edit'; write '# evalkit: edit' or '# evalkit: hand over'",
    ]


def test_a_level_with_an_edit_has_one_line_for_it(build: Build) -> None:
    assert _told(build({ADAPT: START + "x = 1\n"})) == [
        f"{ADAPT}:1:1: level adapt has `edit: 0.02`; write one line as `name = value  # evalkit: edit`"
    ]
    assert _told(build({ADAPT: START + "x = 1  # evalkit: edit\ny: int = 2  # evalkit: edit\n"})) == [
        f"{ADAPT}:3:13: level adapt has `edit: 0.02`, which one line alone takes, as in {ADAPT}:2:8; remove this mark"
    ]


@pytest.mark.parametrize("line", ["f(1)", "x == 1", "x += 1", "x = y = 1", "x: int", "if x: pass", ""])
def test_the_line_for_an_edit_is_an_assignment(build: Build, line: str) -> None:
    told = _told(build({ADAPT: f"{START}x = y = 0\n{line}  # evalkit: edit\n"}))
    assert told == [
        (
            f"{ADAPT}:3:{len(line) + 3}: level adapt has `edit: 0.02`, so this line must be an assignment; write "
            "`name = value  # evalkit: edit`"
        )
    ]


def test_an_assignment_over_several_lines_takes_no_edit(build: Build) -> None:
    assert len(_told(build({ADAPT: START + "x = [  # evalkit: edit\n1]\n"}))) == 1


def test_the_line_for_an_edit_may_stand_in_any_file_of_the_implementation(build: Build) -> None:
    files = {
        "tasks/rows/pandera/adapt/main.py": START,
        "tasks/rows/pandera/adapt/limits.py": "share = 0.01  # evalkit: edit\n",
    }
    assert _told(build(files)) == []


def test_an_unsupported_level_names_its_source(build: Build) -> None:
    path = "tasks/rows/pandera/adapt.unsupported.md"
    assert _told(build({path: "See https://example.org for why.\n"})) == []
    assert _told(build({path: "It cannot.\n"})) == [
        f"{path}:1:1: names no source; link the documentation that says so (https://...)"
    ]


def test_scripts_that_cannot_be_read_are_told(build: Build) -> None:
    root = build({"tasks/rows/pandera/adapt.unsupported.md": ""})
    (root / HELLO).write_bytes(b"# https://x\n# \xff\n")
    with (root / "tasks/rows/pandera/adapt.unsupported.md").open("wb") as file:
        file.truncate(2_000_000)
    assert _told(root) == [
        "tasks/rows/pandera/adapt.unsupported.md:1:1: holds 2.0 MB; files here are at most 1 MB",
        f"{HELLO}:2:3: is not UTF-8 text from here on; save the file as UTF-8",
    ]


def test_source_that_nests_beyond_what_python_reads_is_told(build: Build) -> None:
    (told,) = _told(build({HELLO: START + "x = " + "(" * 5000 + ")" * 5000 + "\n"}))
    assert f"is not {READ_AS}" in told


@pytest.mark.parametrize(
    ("python", "remedy"),
    [("3.99", "if it is Python 3.99, run evalkit on that"), ("3.10", "fix this line or the one before it")],
)
def test_a_newer_python_than_evalkits_is_told_from_a_mistake(python: str, remedy: str) -> None:
    error = NotPython(f"not {READ_AS}: invalid syntax", 1, 1)
    assert not_python(error, python) == f"is not {READ_AS}: invalid syntax; {remedy}"
