"""The iteration probe: a change is answered and timed, and an answer from before it is caught."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Status
from evalkit.model.facts import Rerun
from evalkit.probes.iteration import PROBE, wants_another
from evalkit.probes.notebooks.edit_line import NoEditLine, edit_line, with_value
from tests.bench.talking import SERVICE
from tests.probes.loop_task import HONEST, INPUTS, Ask, asking

RERUN, DATA = "iteration.rerun_seconds", "iteration.data_seconds"
STALE_CACHE = HONEST.replace(
    "answer = factor * sum(rows)",
    """cache = Path("home/cache")
if not cache.exists():
    cache.write_text(str(factor * sum(rows)))
answer = cache.read_text()""",
)

# --- the marked line

values = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
names = st.from_regex(r"[a-zé]{1,8}_x", fullmatch=True)


@given(
    name=names,
    old=values,
    new=values,
    annotation=st.sampled_from(["", ": 'é'"]),
    before=st.sampled_from(["", "é = 'ü'\n"]),
)
def test_the_marked_line_gets_the_value_and_nothing_else_changes(
    name: str, old: float | str, new: float | str, annotation: str, before: str
) -> None:
    text = f"{before}{name}{annotation} = {old!r}  # evalkit: edit\nafter = 1\n"
    newer = with_value(text, new)
    told: dict[str, object] = {}
    exec(newer, told)
    assert told[name] == new
    assert type(told[name]) is type(new)
    marked, line = text.split("\n"), newer.split("\n")
    place = before.count("\n")
    assert line[place].startswith(f"{name}{annotation} = ")
    assert line[place].endswith("  # evalkit: edit")
    assert marked[:place] + marked[place + 1 :] == line[:place] + line[place + 1 :]


@given(value=values)
def test_a_value_put_in_twice_is_put_in_once(value: float | str) -> None:
    once = with_value(HONEST, value)
    assert with_value(once, value) == once
    assert with_value(once, 1) == HONEST


def test_a_text_that_only_speaks_of_the_mark_carries_none() -> None:
    assert edit_line("a = '# evalkit: edit'\n") is None
    assert edit_line("a = 1  # evalkit: edited\n") is None
    assert edit_line("a = (") is None
    assert edit_line("a = 1\n\nb = 2  # evalkit: edit\n") == 3


@pytest.mark.parametrize(
    "text",
    ["a = 1\n", "f(1)  # evalkit: edit\n", "a = (1,\n  2)  # evalkit: edit\n", "a = 1; b = 2  # evalkit: edit\n"],
)
def test_a_line_that_is_no_whole_assignment_is_refused(text: str) -> None:
    with pytest.raises(NoEditLine, match="evalkit: edit"):
        with_value(text, 3)


# --- the loop


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """One turn of each kind tells as much as three."""
    with asking(tmp_path, PROBE, turns=1) as asked:
        yield asked


def test_the_probe_answers_for_its_two_metrics() -> None:
    assert set(PROBE.metrics) == {RERUN, DATA}


def test_a_change_that_is_answered_has_a_time_with_all_its_samples(tmp_path: Path) -> None:
    with asking(tmp_path, PROBE) as ask:
        found = ask()
    for metric, finding in found.items():
        assert (finding.status, finding.reason) == (Status.OK, "")
        assert finding.value is not None
        [fact] = finding.facts
        assert isinstance(fact, Rerun)
        assert (len(fact.seconds), len(fact.first_seconds), fact.stale) == (3, 3, None)
        assert finding.value == statistics.median(fact.seconds)
        if metric == RERUN:
            assert (fact.changed, fact.file, fact.lines) == ("value", "tasks/adding/tool/adapt.py", (4, 4))
            assert (fact.excerpt, fact.value) == ("factor = 1  # evalkit: edit", "3")
        else:
            assert (fact.changed, fact.file) == ("rows", "tasks/adding/inputs.py")


def test_a_cache_that_does_not_notice_is_stale_for_both(ask: Ask) -> None:
    for finding in ask(STALE_CACHE).values():
        assert finding.status is Status.WRONG
        assert finding.reason.startswith("stale answer: ")
        assert finding.value is None
        assert isinstance(finding.facts[0], Rerun)
        assert (finding.facts[0].stale, finding.facts[0].seconds) == ("answer", ())
        assert finding.facts[0].complaint


def test_a_cache_that_looks_at_the_data_alone_is_stale_after_the_edit_alone(ask: Ask) -> None:
    by_data = STALE_CACHE.replace('"home/cache"', 'f"home/cache-{sum(rows)}"')
    found = ask(by_data)
    assert (found[RERUN].status, found[DATA].status) == (Status.WRONG, Status.OK)


def test_a_cache_that_notices_both_is_fine(ask: Ask) -> None:
    found = ask(STALE_CACHE.replace('"home/cache"', 'f"home/cache-{sum(rows)}-{factor}"'))
    assert [finding.status for finding in found.values()] == [Status.OK, Status.OK]


ASK = """
from evalkit.bench.load import Request, ask
from evalkit.model.conversation import Conversation
def drive(folder, address, level, truth):
    return Conversation(ask(address, Request("/")).body.decode())
"""


def serving(script: str) -> str:
    """A service that answers with what a script would have written."""
    answering = SERVICE.replace("self.path.encode()", "str(answer).encode()")
    return script.replace('Path("outputs/answer.txt").write_text(str(answer))\n', answering)


def test_a_service_is_started_again_after_a_change_and_its_stale_answer_found(ask: Ask) -> None:
    found = ask(serving(HONEST), driver=ASK)
    assert [(finding.status, finding.reason) for finding in found.values()] == [(Status.OK, "")] * 2
    for finding in ask(serving(STALE_CACHE), driver=ASK).values():
        assert finding.status is Status.WRONG
        assert isinstance(finding.facts[0], Rerun)
        assert finding.facts[0].stale == "answer"


def test_what_the_first_run_left_is_there_for_the_second(ask: Ask) -> None:
    once = HONEST.replace("factor = 1", "open('outputs/left', 'x')\n\nfactor = 1")
    for finding in ask(once).values():
        assert finding.status is Status.FAILED
        assert finding.reason.startswith("FileExistsError")


def test_both_changes_follow_one_first_run(ask: Ask, tmp_path: Path) -> None:
    runs = tmp_path / "runs.txt"
    found = ask(HONEST.replace("factor = 1", f"open({str(runs)!r}, 'a').write('run\\n')\n\nfactor = 1"))
    assert [finding.status for finding in found.values()] == [Status.OK, Status.OK]
    turns = len(found[RERUN].facts[0].seconds)  # type: ignore[attr-defined]
    assert len(runs.read_text().splitlines()) == 3 * turns


def test_where_the_sandbox_cannot_be_copied_each_change_has_a_first_run_of_its_own(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = tmp_path / "runs.txt"
    monkeypatch.setenv("PATH", str(tmp_path))  # no `cp`
    found = ask(HONEST.replace("factor = 1", f"open({str(runs)!r}, 'a').write('run\\n')\n\nfactor = 1"))
    assert [finding.status for finding in found.values()] == [Status.OK, Status.OK]
    turns = len(found[RERUN].facts[0].seconds)  # type: ignore[attr-defined]
    assert len(runs.read_text().splitlines()) == 4 * turns


def test_nothing_of_the_edit_is_left_when_the_rows_change(ask: Ask) -> None:
    tells = """
if factor == 3:
    Path("home/edited").write_text("yes")
elif Path("home/edited").exists():
    raise ValueError("the edit is still there")
elif not Path("home/first").exists():
    Path("home/first").write_text("yes")
"""
    found = ask(HONEST + tells)
    assert [(finding.status, finding.reason) for finding in found.values()] == [(Status.OK, "")] * 2


def test_a_wrong_answer_that_was_never_right_is_not_called_stale(ask: Ask) -> None:
    spoilt = HONEST.replace("factor * sum(rows)", "factor * sum(rows) + 7 * Path('home/again').exists()")
    for finding in ask(spoilt + "\nPath('home/again').touch()\n").values():
        assert (finding.status, "stale" in finding.reason) == (Status.WRONG, False)
        assert isinstance(finding.facts[0], Rerun)
        assert finding.facts[0].stale is None


LENIENT = INPUTS.replace('"sum": sum(rows)}', '"sum": 45, "rows": rows}')


def test_files_that_stay_the_same_are_stale_even_where_the_checker_takes_them(ask: Ask) -> None:
    found = ask(HONEST.replace("sum(rows)", "45"), inputs=LENIENT)[DATA]
    assert found.status is Status.WRONG
    assert found.reason.startswith("stale answer: run again on changed data, it left the very same files")
    assert isinstance(found.facts[0], Rerun)
    assert found.facts[0].stale == "files"


def test_where_the_task_says_that_the_right_answer_is_the_same_it_may_stay_the_same(ask: Ask) -> None:
    found = ask(HONEST.replace("sum(rows)", "45"), inputs=LENIENT.replace('"rows": rows', '"rows": 0'))[DATA]
    assert found.status is Status.OK


def test_a_first_run_that_fails_is_the_tools(ask: Ask) -> None:
    for finding in ask("raise ValueError('no')\n" + HONEST).values():
        assert (finding.status, finding.reason) == (Status.FAILED, "ValueError: no")


def test_without_a_mark_only_the_edit_cannot_be_told(ask: Ask) -> None:
    found = ask(HONEST.replace("  # evalkit: edit", ""))
    assert (found[RERUN].status, found[DATA].status) == (Status.PROBE_ERROR, Status.OK)
    assert "no line is marked" in found[RERUN].reason


def test_a_level_without_a_value_to_edit_does_not_apply(ask: Ask) -> None:
    found = ask(edit=None)
    assert (found[RERUN].status, found[DATA].status) == (Status.NOT_APPLICABLE, Status.OK)


def test_an_edit_that_changes_no_answer_is_not_measured(ask: Ask) -> None:
    found = ask(edit=1)[RERUN]
    assert found.status is Status.PROBE_ERROR
    assert "cannot tell the answer before the edit from the one after it" in found.reason


def test_a_task_that_cannot_change_its_data_costs_that_metric_alone(ask: Ask) -> None:
    found = ask(inputs=INPUTS.replace("def changed", "def other"))
    assert (found[RERUN].status, found[DATA].status) == (Status.OK, Status.PROBE_ERROR)
    assert "changed" in found[DATA].reason


def test_the_mark_may_stand_in_a_module_beside_the_script(ask: Ask) -> None:
    main = HONEST.replace("factor = 1  # evalkit: edit", "from _settings import factor")
    found = ask({"adapt/main.py": main, "adapt/_settings.py": "factor = 1  # evalkit: edit\n"})
    assert found[RERUN].status is Status.OK
    [fact] = found[RERUN].facts
    assert isinstance(fact, Rerun)
    assert fact.file == "tasks/adding/tool/adapt/_settings.py"


def test_the_implementation_itself_is_left_as_it_was(ask: Ask, tmp_path: Path) -> None:
    ask()
    assert (tmp_path / "tasks" / "adding" / "tool" / "adapt.py").read_text() == HONEST


def test_turns_that_take_long_are_fewer() -> None:
    assert [wants_another(taken, 1.0, most=3) for taken in range(1, 4)] == [True, True, False]
    assert not wants_another(1, 4.0, most=3)
