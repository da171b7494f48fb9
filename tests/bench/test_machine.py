"""What a machine says of itself: how much of it may be used, how busy it is, and what that means for timings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.bench.launcher_process import kernel_kills
from evalkit.bench.machine import describe_machine, digest_of, memory_limit, processors
from evalkit.bench.machine_busy import machine_load


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


def test_a_machine_is_described_by_what_may_be_used_of_it() -> None:
    machine = describe_machine()
    assert machine["cores"].split()[-1] == str(os.cpu_count())
    assert digest_of(machine) != digest_of({**machine, "cores": "0.5 of 64"})
