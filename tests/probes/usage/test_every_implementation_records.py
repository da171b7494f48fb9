"""Of every implementation in the workspace: the recorder gets in, sees the tool at work, and changes nothing.

Each runs in its tool's real environment at the smallest scale; those of TFX take up to a minute.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evalkit.bench import Bench, Launcher, Limits
from evalkit.bench.sandbox import files_of
from evalkit.environments import Environment, Environments, Unavailable
from evalkit.model import Implementation, Measure, Status
from evalkit.probes.probe import Facilities
from evalkit.probes.usage.recording import NotRecorded, record
from evalkit.workspace import load_workspace

WORKSPACE = load_workspace(Path(__file__).parents[3])
DRAWN_BY_LOT = {"sliced-metrics/tfma/stretch"}
"""What writes something else every time: TFMA's bootstrap takes no seed. No comparison can tell then."""
BY_COMMANDS = {"dvc", "mlserver"}
"""Tools that have commands and files, and no Python of their own to call: a recording sees the process that is started."""
WRITTEN = [one for one in WORKSPACE.implementations if one.main is not None]
LIMITS = Limits(timeout_seconds=600, memory_mb=Measure().memory_mb)
"""A busy machine is no reason to fail: how long it takes is not asked here."""

At = Callable[[Implementation], tuple[Environment, Facilities]]


@pytest.fixture(scope="module")
def at() -> Iterator[At]:
    """The environment of an implementation, and what it may be run with."""
    environments = Environments(locks=WORKSPACE.locks)
    with (
        Launcher() as launcher,
        Bench(WORKSPACE.root, launcher) as bench,
        tempfile.TemporaryDirectory(prefix="evalkit-records-") as scratch,
    ):

        def find(one: Implementation) -> tuple[Environment, Facilities]:
            try:
                environment = environments.provision(WORKSPACE.adapters[one.tool], one.task)
            except Unavailable as unavailable:
                pytest.skip(unavailable.reason)
            facilities = Facilities(
                bench=bench,
                launcher=launcher,
                environments=environments,
                limits=LIMITS,
                seed=0,
                scale=WORKSPACE.tasks[one.task].scales[0],
                scratch=Path(scratch),
                task_folder=WORKSPACE.task_folder(one.task),
                tell=lambda _: None,
            )
            return environment, facilities

        yield find


@pytest.mark.env
@pytest.mark.parametrize(
    "one", [one for one in WRITTEN if one.label not in DRAWN_BY_LOT], ids=lambda one: str(one.label)
)
def test_both_runs_are_verified_and_write_the_same_bytes_and_the_tool_is_seen(one: Implementation, at: At) -> None:
    environment, facilities = at(one)
    adapter = WORKSPACE.adapters[one.tool]
    usage = record(one, adapter, environment, facilities, WORKSPACE.root)  # raises unless that is so
    assert (usage.recorded, usage.reason) == (True, "")
    own = {package.partition(".")[0] for package in adapter.packages}
    assert one.tool in BY_COMMANDS or own & {use.package.partition(".")[0] for use in usage.uses}
    assert {use.file for use in usage.uses} <= {file.relative_to(WORKSPACE.root).as_posix() for file in one.files}
    assert usage.crossings


@pytest.mark.env
@pytest.mark.parametrize("one", [one for one in WRITTEN if one.label in DRAWN_BY_LOT], ids=lambda one: str(one.label))
def test_what_is_drawn_by_lot_differs_without_the_recorder_too(one: Implementation, at: At) -> None:
    environment, facilities = at(one)
    adapter = WORKSPACE.adapters[one.tool]
    with pytest.raises(NotRecorded, match="two runs without the recorder differ too, by chance"):
        record(one, adapter, environment, facilities, WORKSPACE.root)

    def written() -> list[bytes]:
        with facilities.setting(one, adapter, environment) as setting:
            assert setting.prepare(facilities.inputs()) is None
            assert setting.run().sample.status is Status.OK
            return [file.read_bytes() for file in files_of(setting.sandbox.outputs)]

    assert written() != written()
