from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench.machine_busy import is_busy, machine_load
from evalkit.model.facts import MachineLoad

QUIET = MachineLoad(processors=2, load_average=0.4, cpu_pressure=1.0, memory_pressure=0.0)


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_a_machine_that_tells_everything_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        proc__loadavg="1.25 2.75 2.38 2/102 21963\n",
        proc__pressure__cpu="some avg10=3.31 avg60=4.35 avg300=29.13 total=505527304\nfull avg10=0.00 avg60=0.00\n",
        proc__pressure__memory="some avg10=0.50 avg60=0.00 avg300=0.00 total=0\n",
    )
    for number, (now, highest) in enumerate([(1_200_000, 3_000_000), (1_800_000, 3_600_000), (9_000_000, 9_000_000)]):
        write(
            tmp_path / f"sys/devices/system/cpu/cpu{number}/cpufreq",
            scaling_cur_freq=f"{now}\n",
            cpuinfo_max_freq=f"{highest}\n",
        )
    assert machine_load(tmp_path, {0, 1}) == MachineLoad(2.0, 1.25, 3.31, 0.5, 1500.0, 3600.0)
    assert machine_load(tmp_path, {0, 1}).per_processor == 0.625


def test_what_a_machine_does_not_tell_is_unknown(tmp_path: Path) -> None:
    assert machine_load(tmp_path, {0}) == MachineLoad(1.0)
    assert machine_load(tmp_path, {0}).per_processor is None


def test_this_machine_is_read() -> None:
    load = machine_load()
    assert load.processors > 0
    assert load.load_average is not None
    assert load.load_average >= 0


def test_a_quiet_machine_is_not_busy() -> None:
    assert is_busy(QUIET) is None
    assert is_busy(MachineLoad(2)) is None
    assert is_busy(MachineLoad(1, load_average=1.3)) is None, "one process is evalkit's own"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cpu_pressure": 31.4}, "waited for a processor in 31 %"),
        ({"memory_pressure": 12.0}, "waited for memory in 12 %"),
        ({"load_average": 3.5}, "3.5 on 2 processors"),
        ({"load_average": 3.5, "cpu_pressure": None, "memory_pressure": None}, "3.5 on 2 processors"),
    ],
)
def test_a_busy_machine_says_why_and_what_to_do(change: dict[str, float | None], said: str) -> None:
    busy = is_busy(replace(QUIET, **change))  # type: ignore[arg-type]
    assert busy
    assert said in busy.reason
    assert "measure" in busy.advice


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 500), st.floats(0.1, 500))
def test_more_load_never_makes_a_machine_less_busy(cpu: float, memory: float, load: float, count: float) -> None:
    if is_busy(MachineLoad(count, load, cpu, memory)):
        assert is_busy(MachineLoad(count, load * 2 + 1, cpu, memory))
        assert is_busy(MachineLoad(count, load, min(100.0, cpu * 2), min(100.0, memory * 2)))
