"""What a machine says of itself: how much of it may be used, how busy it is, and what that means for timings."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench.launcher_process import kernel_kills
from evalkit.bench.machine import describe_machine, digest_of, is_busy, machine_load, memory_limit, processors
from evalkit.model.facts import MachineLoad

QUIET = MachineLoad(processors=2, load_average=0.4, cpu_pressure=1.0, memory_pressure=0.0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def grouped(root: Path, line: str, folder: str, **texts: str) -> None:
    write(root, proc__self__cgroup=line)
    for name, text in texts.items():
        file = root / "sys/fs/cgroup" / folder / name.replace("__", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")


def test_a_machine_that_tells_everything_is_read(root: Path) -> None:
    write(
        root,
        proc__loadavg="1.25 2.75 2.38 2/102 21963\n",
        proc__pressure__cpu="some avg10=3.31 avg60=4.35 avg300=29.13 total=505527304\nfull avg10=0.00 avg60=0.00\n",
        proc__pressure__memory="some avg10=0.50 avg60=0.00 avg300=0.00 total=0\n",
    )
    for number, (now, highest) in enumerate([(1_200_000, 3_000_000), (1_800_000, 3_600_000), (9_000_000, 9_000_000)]):
        write(
            root / f"sys/devices/system/cpu/cpu{number}/cpufreq",
            scaling_cur_freq=f"{now}\n",
            cpuinfo_max_freq=f"{highest}\n",
        )
    assert machine_load(root, {0, 1}) == MachineLoad(2.0, 1.25, 3.31, 0.5, 1500.0, 3600.0)
    assert machine_load(root, {0, 1}).per_processor == 0.625


def test_what_a_machine_does_not_tell_is_unknown(root: Path) -> None:
    assert machine_load(root, {0}) == MachineLoad(1.0)
    assert machine_load(root, {0}).per_processor is None


def test_this_machine_is_read() -> None:
    load = machine_load()
    assert load.processors > 0
    assert load.load_average is not None
    assert load.load_average >= 0


@pytest.mark.parametrize(
    ("line", "folder", "files", "expected"),
    [
        ("0::/\n", "", {"cpu__max": "max 100000"}, 4.0),
        ("0::/\n", "", {"cpu__max": "150000 100000"}, 1.5),
        ("0::/\n", "", {"cpu__max": "1000 1000000"}, 0.01),
        ("0::/a/b\n", "a", {"cpu__max": "200000 100000"}, 2.0),
        ("0::/a/b\n", "a/b", {"cpu__max": "900000 100000"}, 4.0),
        ("3:cpu,cpuacct:/a\n0::/\n", "cpu,cpuacct/a", {"cpu__cfs_quota_us": "50000", "cpu__cfs_period_us": "100000"}, 0.5),
        ("3:cpu:/elsewhere\n", "cpu", {"cpu__cfs_quota_us": "-1", "cpu__cfs_period_us": "100000"}, 4.0),
    ],
)  # fmt: skip
def test_quotas_of_all_enclosing_groups_count(
    root: Path, line: str, folder: str, files: dict[str, str], expected: float
) -> None:
    grouped(root, line, folder, **files)
    assert processors(root, range(4)) == expected


@pytest.mark.parametrize(
    ("line", "folder", "files", "expected"),
    [
        ("0::/a\n", "", {"memory__max": "max"}, None),
        ("0::/a\n", "a", {"memory__max": "4000000000"}, 4_000_000_000),
        ("4:memory:/a\n", "memory/a", {"memory__limit_in_bytes": "4000000000"}, 4_000_000_000),
        ("4:memory:/a\n", "memory", {"memory__limit_in_bytes": "9223372036854771712"}, None),
    ],
)
def test_memory_limits_of_all_enclosing_groups_count(
    root: Path, line: str, folder: str, files: dict[str, str], expected: int | None
) -> None:
    grouped(root, line, folder, **files)
    assert memory_limit(root) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0::\n",
        "nonsense\n",
        ":\n::\n:::\n",
        "0::/../../elsewhere\n",
        "4:memory\n",
        "0::relative\n",
        "4:memory,:/\n",
    ],
)
@pytest.mark.parametrize("value", ["", "max", "0", "-1", "odd", "1 2 3", "100 0", "0 0", "\xb2", "1e9", "9" * 400])
def test_odd_control_groups_are_none(root: Path, text: str, value: str) -> None:
    for top in ("", "memory", "cpu"):
        for name in ("cpu__max", "cpu__cfs_quota_us", "cpu__cfs_period_us", "memory__max", "memory__events"):
            grouped(root, text, top, **{name: value})
    write(
        root, proc__loadavg=value, proc__pressure__cpu=f"some {value}\n\nfull\n", proc__pressure__memory="some avg10=x"
    )
    assert 0 < processors(root, {0, 1}) <= 2
    assert (memory_limit(root) or 1) > 0 or value == "0"
    load = machine_load(root, {0})
    assert (load.cpu_pressure, load.memory_pressure) == (None, None)
    assert kernel_kills(str(root)) == 0


def test_a_file_that_cannot_be_read_limits_nothing(root: Path) -> None:
    grouped(root, "0::/a\n", "", memory__max="5000")
    (root / "sys/fs/cgroup/a/memory.max").mkdir(parents=True)
    (root / "sys/fs/cgroup/a/cpu.max").mkdir()
    (root / "sys/fs/cgroup/memory.high").write_bytes(b"\xff\xfe")
    assert (processors(root, {0, 1}), memory_limit(root)) == (2.0, 5000)


def test_controllers_that_share_a_group_may_be_mounted_under_one_name(root: Path) -> None:
    grouped(root, "3:cpuacct,cpu:/a\n", "cpu/a", cpu__cfs_quota_us="50000", cpu__cfs_period_us="100000")
    assert processors(root, range(4)) == 0.5


@pytest.mark.parametrize(
    ("line", "files", "kills"),
    [
        ("0::/\n", {"memory.events": "low 0\noom 3\noom_kill 2\n"}, 2),
        ("0::/a/b\n", {"memory.events": "oom_kill 4\n", "a/b/memory.events": "oom_kill 1\n"}, 5),
        ("4:memory:/a\n", {"memory/a/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"}, 3),
        ("4:memory:/docker/of-the-host\n", {"memory/memory.oom_control": "under_oom 0\noom_kill 1\n"}, 1),
        ("4:memory:/a\n", {"memory/a/memory.oom_control": "under_oom 0\noom_kill"}, 0),
        ("4:memory:/a\n", {"memory/a/memory.oom_control": "oom_kill -3 oom_kill x"}, 0),
    ],
)
def test_the_kernels_kills_are_counted_in_both_versions(
    root: Path, line: str, files: dict[str, str], kills: int
) -> None:
    write(root, proc__self__cgroup=line, proc__vmstat="oom_kill 77\n")
    for name, text in files.items():
        file = root / "sys/fs/cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert kernel_kills(str(root)) == kills


def test_without_a_group_that_counts_the_whole_machines_kills_are_taken(root: Path) -> None:
    assert kernel_kills(str(root)) == 0
    write(root, proc__vmstat="nr_free_pages 5\noom_kill 77\n")
    assert kernel_kills(str(root)) == 77


def test_the_smallest_limit_holds(root: Path) -> None:
    grouped(root, "0::/a\n", "a", cpu__max="300000 100000", memory__max="5000")
    grouped(root, "0::/a\n", "", cpu__max="200000 100000", memory__max="7000")
    assert (processors(root, range(8)), memory_limit(root)) == (2.0, 5000)


def test_a_machine_without_limits_has_the_processors_of_its_affinity(root: Path) -> None:
    assert processors(root, {1, 3}) == 2.0
    assert memory_limit(root) is None


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


def test_a_machine_is_described_by_what_may_be_used_of_it() -> None:
    machine = describe_machine()
    assert machine["cores"].split()[-1] == str(os.cpu_count())
    assert digest_of(machine) != digest_of({**machine, "cores": "0.5 of 64"})
