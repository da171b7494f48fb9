from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.environments import Environments, ResolverAnswer, Shared, Unavailable, platform_tag
from evalkit.model import Adapter, Status
from evalkit.model.facts import PairResolution, Pin, Pins
from evalkit.probes.finding import Finding
from evalkit.probes.interop import PROBE, Pair, observe
from evalkit.probes.probe import CannotTell, Facilities, Question
from evalkit.workspace import load_workspace

FITS = Shared(ResolverAnswer.INSTALLS, {"tool": "1.0", "mate": "2.0"})
OLDER = Shared(ResolverAnswer.INSTALLS, {"tool": "1.0", "mate": "1.5"})
CONFLICT = Shared(ResolverAnswer.CONFLICT, sentence="No solution found: Because tool depends on base<2")
UNKNOWN = Shared(ResolverAnswer.UNKNOWN, sentence="Failed to build `mate==2.0`")


def adapter(tool: str, *requires: str) -> Adapter:
    return Adapter(
        tool=tool,
        name=tool,
        homepage="https://example.org",
        python="3.11",
        requires=requires or ("mate==2.0",),
        packages=("mate",),
    )


class Scripted:
    """Environments that answer what a test says, and note what they are asked."""

    def __init__(self, pinned: dict[str, Shared], free: dict[str, Shared], own: str | None = "2.0") -> None:
        self.pinned, self.free, self.own = pinned, free, own
        self.asked: list[tuple[str, str]] = []

    def together(self, hosts: Sequence[Adapter], right: Adapter, *, free: bool = False) -> Shared:
        self.asked.append((hosts[0].tool, right.tool))
        if "broken" in right.tool:
            raise Unavailable("Python 3.99 was not found on this machine")
        return (self.free if free else self.pinned)[right.tool]

    def lock(self, other: Adapter) -> Any:
        if self.own is None:
            raise Unavailable("no lock could be made")
        return SimpleNamespace(distributions={"mate": self.own})


def asked(
    pinned: list[Shared], free: list[Shared] | None = None, own: str | None = "2.0", said: list[str] | None = None
) -> dict[str, Finding]:
    names = [f"mate-{place}" for place in range(len(pinned))]
    scripted = Scripted(dict(zip(names, pinned, strict=True)), dict(zip(names, free or pinned, strict=True)), own)
    return {
        finding.metric: finding
        for finding in observe(question(cast("Environments", scripted), [*map(adapter, names)], said))
    }


def question(environments: Environments, panel: list[Adapter], said: list[str] | None = None) -> Question:
    tell: Callable[[str], None] = (said if said is not None else []).append
    facilities = SimpleNamespace(environments=environments, panel=tuple(panel), tell=tell)
    return Question(
        Path(),
        (),
        lambda _: pytest.fail("no usage is needed"),
        adapter=adapter("tool", "tool==1.0"),
        facilities=cast("Facilities", facilities),
    )


def pairs(finding: Finding) -> list[PairResolution]:
    return [fact for fact in finding.facts if isinstance(fact, PairResolution)]


SENTENCE = "No solution found: Because tool depends on base<2"


def test_the_share_of_the_panel_that_it_can_stand_beside() -> None:
    found = asked([FITS, CONFLICT, FITS, FITS])
    assert found["interop.coinstallable"].value == 0.75
    assert found["interop.coinstallable"].status is Status.OK


def test_every_member_of_the_panel_is_a_fact_beside_what_was_asked() -> None:
    how, *others = asked([FITS, CONFLICT])["interop.coinstallable"].facts
    assert how == Pins((Pin("tool", ("tool==1.0",)),), platform_tag(), "3.11")
    assert others == [
        PairResolution("mate-0", ResolverAnswer.INSTALLS, 2, "2.0"),
        PairResolution("mate-1", ResolverAnswer.CONFLICT, sentence=SENTENCE),
    ]


def test_what_is_not_known_is_left_out_and_never_counts_as_a_conflict() -> None:
    found = asked([FITS, FITS, CONFLICT, FITS, UNKNOWN])
    assert found["interop.coinstallable"].value == 0.75
    last = pairs(found["interop.coinstallable"])[-1]
    assert last.outcome is ResolverAnswer.UNKNOWN
    assert last.sentence.startswith("Failed to build")


def test_more_than_a_fifth_not_known_is_no_measurement() -> None:
    found = asked([FITS, FITS, FITS, UNKNOWN])["interop.coinstallable"]
    assert (found.status, found.value) == (Status.PROBE_ERROR, None)
    assert found.reason == "of 1 of the panel's 4 tools it is not known, which is more than a fifth"
    assert len(found.facts) == 5


def test_one_metric_may_be_known_while_the_other_is_not() -> None:
    found = asked([FITS, FITS], [UNKNOWN, FITS])
    assert found["interop.coinstallable"].value == 1
    assert found["interop.lag"].status is Status.PROBE_ERROR


def test_lag_counts_who_falls_behind_the_own_lock_or_fits_at_no_version() -> None:
    found = asked([CONFLICT] * 4, [FITS, OLDER, CONFLICT, FITS])["interop.lag"]
    assert found.value == 0.5

    def freed(
        other: str, outcome: ResolverAnswer, behind: bool, *, count: int = 0, version: str = ""
    ) -> PairResolution:
        sentence = "" if outcome is ResolverAnswer.INSTALLS else SENTENCE
        return PairResolution(other, outcome, count, version, True, "2.0", behind, sentence)

    assert pairs(found)[:3] == [
        freed("mate-0", ResolverAnswer.INSTALLS, False, count=2, version="2.0"),
        freed("mate-1", ResolverAnswer.INSTALLS, True, count=2, version="1.5"),
        freed("mate-2", ResolverAnswer.CONFLICT, True),
    ]


def test_a_newer_version_than_in_the_lock_is_not_behind() -> None:
    assert asked([FITS], own="1.10")["interop.lag"].value == 0


def test_versions_are_compared_as_versions_and_not_as_text() -> None:
    newer = Shared(ResolverAnswer.INSTALLS, {"mate": "10.0"})
    assert asked([newer], own="9.0")["interop.lag"].value == 0


def test_without_an_own_lock_lag_is_not_known() -> None:
    found = asked([FITS], own=None)
    assert found["interop.lag"].status is Status.PROBE_ERROR
    assert found["interop.coinstallable"].value == 1


def test_the_tool_itself_is_left_out_of_the_panel() -> None:
    scripted = Scripted({"mate": FITS}, {"mate": FITS})
    found = observe(question(cast("Environments", scripted), [adapter("tool"), adapter("mate")]))
    assert set(scripted.asked) == {("tool", "mate")}
    assert found[0].value == 1


@pytest.mark.parametrize("panel", [[], [adapter("tool")]])
def test_a_panel_of_nobody_else_cannot_be_measured(panel: list[Adapter]) -> None:
    with pytest.raises(CannotTell, match="panel"):
        observe(question(cast("Environments", Scripted({}, {})), panel))


def test_what_cannot_be_had_is_not_known_and_stops_nobody_else() -> None:
    scripted = Scripted({f"m{n}": FITS for n in range(4)}, {f"m{n}": FITS for n in range(4)})
    panel = [adapter("broken"), *(adapter(f"m{n}") for n in range(4))]
    found = observe(question(cast("Environments", scripted), panel))
    assert found[0].value == 1
    assert "Python 3.99" in pairs(found[0])[0].sentence


def test_progress_is_told_pair_by_pair() -> None:
    said: list[str] = []
    asked([FITS, FITS], said=said)
    assert said == ["tool with mate-0: 1 of 2", "tool with mate-1: 2 of 2"]


def test_all_that_the_probe_may_answer_is_answered() -> None:
    assert set(asked([FITS])) == set(PROBE.metrics) == {"interop.coinstallable", "interop.lag"}


OUTCOMES = st.sampled_from([FITS, OLDER, CONFLICT])


@given(st.lists(OUTCOMES, min_size=1, max_size=9))
def test_both_are_shares_and_whoever_does_not_fit_at_all_is_behind(answers: list[Shared]) -> None:
    found = asked(answers)
    fits, lag = found["interop.coinstallable"].value, found["interop.lag"].value
    assert fits == sum(answer is not CONFLICT for answer in answers) / len(answers)
    assert lag is not None
    assert 1 - fits <= lag + 1e-9 <= 1 + 1e-9


def test_a_name_written_otherwise_is_the_same_distribution() -> None:
    shared = Shared(ResolverAnswer.INSTALLS, {"tiny_mate": "2.0"})
    assert Pair(adapter("x", "Tiny.Mate[io]==2.0"), shared, shared, "2.0").falls_behind is False


@pytest.mark.env
def test_what_is_known_of_tfdv_and_its_neighbours(tmp_path: Path) -> None:
    workspace = load_workspace(Path(__file__).parents[2])
    environments = Environments(tmp_path, workspace.locks)
    tfdv, pandera = workspace.adapters["tfdv"], workspace.adapters["pandera"]
    shared = environments.together((pandera,), tfdv)
    assert shared.outcome is ResolverAnswer.CONFLICT
    assert "pandas" in shared.sentence
    assert environments.together((tfdv,), pandera, free=True).distributions["pandas"].startswith("1.")
    assert environments.together((pandera,), workspace.adapters["pandas"]).outcome is ResolverAnswer.INSTALLS
