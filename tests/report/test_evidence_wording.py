from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Status
from evalkit.probes import METRICS
from evalkit.report.words.evidence import evidence_words
from evalkit.report.words.statuses import status_word


@pytest.mark.parametrize(
    ("metric", "text", "said"),
    [
        ("code.cognitive_complexity", "0", "0 points"),
        ("code.cognitive_complexity", "<module> 3", "<module> 3"),
        ("iteration.notebook", "2973\n783\n", "What was printed:\n2973\n783\n"),
        ("iteration.notebook", "5 cells, outputs verified", "5 cells, outputs verified"),
        (
            "run.wall_seconds",
            "block skew/adapt/30000/d8daa82f5b42/0, place 5 of 5",
            "block 1 at 30\u202f000 rows, place 5 of 5",
        ),
    ],
)
def test_bare_numbers_and_keys_of_blocks_get_their_words(metric: str, text: str, said: str) -> None:
    assert evidence_words(metric, text) == said


@given(st.sampled_from(sorted(METRICS)), st.text())
def test_nothing_that_was_written_is_lost(metric: str, text: str) -> None:
    assert evidence_words(metric, f"{text}, said so").endswith(f"{text}, said so")


def test_each_status_has_one_word_without_hyphens_and_what_is_ours_is_not_measured() -> None:
    assert not any("-" in status_word(status) for status in Status)
    assert status_word(Status.PROBE_ERROR) == status_word(None) == "not measured"
    assert status_word(None, "not run") == "not run"
