from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from evalkit.environments import Lock, parse_lock
from evalkit.environments.lock_file import digest_of_asked
from evalkit.model import Adapter

FOLDER = Path(__file__).parents[2] / "adapters"
FILES = sorted((FOLDER / "locks").glob("*.txt"))
TOOLS = sorted(file.stem for file in FOLDER.glob("*.yaml"))


def load(tool: str) -> Adapter:
    fields = yaml.safe_load((FOLDER / f"{tool}.yaml").read_text(encoding="utf-8"))
    return Adapter.model_validate_json(json.dumps({"tool": tool, **fields}))


def read(file: Path) -> Lock:
    return parse_lock(file.read_text(encoding="utf-8"), file)


def variants(adapter: Adapter) -> dict[str, str | None]:
    """Return the file of each lock that an adapter needs on the reference platform, and a task that needs it."""
    needed: dict[str, str | None] = {f"{adapter.tool}.linux-x86_64.txt": None}
    for task, companions in adapter.companions.items():
        names = sorted({Requirement(text).name for text in companions})
        needed["+".join([adapter.tool, *names]) + ".linux-x86_64.txt"] = task
    return needed


@pytest.mark.parametrize("tool", TOOLS)
def test_every_adapter_has_its_locks_for_the_reference_platform(tool: str) -> None:
    adapter = load(tool)
    for name, task in variants(adapter).items():
        lock = read(FOLDER / "locks" / name)
        assert (lock.tool, lock.platform, lock.python) == (tool, "linux-x86_64", adapter.python)
        asked = digest_of_asked(adapter.requirements(task), adapter.python, adapter.index)
        assert lock.asked == asked, f"run `evalkit lock {tool}`"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_lock_stands_without_its_adapter(file: Path) -> None:
    lock = read(file)
    assert lock.tool in TOOLS
    assert file.name.replace(lock.platform, "linux-x86_64") in variants(load(lock.tool))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_requirement_has_a_hash_and_nothing_names_a_host_or_a_path(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    assert "/" not in text
    assert not re.search(r"\.(org|com|net|io)\b", text)
    assert all(line.startswith(("#", "    --hash=sha256:")) or "==" in line for line in text.splitlines())
    lock = read(file)
    assert lock.distributions
    assert all(lock.hashes[name] for name in lock.distributions)
    assert lock.download_mb > 0


@pytest.mark.parametrize("tool", TOOLS)
def test_locks_hold_what_the_adapter_requires(tool: str) -> None:
    adapter = load(tool)
    for name, task in variants(adapter).items():
        lock = read(FOLDER / "locks" / name)
        for requirement in map(Requirement, adapter.requirements(task)):
            assert requirement.specifier.contains(lock.distributions[requirement.name])
            assert requirement.name in lock.newest


@pytest.mark.parametrize("tool", TOOLS)
def test_a_version_that_is_not_the_newest_has_its_reason(tool: str) -> None:
    adapter = load(tool)
    lock = read(FOLDER / "locks" / f"{tool}.linux-x86_64.txt")
    behind = [name for name, newest in lock.newest.items() if lock.distributions[name] != newest]
    assert bool(behind) == bool(adapter.why_not_newest), behind


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tool_itself_is_pinned_exactly(tool: str) -> None:
    assert re.search(r"==\d", load(tool).requires[0])


def test_companions_do_not_move_the_tool_itself() -> None:
    for tool in TOOLS:
        alone = read(FOLDER / "locks" / f"{tool}.linux-x86_64.txt").distributions
        for name in variants(load(tool)):
            assert alone.items() <= read(FOLDER / "locks" / name).distributions.items()
