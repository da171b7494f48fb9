from __future__ import annotations

from evalkit.model import REQUIREMENTS
from evalkit.report.words.requirements import answers_to_requirements
from tests.report.crowded_report import crowded
from tests.report.sample_report import NAMES, sample


def test_a_tool_meets_what_was_observed_of_it_and_of_the_others_nobody_knows() -> None:
    answers = answers_to_requirements(sample().scorecard)
    assert set(answers) == {"small-install"}
    expected = {tool: None if tool == "fairlearn" else size <= 500 for tool, (_, _, _, size, _) in NAMES.items()}
    assert answers["small-install"] == expected


def test_who_a_profile_rules_out_meets_the_requirement_nowhere_on_the_map() -> None:
    card = crowded().scorecard
    answers = answers_to_requirements(card)
    ruled_out = [one for profile in card.profiles for one in profile.exclusions]
    assert any(one.met is False for one in ruled_out)
    for one in ruled_out:
        assert one.requirement in REQUIREMENTS
        if one.met is False:
            assert answers[one.requirement][one.tool] is False
