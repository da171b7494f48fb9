"""Whether a tool is there, is on its way, cannot be had, or was not asked for: across the sessions of a run."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from evalkit.store.manifest import ToolState, states_of
from tests.conftest import SmallWorkspace
from tests.workers.real_run import run

READY, GONE = ToolState("1.0", state="ready"), ToolState("", state="unavailable", reason="nobody publishes it")
tools = st.sampled_from(["pandas", "scipy", "tfdv"])
settled = st.dictionaries(tools, st.sampled_from([READY, GONE]))
any_state = st.dictionaries(tools, st.sampled_from([READY, GONE, ToolState("")]))


def test_a_tool_that_was_asked_for_is_installing_until_it_is_known() -> None:
    assert states_of(["scipy"], {}, {}) == {"scipy": ToolState("", state="installing")}
    assert states_of(["scipy"], {}, {"scipy": GONE}) == {"scipy": GONE}


def test_what_an_earlier_session_knew_stays_known() -> None:
    assert states_of(["pandas"], {"pandas": READY, "scipy": READY}, {}) == {"pandas": READY, "scipy": READY}


def test_what_an_earlier_session_was_installing_when_it_ended_is_installing_no_longer() -> None:
    assert states_of(["pandas"], {"tfdv": ToolState("")}, {"pandas": READY}) == {"pandas": READY}


@given(asked=st.lists(tools), before=any_state, now=settled)
def test_nothing_is_installing_that_this_session_was_not_asked_for(
    asked: list[str], before: dict[str, ToolState], now: dict[str, ToolState]
) -> None:
    states = states_of(asked, before, now)
    assert {tool for tool, state in states.items() if state.state == "installing"} <= set(asked)
    assert set(asked) <= set(states)
    assert now.items() <= states.items()


def test_the_report_of_a_narrowed_run_says_which_tools_were_not_asked_for(small: SmallWorkspace) -> None:
    small.add("third")
    assert run(small, tools=("other",), levels=("hello",), probes=("code",)).all_ok
    folder = small.root / "reports" / "small"
    states = {
        tool: state["state"] for tool, state in json.loads((folder / "manifest.json").read_text())["tools"].items()
    }
    assert states == {"plain": "ready", "other": "ready"}
    page = " ".join((folder / "report.html").read_text().split())
    assert "still installing" not in page
    assert "<bdi>third</bdi> is not part of this run." in page
    assert "<strong><bdi>third</bdi></strong> – not asked for" in page
