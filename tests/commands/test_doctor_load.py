"""What the doctor says of a machine's load."""

from __future__ import annotations

from evalkit.commands.doctor import load_examination
from evalkit.model.facts import MachineLoad


def test_a_quiet_machine_is_good_and_tells_its_figures() -> None:
    finding = load_examination(MachineLoad(2, 0.5, 1.4, 0.0, 1500.0, 3600.0))
    assert (finding.good, finding.remedy) == (True, "")
    assert finding.state == (
        "0.25 for each processor, waiting for one 1 % of the time, for memory in 0 %, 1500 of 3600 MHz"
    )


def test_a_busy_machine_is_a_warning_with_advice_and_no_reason_to_stop() -> None:
    finding = load_examination(MachineLoad(2, 0.5, 40.0))
    assert (finding.good, finding.needed) == (False, False)
    assert finding.remedy.startswith("processes waited for a processor in 40 % of the last ten seconds; end other")


def test_a_machine_that_tells_nothing_is_not_called_busy() -> None:
    assert (load_examination(MachineLoad(2)).good, load_examination(MachineLoad(2)).state) == (True, "not told")
