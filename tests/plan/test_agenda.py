"""The agenda: light tools first and whole, then heavy ones, then everything once, then blocks in turn."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import Lock
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Adapter
from evalkit.plan import BlockWork, InstallWork, Outcome, ProbeWork, RecordingWork, SampleWork, Work
from evalkit.plan.batches import TASKS_AT_ONCE
from evalkit.plan.work import doing
from evalkit.workers.scripted import ScriptedWorkers
from tests.conftest import SmallWorkspace
from tests.workers.scripted_run import ScriptedRun, well


class OneIsHeavy(StandingEnvironments):
    """'heavy' has a hundred distributions."""

    def lock(self, adapter: Adapter, task: str | None = None, progress: object = None) -> Lock:
        lock = super().lock(adapter, task)
        many = {f"part-{number}": "1" for number in range(100)} if adapter.tool == "heavy" else {}
        return Lock(
            lock.file,
            lock.tool,
            lock.platform,
            lock.python,
            lock.asked,
            lock.locked,
            lock.download_mb,
            {**lock.distributions, **many},
            lock.hashes,
            lock.newest,
        )


def order(run: ScriptedRun, **request: Any) -> list[Work]:
    workers = ScriptedWorkers(well)
    run.go(workers, **request)
    return [work for _, work in workers.log]


def tool_of(work: Work) -> str:
    match work:
        case InstallWork() | RecordingWork():
            return work.tool
        case SampleWork():
            return work.member.tool
        case ProbeWork():
            return work.subject.tool
        case _:
            return ""


def test_light_tools_are_looked_at_and_timed_once_before_a_heavy_one_is_touched(small: SmallWorkspace) -> None:
    small.add("heavy")
    log = order(ScriptedRun(small, environments=OneIsHeavy))
    first_heavy = next(at for at, work in enumerate(log) if tool_of(work) == "heavy")
    before = log[:first_heavy]
    assert {tool_of(work) for work in before} >= {"plain", "other"}
    assert any(isinstance(work, BlockWork) for work in before), "a first block of the light tools"
    assert {work.scale for work in before if isinstance(work, BlockWork)} == {10, 20}, "and how long they take to start"
    assert any(isinstance(work, ProbeWork) and work.probe == "setup" for work in before)
    whole = [work for work in log if isinstance(work, BlockWork) and work.scale == 20 and len(work.members) == 3]
    assert len(whole) == 2, "blocks of all three are as many as the rubric asks"


def test_the_first_tasks_are_looked_at_and_timed_before_the_next_ones(small: SmallWorkspace) -> None:
    names = ["counting", *(f"counting-{number}" for number in range(2, 7))]
    for name in names[1:]:
        shutil.copytree(small.root / "tasks" / "counting", small.root / "tasks" / name)
    text = (small.root / "rubrics" / "small.yaml").read_text()
    several = ", ".join(f"{name}: 1" for name in names)
    small.write("rubrics/small.yaml", text.replace("tasks: {counting: 1}", f"tasks: {{{several}}}"))
    log = order(ScriptedRun(small))

    def first(of: type[SampleWork | BlockWork], task: str) -> int:
        return next(at for at, work in enumerate(log) if isinstance(work, of) and work.task == task)

    assert TASKS_AT_ONCE == 4
    assert max(first(BlockWork, name) for name in names[:4]) < min(first(SampleWork, name) for name in names[4:])
    assert max(first(SampleWork, name) for name in names[:4]) < min(first(BlockWork, name) for name in names[:4])


def test_a_cell_is_read_as_soon_as_it_is_checked(small: SmallWorkspace) -> None:
    log = order(ScriptedRun(small))
    read = next(at for at, work in enumerate(log) if isinstance(work, ProbeWork) and work.probe == "code")
    last_check = max(at for at, work in enumerate(log) if isinstance(work, SampleWork) and work.purpose == "check")
    assert read < last_check


def test_levels_that_are_not_timed_are_verified_at_the_smallest_scale(small: SmallWorkspace) -> None:
    checks = [work for work in order(ScriptedRun(small)) if isinstance(work, SampleWork)]
    assert {work.scale for work in checks if work.level == "adapt"} == {20}
    assert {work.scale for work in checks if work.level == "hello"} == {10}


def test_a_recording_waits_for_the_check_at_its_scale_and_is_compared_with_it(small: SmallWorkspace) -> None:
    def with_outputs(work: Work) -> Outcome:
        outcome = well(work)
        taken = (replace(one, sample=replace(one.sample, outputs=((work.name, ""),))) for one in outcome.samples)
        return replace(outcome, samples=tuple(taken))

    workers = ScriptedWorkers(with_outputs)
    ScriptedRun(small).go(workers)
    recordings = [work for _, work in workers.log if isinstance(work, RecordingWork)]
    compared = {(work.level, name) for work in recordings for name, _ in (work.checked.outputs if work.checked else ())}
    assert compared == {("hello", f"check/counting/{tool}/hello/10/0") for tool in ("plain", "other")} | {
        ("stretch", f"check/counting/{tool}/stretch/10/0") for tool in ("plain", "other")
    }
    assert {work.level for work in recordings} >= {"adapt"}, "which is verified at 20 rows, so not compared"


def test_everything_is_measured_once_before_anything_is_repeated(small: SmallWorkspace) -> None:
    blocks = [work for work in order(ScriptedRun(small), blocks=4) if isinstance(work, BlockWork)]
    first_of = {scale: next(at for at, work in enumerate(blocks) if work.scale == scale) for scale in (10, 20, 40)}
    again = [at for at, work in enumerate(blocks) if work.scale == 20][1]
    assert max(first_of.values()) < again


def test_what_takes_too_much_of_the_budget_is_run_once_and_named(small: SmallWorkspace) -> None:
    def slow_when_large(work: Work) -> Outcome:
        done = well(work)
        if isinstance(work, BlockWork) and work.scale == 40:
            from dataclasses import replace

            return replace(
                done,
                samples=tuple(replace(one, sample=replace(one.sample, wall_seconds=100.0)) for one in done.samples),
            )
        return done

    text = (small.root / "rubrics" / "small.yaml").read_text()
    small.write(
        "rubrics/small.yaml", text.replace("scaling_blocks: 1", "scaling_blocks: 6").replace("blocks: 2", "blocks: 6")
    )
    run = ScriptedRun(small)
    workers = ScriptedWorkers(slow_when_large)
    run.go(workers)
    at = {scale: sum(isinstance(w, BlockWork) and w.scale == scale for _, w in workers.log) for scale in (10, 20, 40)}
    assert at == {10: 6, 20: 6, 40: 1}
    [fewer] = run.agenda.fewer_blocks
    assert (fewer.task, fewer.scale, fewer.ran, fewer.wanted) == ("counting", 40, 1, 6)
    assert fewer.block_seconds == pytest.approx(200.0)


def test_every_work_item_travels_and_says_what_is_being_done(small: SmallWorkspace) -> None:
    log = order(ScriptedRun(small))
    assert {type(work) for work in log} == {InstallWork, SampleWork, BlockWork, RecordingWork, ProbeWork}
    for work in log:
        assert pickle.loads(pickle.dumps(work)) == work
        assert doing(work)
        with pytest.raises(AttributeError):
            work.name = "another"  # type: ignore[misc]


def test_only_what_the_command_names_is_asked(small: SmallWorkspace) -> None:
    log = order(ScriptedRun(small), probes=("ladder",))
    assert {work.probe for work in log if isinstance(work, ProbeWork)} == {"ladder"}
    assert not any(isinstance(work, SampleWork | BlockWork) for work in log)


def test_only_what_the_rubric_weighs_is_asked_and_what_every_report_shows(small: SmallWorkspace) -> None:
    log = order(ScriptedRun(small))
    assert {work.probe for work in log if isinstance(work, ProbeWork)} == {"setup", "code"}


def test_a_level_that_a_tool_cannot_do_needs_nobodys_work(small: SmallWorkspace) -> None:
    small.add("partly", levels=("hello", "adapt"))
    small.write("tasks/counting/partly/stretch.unsupported.md", "It cannot; see https://example.org/limits\n")
    run = ScriptedRun(small)
    log = order(run)
    assert not any(
        (isinstance(work, SampleWork) and (work.member.tool, work.level) == ("partly", "stretch"))
        or (
            isinstance(work, ProbeWork)
            and ("counting", "stretch") in work.implementations
            and work.subject.level == "stretch"
            and work.subject.tool == "partly"
        )
        for work in log
    )
    said = [one for one in run.seen if (one.tool, one.level) == ("partly", "stretch")]
    assert {one.status.value for one in said} == {"unsupported"}
    assert {"capability.score", "code.tokens"} <= {one.metric for one in said}


STACKS = """\
stacks:
  mixed: {title: Mixed, tools: {counting: plain}}
  other: {title: Other, tools: {counting: other}}
"""


def test_each_stack_is_asked_about_once_until_what_it_pins_changes(small: SmallWorkspace) -> None:
    small.write("rubrics/small.yaml", (small.root / "rubrics" / "small.yaml").read_text() + STACKS)
    run = ScriptedRun(small)
    asked = [work.subject.stack for work in order(run) if isinstance(work, ProbeWork) and work.probe == "stack"]
    assert asked == ["mixed", "other"]
    assert [work for work in order(run) if isinstance(work, ProbeWork)] == []
    adapter: Path = small.root / "adapters" / "plain.yaml"
    adapter.write_text(adapter.read_text().replace("plain==1.0", "plain==1.1"))
    again = [work.subject.stack for work in order(run) if isinstance(work, ProbeWork) and work.probe == "stack"]
    assert again == ["mixed"]
