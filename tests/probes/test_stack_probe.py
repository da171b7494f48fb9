from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from evalkit.environments import Environments, ResolverAnswer, Shared, Unavailable
from evalkit.model import Adapter, Status
from evalkit.model.facts import Conflict, EnvironmentGroup, PairResolution, Pin, Pins, Unpinned
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Facilities, Question
from evalkit.probes.stack import PROBE, observe
from evalkit.workspace import load_workspace
from tests.environments.tinytool import an_adapter

CONFLICT = Shared(ResolverAnswer.CONFLICT, sentence="No solution found: Because a depends on base<2")
UNKNOWN = Shared(ResolverAnswer.UNKNOWN, sentence="Failed to build `crate==1.0`")


def adapter(tool: str, python: str = "3.11") -> Adapter:
    return an_adapter(tool=tool, python=python, requires=[f"{tool}==1.0"])


class Scripted:
    """Environments in which the tools of `apart` conflict on every Python, and those of `silent` are not known about."""

    def __init__(self, apart: Sequence[str] = (), silent: Sequence[str] = (), only_on: str = "") -> None:
        self.apart, self.silent, self.only_on = [*map(set, apart)], [*map(set, silent)], only_on
        self.asked: list[tuple[str, str]] = []

    def on_python(self, tools: Sequence[Adapter], python: str) -> Shared:
        names = {tool.tool for tool in tools}
        self.asked.append(("".join(sorted(names)), python))
        if any(conflict <= names for conflict in self.apart) or (self.only_on not in ("", python) and len(names) > 1):
            return CONFLICT
        if names in self.silent:
            return UNKNOWN
        return Shared(ResolverAnswer.INSTALLS, dict.fromkeys(names, "1.0"))

    def together(self, hosts: Sequence[Adapter], guest: Adapter, *, python: str, free: bool = False) -> Shared:
        if guest.tool == "broken":
            raise Unavailable("Python 3.99 was not found on this machine")
        if free:
            return CONFLICT if guest.tool == "b" else Shared(ResolverAnswer.INSTALLS, {guest.tool: "0.5"})
        return self.on_python((*hosts, guest), python)


def ask(
    scripted: Scripted, stack: Sequence[Adapter], panel: Sequence[str] = "xyz", said: list[str] | None = None
) -> dict[str, Finding]:
    tell: Callable[[str], None] = (said if said is not None else []).append
    facilities = SimpleNamespace(environments=scripted, panel=tuple(map(adapter, panel)), tell=tell)
    question = Question(
        Path(),
        (),
        lambda _: pytest.fail("no usage is needed"),
        facilities=cast("Facilities", facilities),
        stack=tuple(stack),
    )
    return {finding.metric: finding for finding in observe(question)}


def pairs(finding: Finding) -> list[PairResolution]:
    return [fact for fact in finding.facts if isinstance(fact, PairResolution)]


def conflicting(other: str, sentence: str) -> PairResolution:
    return PairResolution(other, ResolverAnswer.CONFLICT, sentence=sentence)


AB, ABC = [*map(adapter, "ab")], [*map(adapter, "abc")]


def test_tools_that_resolve_together_need_one_environment_and_the_facts_say_what_was_asked() -> None:
    found = ask(Scripted(), AB)["stack.environments"]
    assert found.value == 1
    how, placed = found.facts
    assert isinstance(how, Pins)
    assert how.tools == (Pin("a", ("a==1.0",)), Pin("b", ("b==1.0",)))
    assert placed == EnvironmentGroup(1, 1, ("a", "b"), "3.11", 2)


def test_a_conflict_splits_the_stack_and_is_told_with_the_versions_that_would_go_together() -> None:
    found = ask(Scripted(["ab"]), ABC)["stack.environments"]
    assert found.value == 2
    assert found.facts[1:5] == (
        EnvironmentGroup(1, 2, ("a", "c"), "3.11", 2),
        EnvironmentGroup(2, 2, ("b",), "3.11", 1),
        Conflict(("a", "b"), CONFLICT.sentence),
        Unpinned("a", ("b",), ResolverAnswer.INSTALLS, "0.5"),
    )
    [never] = found.facts[5:]
    assert isinstance(never, Unpinned)
    assert (never.tool, never.beside, never.outcome, never.version) == ("b", ("a",), ResolverAnswer.CONFLICT, "")


def test_the_share_of_the_panel_that_stands_beside_all_of_the_stack() -> None:
    found = ask(Scripted(["ax", "by"]), AB, "abxyz")["stack.coinstallable"]
    assert found.value == pytest.approx(1 / 3)
    assert pairs(found) == [
        conflicting("x", CONFLICT.sentence),
        conflicting("y", CONFLICT.sentence),
        PairResolution("z", ResolverAnswer.INSTALLS, 3, "1.0"),
    ]


def test_a_stack_that_needs_two_environments_shares_one_with_nobody_and_nobody_is_asked() -> None:
    scripted = Scripted(["ab"])
    found = ask(scripted, AB)["stack.coinstallable"]
    assert (found.status, found.value) == (Status.OK, 0)
    assert pairs(found) == [conflicting(other, "the stack itself needs 2 environments") for other in "xyz"]
    assert not any(other in group for group, _ in scripted.asked for other in "xyz")


def test_what_is_not_known_is_no_number() -> None:
    found = ask(Scripted(silent=["ab"]), AB)
    for finding in found.values():
        assert (finding.status, finding.value) == (Status.PROBE_ERROR, None)
        assert "not known: Failed to build" in finding.reason


def test_a_split_that_cannot_be_finished_says_how_many_it_needs_at_least() -> None:
    found = ask(Scripted(["abc"], silent=["ab", "bc", "ac"]), ABC)
    assert found["stack.environments"].status is Status.PROBE_ERROR
    assert found["stack.environments"].reason.startswith("it needs at least 2, and whether ")
    assert found["stack.coinstallable"].value == 0
    sentence = "the stack itself needs more than one environment"
    assert pairs(found["stack.coinstallable"])[0] == conflicting("x", sentence)


def test_a_tool_that_has_no_solution_by_itself_is_named() -> None:
    found = ask(Scripted(["b"]), AB)["stack.environments"]
    assert found.status is Status.PROBE_ERROR
    assert found.reason == f"b has no solution even by itself: {CONFLICT.sentence}"


def test_more_than_a_fifth_of_the_panel_not_known_is_no_share() -> None:
    found = ask(Scripted(), AB, ["x", "broken"])
    assert found["stack.coinstallable"].status is Status.PROBE_ERROR
    assert "Python 3.99" in pairs(found["stack.coinstallable"])[-1].sentence
    assert found["stack.environments"].value == 1


def test_a_panel_without_another_tool_leaves_the_number_of_environments() -> None:
    found = ask(Scripted(), AB, "ab")
    assert found["stack.coinstallable"].reason == "the rubric's panel names no tool beside those of the stack"
    assert found["stack.environments"].value == 1


def test_each_python_that_an_adapter_names_is_tried_and_the_one_that_serves_is_told() -> None:
    scripted = Scripted(only_on="3.10")
    found = ask(scripted, [adapter("a"), adapter("b", "3.10")], "x")
    placed = found["stack.environments"].facts[1]
    assert isinstance(placed, EnvironmentGroup)
    assert (placed.tools, placed.python) == (("a", "b"), "3.10")
    assert scripted.asked[:2] == [("ab", "3.11"), ("ab", "3.10")]
    assert found["stack.coinstallable"].value == 1


def test_a_conflict_is_one_on_every_python() -> None:
    found = ask(Scripted(["ab"]), [adapter("a"), adapter("b", "3.10")])["stack.environments"]
    assert found.value == 2
    sentence = f"on Python 3.11: {CONFLICT.sentence}; on Python 3.10: {CONFLICT.sentence}"
    assert found.facts[3] == Conflict(("a", "b"), sentence)


def test_progress_is_told() -> None:
    said: list[str] = []
    ask(Scripted(), AB, "xy", said)
    assert said == ["a and b in one environment", "a and b with x: 1 of 2", "a and b with y: 2 of 2"]


def test_without_tools_there_is_nothing_to_resolve() -> None:
    with pytest.raises(CannotTell):
        ask(Scripted(), [])


def test_all_that_the_probe_may_answer_is_answered() -> None:
    assert set(ask(Scripted(), AB)) == set(PROBE.metrics) == {"stack.environments", "stack.coinstallable"}


def test_a_tool_is_taken_with_its_companions_for_its_tasks_each_once() -> None:
    tool = an_adapter(companions={"skew": ["pandas==3.1.1"], "metrics": ["pandas==3.1.1", "dill"], "other": ["x"]})
    assert tool.for_tasks(["skew", "metrics"]).requires == ("tinytool==1.0", "pandas==3.1.1", "dill")


@pytest.mark.env
def test_what_is_known_of_tfdv_and_tfma(tmp_path: Path) -> None:
    workspace = load_workspace(Path(__file__).parents[2])
    tools = tuple(workspace.adapters[tool] for tool in ("tfdv", "tfma"))
    facilities = SimpleNamespace(environments=Environments(tmp_path, workspace.locks), panel=(), tell=lambda _: None)
    found, _ = observe(
        Question(Path(), (), lambda _: pytest.fail("no"), facilities=cast("Facilities", facilities), stack=tools)
    )
    assert found.value == 2
    assert any("tfx-bsl" in fact.sentence for fact in found.facts if isinstance(fact, Conflict))
