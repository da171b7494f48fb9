"""Asking probes: each question once, a broken probe hurts nobody else, and only what is weighed or named is asked."""

from __future__ import annotations

import json
from typing import Any

from evalkit.model import Observation, Status
from evalkit.store import Journal
from tests.conftest import DRIVER

Small = Any

BREAKS = """
import dataclasses, evalkit.commands.loop as loop
def boom(question): raise ZeroDivisionError("the probe divides by nothing")
loop.PROBES = {**loop.PROBES, "code": dataclasses.replace(loop.PROBES["code"], observe=boom)}
"""


def journal(small: Small) -> list[Observation]:
    return Journal(small.root / "reports" / "small" / "journal.jsonl").observations


def coverage(small: Small) -> dict[str, float]:
    card = json.loads((small.root / "reports" / "small" / "scorecard.json").read_text())
    return {row["tool"]: row["coverage"] for row in card["tasks"][0]["rows"]}


def test_a_probe_that_breaks_says_so_and_stops_nothing_else(small: Small) -> None:
    small.write(
        "driver.py", DRIVER.replace("from evalkit.commands import main", BREAKS + "from evalkit.commands import main")
    )
    done = small.evalkit("run", "rubrics/small.yaml")
    assert done.returncode == 0, done.stderr
    seen = journal(small)
    broken = [o for o in seen if o.probe == "code"]
    assert broken
    assert {o.status for o in broken} == {Status.PROBE_ERROR}
    assert all("ZeroDivisionError: the probe divides by nothing" in o.reason for o in broken)
    assert any(o.metric == "run.wall_seconds" and o.status is Status.OK for o in seen)
    assert all(0 < share < 1 for share in coverage(small).values()), "it costs coverage"
    card = json.loads((small.root / "reports" / "small" / "scorecard.json").read_text())
    for row in card["tasks"][0]["rows"]:
        points = row["criteria"]["ergonomics"]["points"]
        assert (points["low"], points["high"]) == (0.0, 100.0), "and no score: not measured is a range"


def test_what_a_broken_probe_missed_is_asked_again(small: Small) -> None:
    small.write(
        "driver.py", DRIVER.replace("from evalkit.commands import main", BREAKS + "from evalkit.commands import main")
    )
    small.evalkit("run", "rubrics/small.yaml")
    small.write("driver.py", DRIVER)
    assert small.evalkit("run", "rubrics/small.yaml").returncode == 0
    assert set(coverage(small).values()) == {1.0}


def test_only_what_the_rubric_weighs_is_asked(small: Small) -> None:
    small.evalkit("run", "rubrics/small.yaml")
    assert {o.probe for o in journal(small)} == {"run", "code", "setup"}


def test_a_family_that_is_named_is_asked_alone(small: Small) -> None:
    done = small.evalkit("run", "rubrics/small.yaml", "--probes", "ladder")
    assert done.returncode == 0, done.stderr
    ladders = [o for o in journal(small) if o.status is Status.OK]
    assert {o.probe for o in ladders} == {"ladder"}
    assert {(o.tool, o.level) for o in ladders} == {("plain", None), ("other", None)}


STACKS = """\
stacks:
  mixed: {title: Mixed, tools: {counting: plain}}
  other: {title: Other, tools: {counting: other}}
"""
RESOLVES = """
from evalkit.environments import Outcome, Shared
Here.on_python = lambda self, adapters, python: Shared(Outcome.INSTALLS, {one.tool: "1.0" for one in adapters})
"""


def with_stacks(small: Small) -> None:
    small.write("rubrics/small.yaml", (small.root / "rubrics" / "small.yaml").read_text() + STACKS)
    small.write(
        "driver.py", DRIVER.replace("environments.Environments = Here", RESOLVES + "environments.Environments = Here")
    )


def of_stacks(small: Small) -> list[Observation]:
    return [o for o in journal(small) if o.metric == "stack.environments"]


def test_each_stack_is_asked_about_once_until_what_it_pins_changes(small: Small) -> None:
    with_stacks(small)
    for _ in range(2):
        done = small.evalkit("run", "rubrics/small.yaml", "--probes", "interop")
        assert done.returncode == 0, done.stderr
    assert [(o.stack, o.tool, o.value) for o in of_stacks(small)] == [("mixed", "", 1), ("other", "", 1)]
    file = small.root / "adapters" / "plain.yaml"
    file.write_text(file.read_text().replace("plain==1.0", "plain==1.1"))
    small.evalkit("run", "rubrics/small.yaml", "--probes", "interop")
    assert [o.stack for o in of_stacks(small)] == ["mixed", "other", "mixed"]
    card = json.loads((small.root / "reports" / "small" / "scorecard.json").read_text())
    assert {row["stack"]: row["environments"]["value"] for row in card["stacks"]} == {"mixed": 1, "other": 1}


def test_stacks_without_a_tool_that_was_left_out_are_asked_and_what_is_not_resolved_is_not_known(small: Small) -> None:
    with_stacks(small)
    small.write("driver.py", DRIVER)
    done = small.evalkit("run", "rubrics/small.yaml", "--probes", "interop", "--tool", "plain")
    assert done.returncode == 0, done.stderr
    assert {(o.stack, o.status) for o in of_stacks(small)} == {("mixed", Status.PROBE_ERROR)}
    assert all("nothing is resolved in tests" in o.reason for o in of_stacks(small))
    page = (small.root / "reports" / "small" / "report.html").read_text()
    assert "</a>; run in 1</td>" in page
