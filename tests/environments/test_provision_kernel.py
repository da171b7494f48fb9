"""The sibling environment: all that the tool's has, and a kernel beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.environments import Environments, Unavailable
from evalkit.environments.kernel_environment import KERNEL, sibling
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.made_wheels import wheel_file

Maker = Callable[..., Adapter]


@pytest.fixture
def environments(tmp_path: Path, index: Index) -> Environments:
    index.files |= wheel_file("ipykernel", "6.0")
    return Environments(tmp_path / "cache", tmp_path / "locks")


def test_it_asks_for_the_versions_of_the_lock_and_a_kernel(environments: Environments, adapter: Maker) -> None:
    tool = adapter(companions={"task": ["tinyfriend"]})
    asked = sibling(tool, environments.lock(tool, "task"))
    assert asked.requirements("task") == ("tinyfriend==1.0", "tinytool==1.0", KERNEL)
    assert asked.tool == "tinytool-notebook"


def test_it_holds_what_the_lock_holds_and_the_kernel_in_a_folder_of_its_own(
    environments: Environments, adapter: Maker
) -> None:
    tool = adapter(companions={"task": ["tinyfriend"]})
    own, beside = environments.provision(tool, "task"), environments.provision_sibling(tool, "task")
    assert beside.lock.distributions == {**own.lock.distributions, "ipykernel": "6.0"}
    assert beside.folder != own.folder
    subprocess.run([beside.python, "-c", "import tinytool, tinyfriend, ipykernel"], check=True)
    assert subprocess.run([own.python, "-c", "import ipykernel"], check=False, stderr=subprocess.DEVNULL).returncode


def test_it_takes_the_tools_modules_from_the_tools_environment_and_copies_none(
    environments: Environments, adapter: Maker
) -> None:
    own, beside = environments.provision(adapter()), environments.provision_sibling(adapter())
    site = next(beside.folder.glob("lib/python*/site-packages"))
    assert [info.name for info in site.glob("*.dist-info")] == ["ipykernel-6.0.dist-info"]
    told = "import importlib.metadata as m, tinytool; print(m.version('tinytool'), tinytool.__file__)"
    said = subprocess.run([beside.python, "-c", told], check=True, capture_output=True, text=True).stdout.split()
    assert said[0] == "1.0"
    assert Path(said[1]).is_relative_to(own.folder)


def test_one_whose_tool_was_changed_has_what_was_locked_again(environments: Environments, adapter: Maker) -> None:
    environments.provision_sibling(adapter())
    own = environments.provision(adapter())
    [module] = own.folder.glob("lib/python*/site-packages/tinytool.py")
    right = module.read_bytes()
    module.write_bytes(right + b"# changed by the tool itself\n")
    environments.provision_sibling(adapter())
    assert module.read_bytes() == right


def test_a_tool_that_brings_a_kernel_needs_no_other(environments: Environments, adapter: Maker) -> None:
    tool = adapter(requires=["tinytool==1.0", "ipykernel==6.0"])
    beside = environments.provision_sibling(tool)
    subprocess.run([beside.python, "-c", "import tinytool, ipykernel"], check=True)
    assert not list(beside.folder.glob("lib/python*/site-packages/*.dist-info"))


def test_a_newer_version_of_what_a_lock_names_is_not_taken(
    environments: Environments, adapter: Maker, index: Index
) -> None:
    tool = adapter(companions={"task": ["tinyfriend"]})
    assert environments.lock(tool, "task").distributions["tinyfriend"] == "1.0"
    index.files |= wheel_file("tinyfriend", "2.0")
    assert environments.provision_sibling(tool, "task").lock.distributions["tinyfriend"] == "1.0"


def test_once_made_it_is_found_without_asking_anybody(
    environments: Environments, adapter: Maker, index: Index, tmp_path: Path
) -> None:
    first = environments.provision_sibling(adapter())
    asked = len(index.asked)
    again = environments.provision_sibling(adapter())
    assert (again.folder, again.made_seconds) == (first.folder, None)
    assert len(index.asked) == asked
    assert not (tmp_path / "locks").exists(), "a sibling's lock is never committed"


def test_nobody_asks_for_the_newest_versions_of_what_a_lock_pins(environments: Environments, adapter: Maker) -> None:
    assert environments.provision_sibling(adapter()).lock.newest == {}
    assert environments.lock(adapter()).newest == {"tinytool": "2.0"}


def test_without_a_kernel_on_the_index_it_is_unavailable_in_one_sentence(
    environments: Environments, adapter: Maker, index: Index
) -> None:
    del index.files["ipykernel-6.0-py3-none-any.whl"]
    with pytest.raises(Unavailable) as unavailable:
        environments.provision_sibling(adapter())
    reason = unavailable.value.reason
    assert reason.startswith("ipykernel could not be installed beside tinytool: ")
    assert "adapters/" not in reason
    assert "geheim" not in reason
    assert "\n" not in reason
