from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.model import Implementation, Status, Usage
from evalkit.model.facts import Recurrence
from evalkit.probes import Finding, Question
from evalkit.probes.boilerplate import PROBE

SETUP = "import lib\nfrom lib import Context\n\ncontext = Context(mode='x')\nwith context:\n    lib.start()\n"
"""24 tokens in telling statements: 2 + 4 + 8 + 3 + 6, and one more."""


def implementation(folder: Path, task: str, text: str, **others: str) -> Implementation:
    place = folder / "tasks" / task / "tool"
    place.mkdir(parents=True)
    main = place / "adapt.py"
    main.write_text(text, encoding="utf-8")
    files = [main]
    for name, content in others.items():
        files.append(place / f"{name}.py")
        files[-1].write_text(content, encoding="utf-8")
    return Implementation(task, "tool", "adapt", main, tuple(files))


def ask(folder: Path, *implementations: Implementation) -> Finding:
    (found,) = PROBE.ask(Question(folder, implementations, lambda _: Usage(recorded=False, uses=())))
    return found


def measured(folder: Path, *texts: str) -> float:
    found = ask(folder, *(implementation(folder, f"task{number}", text) for number, text in enumerate(texts)))
    assert found.value is not None
    return found.value


def test_what_recurs_in_two_tasks_is_counted_in_tokens(tmp_path: Path) -> None:
    assert measured(tmp_path, SETUP + "lib.one(1)\n", SETUP + "lib.two(2, 3)\n") == 2 + 4 + 8 + 3 + 5


def test_it_is_the_mean_over_the_pairs_of_tasks(tmp_path: Path) -> None:
    # The third shares the import alone, 2 tokens, with each of the others.
    expected = ((2 + 4 + 8 + 3 + 5) + 2 + 2) / 3
    assert measured(tmp_path, SETUP + "x()\n", SETUP + "y()\n", "import lib\nlib.other()\n") == pytest.approx(expected)


def test_a_statement_recurs_as_often_as_in_the_task_that_has_fewer_of_them(tmp_path: Path) -> None:
    once, thrice = "import lib\nlib.f(1)\n", "import lib\nlib.f(1)\nlib.f(1)\nlib.f(1)\n"
    assert measured(tmp_path, thrice, once) == 2 + 6
    assert measured(tmp_path / "other", thrice, thrice) == 2 + 18


def test_a_tool_with_one_task_has_no_boilerplate_to_measure(tmp_path: Path) -> None:
    found = ask(tmp_path, implementation(tmp_path, "alone", SETUP))
    assert (found.value, found.status) == (None, Status.NOT_APPLICABLE)
    assert "two tasks" in found.reason


def test_levels_other_than_adapt_and_those_that_cannot_be_done_do_not_count(tmp_path: Path) -> None:
    one = implementation(tmp_path, "one", SETUP)
    hello = Implementation("two", "tool", "hello", one.main, one.files)
    cannot = Implementation("three", "tool", "adapt", None, (), tmp_path / "adapt.unsupported.md")
    assert ask(tmp_path, one, hello, cannot).status is Status.NOT_APPLICABLE


def test_every_recurrence_is_a_fact_with_its_place(tmp_path: Path) -> None:
    found = ask(tmp_path, implementation(tmp_path, "one", "\n" + SETUP), implementation(tmp_path, "two", SETUP))
    context = "_ = lib.Context ( mode = 'S' )"
    assert Recurrence("tasks/one/tool/adapt.py", (5, 5), 8, ("two",), context) in found.facts
    assert Recurrence("tasks/two/tool/adapt.py", (4, 4), 8, ("one",), context) in found.facts
    assert len(found.facts) == 10


def test_what_only_uses_locals_is_not_boilerplate(tmp_path: Path) -> None:
    same = "x = 1\ny = x + 2\nprint(y)\n"
    assert measured(tmp_path, same, same) == 0


def test_a_module_that_tasks_share_counts_as_part_of_each(tmp_path: Path) -> None:
    helper = "import lib\ndef start():\n    lib.start(mode=1)\n"
    uses = "from _shared import start\nstart()\n"
    found = ask(
        tmp_path,
        implementation(tmp_path, "one", uses, _shared=helper),
        implementation(tmp_path, "two", uses, _shared=helper),
    )
    assert found.value == (2 + 5 + 8) + (4 + 3)


def test_padding_and_renaming_change_nothing(tmp_path: Path) -> None:
    padded = "# c\n\ndef _unused():\n    return lib.x(a=1)\n\n\n" + SETUP + "if False:\n    lib.start()\n"
    renamed = (
        SETUP.replace("context", "c1").replace("import lib\n", "import lib as l\n").replace("lib.start", "l.start")
    )
    one, other = SETUP + "lib.one(1)\n", SETUP + "lib.two(2, 3)\n"
    plain = measured(tmp_path / "plain", one, other)
    assert measured(tmp_path / "padded", padded + "lib.one(1)\n", other) == plain
    assert measured(tmp_path / "renamed", renamed + "l.one(1)\n", other) == plain


def test_a_file_that_is_not_python_says_where(tmp_path: Path) -> None:
    found = ask(tmp_path, implementation(tmp_path, "one", "x = = 1\n"), implementation(tmp_path, "two", "x = 1\n"))
    assert found.status is Status.PROBE_ERROR
    assert found.reason.startswith("tasks/one/tool/adapt.py:1:5")
