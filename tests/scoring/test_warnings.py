"""Warnings about the machine: said where it had other work to do when blocks began, and only there."""

from __future__ import annotations

from dataclasses import replace

from evalkit.model import Observation
from evalkit.model.facts import MachineLoad
from evalkit.scoring.warnings import busy_blocks
from tests.store.test_journal_index import block


def with_load(name: str, load: MachineLoad) -> list[Observation]:
    return [replace(one, facts=(load,)) for one in block(name, "a", "b")]


def test_blocks_that_began_on_a_busy_machine_are_counted_with_the_reason_and_what_to_do() -> None:
    seen = [*with_load("quiet", MachineLoad(2, 0.4)), *with_load("busy", MachineLoad(2, 9.0))]
    [warning] = busy_blocks(seen)
    assert warning.kind == "busy-machine"
    assert "1 of 2 blocks" in warning.text
    assert "9.0 on 2 processors" in warning.text
    assert "end other programs" in warning.advice


def test_a_quiet_machine_and_one_that_tells_nothing_are_no_reason_to_warn() -> None:
    assert busy_blocks([*with_load("quiet", MachineLoad(2, 0.4)), *with_load("silent", MachineLoad(2))]) == ()
    assert busy_blocks(block("old", "a", "b")) == ()
