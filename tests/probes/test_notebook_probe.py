"""The notebook probe: a script as cells, in a kernel, and from the edited cell on again."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments import Environments, Unavailable
from evalkit.environments.uv_command import UvFailed, run_uv
from evalkit.model import Status
from evalkit.model.facts import CellsAgain, NotebookLack, NotebookRun, Printed
from evalkit.probes.finding import Finding
from evalkit.probes.notebook import PROBE, cut, observe
from evalkit.probes.notebooks.cells import cells
from evalkit.probes.notebooks.notebook_failure import lack_of
from tests.probes.loop_task import HONEST, Ask, asking

WORKS, SECONDS = "iteration.notebook", "iteration.cell_seconds"

# --- cells

STATEMENTS = (
    "a = 1",
    "a = 1; b = 2",
    "import json  # evalkit: edit",
    "def f(x):\n    y = x\n\n    return y",
    "@staticmethod\n@(\n\n  f\n)\ndef g():\n\n    pass",
    "text = '''one\n\n\ntwo'''",
    "call(\n    1,\n\n    2,\n)",
    "if a:\n    pass\n\nelse:\n    pass",
    "total = 1 + \\\n    2",
    "# only a comment",
    "class C:\n    '''Doc.\n\n    More.'''\n\n    x = 1",
)
paragraphs = st.lists(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=3), max_size=6)
gaps = st.sampled_from(["\n\n", "\n\n\n", "\n \n", "\n\t\n\n"])


@st.composite
def scripts(draw: st.DrawFn) -> str:
    return "".join("\n".join(paragraph) + draw(gaps) for paragraph in draw(paragraphs))


@given(text=scripts())
def test_cells_hold_all_statements_once_in_order_and_split_none(text: str) -> None:
    together = [ast.dump(node) for cell in cells(text) for node in ast.parse(cell.source).body]
    assert together == [ast.dump(node) for node in ast.parse(text).body]


@given(text=scripts())
def test_a_cell_says_which_lines_it_holds_and_each_has_code(text: str) -> None:
    lines = text.split("\n")
    for cell in cells(text):
        assert "\n".join(lines[cell.first - 1 : cell.last]) == cell.source
        assert ast.parse(cell.source).body
        assert cell.source.strip("\n") == cell.source


def test_only_blank_lines_between_statements_cut() -> None:
    text = "import a\nimport b\n\n\ndef f():\n    x = 1\n\n    return x\n\n\n# alone\n\n# with code\nf()\n"
    assert [(cell.first, cell.last) for cell in cells(text)] == [(1, 2), (5, 8), (13, 14)]


def test_the_edited_cell_and_all_below_run_again_with_the_new_value() -> None:
    notebook = cut(HONEST, 3)
    assert len(notebook.cells) == 4
    assert [cell.source.splitlines()[0] for cell in notebook.again] == [
        "factor = 3  # evalkit: edit",
        'rows = [int(line) for line in Path("inputs/rows.csv").read_text().split()[1:]]',
        "answer = factor * sum(rows)",
    ]
    assert cut(HONEST, None).again == ()


# --- why not


@pytest.mark.parametrize(
    ("name", "value", "trace", "lack"),
    [
        ("NameError", "name '__file__' is not defined", "", NotebookLack.FILE),
        ("OSError", "could not get source code", "", NotebookLack.FILE),
        ("TypeError", "<class '__main__.Flow'> is a built-in class", "", NotebookLack.FILE),
        ("AttributeError", "Can't get attribute 'f' on <module '__main__' (built-in)>", "", NotebookLack.FILE),
        ("SystemExit", "2", "usage: ipykernel_launcher.py [-h] --rows ROWS", NotebookLack.COMMAND_LINE),
        ("IndexError", "list index out of range", "----> 1 rows = sys.argv[9]", NotebookLack.COMMAND_LINE),
        ("RuntimeError", "asyncio.run() cannot be called from a running event loop", "", NotebookLack.EVENT_LOOP),
        ("RuntimeError", "This event loop is already running", "", NotebookLack.EVENT_LOOP),
        ("ValueError", "method is already defined", "", NotebookLack.OTHER),
        ("FileNotFoundError", "No such file or directory: 'inputs/a.csv'", "", NotebookLack.OTHER),
    ],
)
def test_the_kind_of_a_failure_is_read_off_the_exception(name: str, value: str, trace: str, lack: NotebookLack) -> None:
    assert lack_of(name, value, trace) is lack


# --- without a kernel


def test_the_probe_answers_for_its_two_metrics() -> None:
    assert set(PROBE.metrics) == {WORKS, SECONDS}


class Nowhere:
    def provision_sibling(self, *_: object) -> object:
        raise Unavailable("ipykernel could not be put beside tool: there is no network")


def test_a_sibling_that_cannot_be_had_is_not_the_tools_fault(tmp_path: Path) -> None:
    with asking(tmp_path, PROBE, Nowhere()) as ask:  # type: ignore[arg-type]
        for finding in ask().values():
            assert finding.status is Status.PROBE_ERROR
            assert finding.reason == "ipykernel could not be put beside tool: there is no network"


def test_a_service_is_not_tried_in_a_notebook_where_it_would_never_end(tmp_path: Path) -> None:
    with asking(tmp_path, PROBE, Nowhere()) as ask:  # type: ignore[arg-type]
        for finding in ask(driver="def drive(*_): ...\n").values():
            assert finding.status is Status.NOT_APPLICABLE
            assert "services, which run until they are stopped" in finding.reason


def test_a_kernel_that_does_not_start_is_not_the_tools_fault(tmp_path: Path) -> None:
    with asking(tmp_path, PROBE) as ask:
        found = ask("raise ValueError", environ={"PYTHONHOME": "/nowhere"})
        for finding in found.values():
            assert finding.status is Status.PROBE_ERROR
            assert finding.reason.startswith("no kernel could be started: ")


# --- in a real kernel


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Environments:
    try:
        run_uv(["pip", "compile", "-", "--quiet", "--no-deps"], folder=Path("/"), stdin="ipykernel")
    except (UvFailed, Unavailable) as refused:
        pytest.skip(f"no package registry can be reached: {refused}")
    cache = tmp_path_factory.mktemp("cache")
    return Environments(cache / "cache", cache / "locks")


@pytest.fixture
def asked_with(tmp_path: Path, environments: Environments) -> Iterator[Callable[..., Ask]]:
    """A maker of ways to ask, with what `observe` takes beside the question."""
    with ExitStack() as open_ones:

        def asked_with(turns: int = 3, **options: float) -> Ask:
            probe = replace(PROBE, observe=partial(observe, **options))  # type: ignore[arg-type]
            ask = open_ones.enter_context(asking(tmp_path, probe, environments, turns))
            return lambda source=HONEST, **more: ask(source, requires=("six==1.17.0",), packages=("six",), **more)

        yield asked_with


@pytest.fixture
def ask(asked_with: Callable[..., Ask]) -> Ask:
    """One kernel tells as much as three."""
    return asked_with(turns=1)


def _not_in_a_notebook(found: dict[str, Finding], lack: NotebookLack, header: str) -> None:
    assert (found[WORKS].status, found[WORKS].value) == (Status.OK, 0.0)
    assert header in found[WORKS].reason
    run = found[WORKS].facts[0]
    assert isinstance(run, NotebookRun)
    assert (run.lacks, run.message) == (lack, found[WORKS].reason)
    assert found[SECONDS].facts == (run,)
    assert found[SECONDS].status is Status.FAILED
    assert header in found[SECONDS].reason


@pytest.mark.env
def test_a_plain_script_works_and_its_cells_have_a_time(asked_with: Callable[..., Ask]) -> None:
    found = asked_with()("import six\n\nprint('seen')\n\n" + HONEST)
    assert (found[WORKS].status, found[WORKS].value) == (Status.OK, 1.0)
    run, printed = found[WORKS].facts
    assert run == NotebookRun("tasks/adding/tool/adapt.py", 6)
    assert isinstance(printed, Printed)
    assert "seen" in printed.text
    assert found[SECONDS].status is Status.OK
    [again] = found[SECONDS].facts
    assert isinstance(again, CellsAgain)
    assert (again.lines, again.again, again.cells, again.value) == ((8, 13), 3, 6, "3")
    assert (len(again.seconds), len(again.floors), again.stale) == (3, 3, None)
    assert found[SECONDS].value == statistics.median(again.seconds)


@pytest.mark.env
def test_a_script_that_needs_its_own_file_does_not_work(ask: Ask) -> None:
    found = ask(HONEST.replace("factor = 1", "here = __file__\nfactor = 1"))
    _not_in_a_notebook(found, NotebookLack.FILE, "NameError: name '__file__' is not defined")
    run = found[WORKS].facts[0]
    assert isinstance(run, NotebookRun)
    assert run.lines == (4, 5)


@pytest.mark.env
def test_a_script_that_reads_its_command_line_does_not_work(ask: Ask) -> None:
    parse = "import argparse\n\nargparse.ArgumentParser().parse_args()\n\n"
    _not_in_a_notebook(ask(parse + HONEST), NotebookLack.COMMAND_LINE, "SystemExit: 2")


@pytest.mark.env
def test_a_script_with_an_event_loop_of_its_own_does_not_work(ask: Ask) -> None:
    loop = "import asyncio\n\n\nasync def nothing():\n    pass\n\n\nasyncio.run(nothing())\n\n"
    _not_in_a_notebook(ask(loop + HONEST), NotebookLack.EVENT_LOOP, "cannot be called from a running event loop")


@pytest.mark.env
def test_outputs_that_are_wrong_in_a_notebook_alone_do_not_count(ask: Ask) -> None:
    found = ask(HONEST.replace("factor * sum(rows)", "factor * sum(rows) + ('get_ipython' in globals())"))
    _not_in_a_notebook(found, NotebookLack.OTHER, "the answer is not")


@pytest.mark.env
def test_a_script_that_fails_by_itself_is_not_held_against_the_notebook(ask: Ask) -> None:
    for finding in ask("raise ValueError('no')\n" + HONEST).values():
        assert (finding.status, finding.reason) == (Status.FAILED, "ValueError: no")


@pytest.mark.env
def test_a_name_that_the_kernel_remembers_makes_a_stale_answer(ask: Ask) -> None:
    kept = "if 'answer' not in globals():\n    answer = factor * sum(rows)"
    found = ask(HONEST.replace("answer = factor * sum(rows)", kept))
    assert found[WORKS].value == 1.0
    assert found[SECONDS].status is Status.WRONG
    assert found[SECONDS].reason.startswith("stale answer: ")
    again = found[SECONDS].facts[0]
    assert isinstance(again, CellsAgain)
    assert again.stale == "answer"


@pytest.mark.env
def test_a_cell_that_cannot_run_twice_has_no_time(ask: Ask) -> None:
    found = ask(HONEST.replace("answer = ", "open('once', 'x')\nanswer = "))
    assert found[WORKS].value == 1.0
    assert found[SECONDS].status is Status.FAILED
    assert found[SECONDS].reason.startswith("the cells run again: FileExistsError: ")


@pytest.mark.env
def test_a_module_beside_the_script_can_be_imported_and_its_mark_cannot_be_run_again(ask: Ask) -> None:
    main = HONEST.replace("factor = 1  # evalkit: edit", "from settings import factor")
    found = ask({"adapt/main.py": main, "adapt/settings.py": "factor = 1  # evalkit: edit\n"})
    assert found[WORKS].value == 1.0
    assert found[SECONDS].status is Status.PROBE_ERROR


@pytest.mark.env
def test_a_level_without_a_value_to_edit_works_all_the_same(ask: Ask) -> None:
    found = ask(edit=None)
    assert (found[WORKS].value, found[SECONDS].status) == (1.0, Status.NOT_APPLICABLE)


@pytest.mark.env
def test_a_notebook_that_does_not_end_is_timed_out(asked_with: Callable[..., Ask]) -> None:
    found = asked_with(extra_seconds=-110)("if 'get_ipython' in globals():\n    while True:\n        pass\n\n" + HONEST)
    assert found[WORKS].status is Status.TIMEOUT
    assert found[SECONDS].status is Status.FAILED
