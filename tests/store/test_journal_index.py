"""The journal's index says what reading the whole journal would say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import BlockPlace, Observation, Status, Subject, subject_name
from evalkit.store import Journal
from evalkit.store.journal_index import JournalIndex

SUBJECT = Subject("run", "pandas", "k1", "skew", "adapt", 10)


def observed(**change: object) -> Observation:
    fields = {
        "tool": "pandas",
        "probe": "run",
        "metric": "run.wall_seconds",
        "unit": "s",
        "status": Status.OK,
        "key": "k1",
        "session": "s",
        "taken": "t",
        "value": 1.0,
        "task": "skew",
        "level": "adapt",
        "scale": 10,
    }
    return Observation(**fields | change)  # type: ignore[arg-type]


STATUSES = st.sampled_from([Status.OK, Status.WRONG, Status.UNAVAILABLE, Status.PROBE_ERROR])
OBSERVATIONS = st.builds(
    lambda tool, metric, key, status, purpose: observed(
        tool=tool, metric=metric, key=key, status=status, value=1.0 if status is Status.OK else None, purpose=purpose
    ),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["capability.score", "run.wall_seconds"]),
    st.sampled_from(["k1", "k2"]),
    STATUSES,
    st.sampled_from(["", "block", "memory"]),
)


@given(st.lists(OBSERVATIONS, max_size=40))
def test_counts_are_those_of_a_reading_from_the_beginning(seen: list[Observation]) -> None:
    index = JournalIndex()
    index.add(seen)
    told = Counter((subject_name(o), o.key, o.metric, o.purpose) for o in seen if not o.status.is_evalkit_failure)
    for tool in ("a", "b"):
        for key in ("k1", "k2"):
            subject = replace(SUBJECT, tool=tool, key=key)
            for metric in ("capability.score", "run.wall_seconds"):
                for purpose in ("", "block", "memory"):
                    assert index.times(subject, metric, purpose) == told[subject.name, key, metric, purpose]
            verdicts = [o.status for o in seen if (o.tool, o.key, o.metric) == (tool, key, "capability.score")]
            assert index.went_wrong(subject) == any(status.is_tool_failure for status in verdicts)
            assert index.was_verified(subject) == (
                Status.OK in verdicts and not any(s.is_tool_failure for s in verdicts)
            )


def block(
    name: str, *tools: str, of: int = 2, session: str = "s", machine: str = "m", key: str = "k1"
) -> list[Observation]:
    return [
        observed(tool=tool, block=BlockPlace(name, place, of), session=session, machine=machine, key=key)
        for place, tool in enumerate(tools)
    ]


def test_a_block_counts_if_all_members_ran_in_one_session_on_one_machine_with_the_keys_they_have_now() -> None:
    index = JournalIndex()
    index.add(block("whole", "a", "b"))
    index.add(block("torn", "a"))
    index.add(block("old", "a", "b", key="k0"))
    ours = [replace(one, status=Status.PROBE_ERROR, value=None) for one in block("ours", "a", "b")[1:]]
    index.add([*block("ours", "a", "b")[:1], *ours])
    index.add([*block("sessions", "a", "b")[:1], *block("sessions", "a", "b", session="later")[1:]])
    index.add([*block("machines", "a", "b")[:1], *block("machines", "a", "b", machine="other")[1:]])
    assert index.whole_blocks("skew", "adapt", 10, {"a": "k1", "b": "k1"}) == 1
    assert index.whole_blocks("skew", "adapt", 10, {"a": "k1"}) == 1
    assert index.whole_blocks("skew", "adapt", 10, {"a": "k1", "b": "k1", "joined": "k1"}) == 0
    assert index.whole_blocks("skew", "adapt", 20, {"a": "k1"}) == 0


def test_a_journal_keeps_its_index_up_with_what_is_appended(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    journal = Journal(file)
    assert journal.index.times(SUBJECT, "run.wall_seconds") == 0
    journal.append([observed()])
    assert journal.index.times(SUBJECT, "run.wall_seconds") == 1
    assert Journal(file).index.times(SUBJECT, "run.wall_seconds") == 1
