"""Profiles made whole, and what their requirements make of tools: met, not met, or not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import REQUIREMENTS, Fact, LevelRule, Observation, Rubric, Status, Task
from evalkit.model.facts import Contact, Locked, OfflineRun, PythonResolution, ResolverAnswer, Way
from evalkit.probes import METRICS
from evalkit.scoring.figures import Evidenced
from evalkit.scoring.judgements import Exclusion, ProfileResult
from evalkit.scoring.profiles import profile_results
from evalkit.scoring.scorecard import Points, TaskTable, ToolRow
from tests.scoring.test_judging import SCORE, TASK, saw

OTHER = TASK.model_copy(update={"task": "slices", "baseline": "pandas"})
TASKS = {"skew": TASK, "slices": OTHER}


def rubric(requires: Sequence[str] = (), **profile: object) -> Rubric:
    return Rubric.model_validate(
        {
            "rubric": "r",
            "title": "R",
            "tasks": {"skew": 1.0, "slices": 2.0},
            "criteria": {name: {"title": name, "weight": 2.0, "metrics": (SCORE,)} for name in ("one", "two")},
            "profiles": {"careful": {"title": "Careful people", "requires": tuple(requires), **profile}},
        }
    )


def tables(*tools: str) -> list[TaskTable]:
    rows = tuple(ToolRow(tool, {}, Points(0, 100), 1.0, None, "", ()) for tool in tools)
    return [TaskTable(task, 1.0, "pandas", rows, 0, 0) for task in TASKS]


def result(
    requires: Sequence[str], observations: Sequence[Observation], *tools: str, tasks: Mapping[str, Task] | None = None
) -> ProfileResult:
    evidenced = Evidenced(observations, rubric(requires), tasks or TASKS)
    [one] = profile_results(evidenced, tables(*(tools or ("pandas",))))
    return one


def passed(tool: str, task: str, status: Status = Status.OK, reason: str = "") -> Observation:
    value = 1.0 if status is Status.OK else None
    return saw(tool, "capability.score", value, status, task=task, level="adapt", scale=30000, reason=reason)


def offline(tool: str, task: str, value: float, *facts: Fact) -> Observation:
    return saw(tool, "network.works_offline", value, task=task, level="adapt", facts=facts)


def test_weights_that_a_profile_names_replace_the_rubrics_and_the_others_stay() -> None:
    evidenced = Evidenced((), rubric(weights={"two": 5.0}, tasks={"skew": 7.0}), TASKS)
    [one] = profile_results(evidenced, tables("pandas"))
    assert (one.profile, one.title) == ("careful", "Careful people")
    assert one.weights == {"one": 2.0, "two": 5.0}
    assert one.tasks == {"skew": 7.0, "slices": 2.0}
    assert one.exclusions == ()


def test_who_meets_a_requirement_is_not_mentioned() -> None:
    assert result(["small-install"], [saw("pandas", "setup.install_mb", 500)]).exclusions == ()


def test_what_belongs_to_the_tool_rules_it_out_once_and_everywhere() -> None:
    lock = Locked(161, "2026-11-20", 2640.4)
    seen = saw("tfdv", "setup.install_mb", 2640.4, facts=(lock,))
    one = result(["small-install"], [seen], "tfdv")
    assert one.exclusions == (
        Exclusion(
            "tfdv",
            "small-install",
            False,
            (None, None, "setup.install_mb"),
            status=Status.OK,
            value=2640.4,
            facts=(lock,),
        ),
    )
    assert one.against("skew", "tfdv") == one.against("slices", "tfdv") == one.exclusions


def test_what_is_read_in_a_task_rules_a_tool_out_in_that_task_alone() -> None:
    seen = [passed("tfdv", "skew"), passed("tfdv", "slices")]
    seen += [
        offline("tfdv", "skew", 0.0, OfflineRun(Status.FAILED, "no route", "Traceback")),
        offline("tfdv", "slices", 1),
    ]
    one = result(["works-offline"], seen, "tfdv")
    [out] = one.exclusions
    assert (out.met, out.task, out.link) == (False, "skew", ("skew", "adapt", "network.works_offline"))
    assert (out.value, out.facts) == (0.0, (OfflineRun(Status.FAILED, "no route", "Traceback"),))
    assert one.against("skew", "tfdv") == (out,)
    assert one.against("slices", "tfdv") == ()


def test_hosts_are_counted_and_kept() -> None:
    hosts = tuple(Contact(host, (Way("lookup", 2),)) for host in ("a.example", "b.example"))
    seen = [saw("tfdv", "network.contacts", 2.0, task="skew", level="adapt", facts=hosts), passed("tfdv", "skew")]
    out = result(["no-telemetry"], seen, "tfdv").exclusions[0]
    assert (out.value, out.facts) == (2.0, hosts)


def test_a_probes_own_reason_is_kept_beside_its_facts() -> None:
    fact = PythonResolution("3.13", ResolverAnswer.CONFLICT, sentence="No solution found: a needs b")
    seen = saw("tfdv", "setup.python_3_13", 0.0, reason="No solution found: a needs b", facts=(fact,))
    [out] = result(["python-3.13"], [seen], "tfdv").exclusions
    assert (out.reason, out.facts) == ("No solution found: a needs b", (fact,))


@pytest.mark.parametrize(
    ("seen", "status", "reason"),
    [
        ([], None, "not measured yet"),
        (
            [saw("tfdv", "setup.python_3_12", None, Status.PROBE_ERROR, reason="no network")],
            Status.PROBE_ERROR,
            "no network",
        ),
    ],
)
def test_what_was_not_measured_is_not_known_and_rules_nobody_out(
    seen: list[Observation], status: Status | None, reason: str
) -> None:
    one = result(["python-3.12"], seen, "tfdv")
    [open_] = one.exclusions
    assert (open_.met, open_.status, open_.reason) == (None, status, reason)
    assert one.against("skew", "tfdv") == ()


def test_a_tool_that_does_not_pass_the_level_is_not_known_to_work_offline() -> None:
    seen = [passed("tfdv", task, Status.UNSUPPORTED, "cannot do this") for task in TASKS]
    found = result(["works-offline"], seen, "tfdv").exclusions
    assert {(one.met, one.task) for one in found} == {(None, "skew"), (None, "slices")}
    assert (found[0].status, found[0].reason) == (Status.UNSUPPORTED, "cannot do this")


def test_where_a_metric_does_not_apply_nothing_is_required() -> None:
    without = TASK.model_copy(update={"not_applicable": frozenset({"network.works_offline"})})
    seen = [passed("tfdv", "slices"), offline("tfdv", "slices", 1)]
    assert result(["works-offline"], seen, "tfdv", tasks={"skew": without, "slices": OTHER}).exclusions == ()


def test_a_requirement_written_twice_is_asked_once() -> None:
    assert len(result(["python-3.12", "python-3.12"], [], "tfdv").exclusions) == 1


@settings(deadline=None)
@given(st.sampled_from(sorted(REQUIREMENTS)), st.floats(0, 1e6))
def test_a_value_is_either_met_or_ruled_out_and_never_open(name: str, value: float) -> None:
    requirement = REQUIREMENTS[name]
    in_task = METRICS[requirement.metric].rule is LevelRule.ONE_LEVEL
    task, level = ("skew", "adapt") if in_task else (None, None)
    seen = [passed("tfdv", "skew"), saw("tfdv", requirement.metric, value, task=task, level=level)]
    found = [one for one in result([name], seen, "tfdv").exclusions if one.task in (None, "skew")]
    assert [one.met for one in found] == ([] if requirement.is_met_by(value) else [False])
