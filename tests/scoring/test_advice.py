"""When to recommend a tool: what leads, what costs, and what rules it out, from made-up scorecards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evalkit.scoring import ClaimResult, ClaimTest, Exclusion, ProfileResult, Robustness, Scorecard, Side, Standing
from evalkit.scoring.advice import Advice, advise
from evalkit.scoring.judgements import Beats
from tests.report.sample_report import sample


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return replace(sample().scorecard, robustness=(), profiles=(), claims=())


def of(card: Scorecard, name: str, task: str | None) -> Advice:
    return next(one for one in advise(card) if (one.name, one.task) == (name, task))


def test_every_stack_and_every_competing_tool_is_advised_on_once(card: Scorecard) -> None:
    wanted: list[tuple[str, str | None]] = [(row.stack, None) for row in card.stacks]
    wanted += [(row.tool, table.task) for table in card.tasks for row in table.rows if row.competes]
    assert [(one.name, one.task) for one in advise(card)] == wanted


def test_a_lead_is_what_no_rival_can_have_whatever_is_missing(card: Scorecard) -> None:
    for table in card.tasks:
        for row in table.rows:
            for lead in of(card, row.tool, table.task).leads:
                rivals = [one.criteria[lead.criterion].points for one in table.rows if one is not row]
                most = max(points.high for points in rivals if points)
                assert lead.points.low - most == pytest.approx(lead.ahead)
                assert lead.ahead > 0
    assert any(one.leads for one in advise(card))


def test_nobody_leads_where_a_rival_was_not_measured(card: Scorecard) -> None:
    assert of(card, "scikit-learn", "sliced-metrics").leads == ()


def test_what_costs_most_comes_first_with_the_metric_that_explains_it(card: Scorecard) -> None:
    first, *rest = of(card, "tfdv", "data-validation").costs
    assert (first.criterion, first.best) == ("friction", "pandas")
    assert first.own is not None
    assert first.other is not None
    assert first.own.metric == first.other.metric == "setup.install_mb"
    weighed = [card.weights[cost.criterion] * cost.behind for cost in (first, *rest)]
    assert weighed == sorted(weighed, reverse=True)


def test_a_criterion_of_no_weight_costs_nothing(card: Scorecard) -> None:
    free = replace(card, weights={**card.weights, "friction": 0.0})
    assert "friction" not in {cost.criterion for one in advise(free) for cost in one.costs}


def test_a_requirement_that_is_not_met_rules_a_tool_and_its_stacks_out_and_an_open_one_does_not(
    card: Scorecard,
) -> None:
    unmet = Exclusion("tfdv", "works-offline", met=False, link=("skew", "adapt", "network.works_offline"))
    unknown = Exclusion("pandas", "works-offline", met=None, link=("skew", "adapt", "network.works_offline"))
    profile = ProfileResult("bank", "A bank", card.weights, {}, (unmet, unknown))
    advised = replace(card, profiles=(profile,))
    assert of(advised, "tfdv", "skew").out_for == (("A bank", unmet),)
    assert of(advised, "tfx", None).out_for == (("A bank", unmet),)
    assert of(advised, "pandas", "skew").out_for == ()


def test_a_claim_is_about_the_tool_that_it_tests_and_not_about_its_yardstick(card: Scorecard) -> None:
    sides = [Side("code.tokens", tool, "skew", "adapt", 1.0, 1.0, "tokens") for tool in ("tfdv", "pandas")]
    test = ClaimTest(sides[0], "at most", sides[1], holds=True, sure=True)
    claimed = replace(card, claims=(ClaimResult("c", "c", "s", "2021", "supported", (test,)),))
    assert of(claimed, "tfdv", "skew").claims == {"supported": ("c",)}
    assert of(claimed, "pandas", "skew").claims == {}


def test_how_often_it_comes_first_is_taken_from_the_draws_without_a_preference(card: Scorecard) -> None:
    standing = Standing("tfdv", (0.25,), (0.25,), {"friction": 1.0}, (0.5, 0.5), Beats("tfdv", {}, np.empty(0)))
    other = replace(standing, best=(0.0,), worst=(0.0,))
    drawn = replace(
        card,
        robustness=(
            Robustness("rubric", 10, 10, {"skew": (other,)}, ()),
            Robustness("any", 10, 10, {"skew": (standing,)}, ()),
        ),
    )
    assert of(drawn, "tfdv", "skew").standing == standing
    assert of(drawn, "pandas", "skew").standing is None
