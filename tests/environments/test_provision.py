"""Real uv, real environments; the package index is one of our own on the loopback address."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.environments import Environment, Environments, Unavailable, disk_mb, parse_lock
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.made_wheels import MODULE, wheel_file
from tests.environments.tinytool import PYTHON

Maker = Callable[..., Adapter]


@pytest.fixture
def environments(tmp_path: Path, index: Index) -> Environments:
    return Environments(tmp_path / "cache", tmp_path / "locks")


def value_of(environment: Environment) -> str:
    code = "import tinytool; print(tinytool.VALUE)"
    return subprocess.run([environment.python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_an_environment_is_made_once_and_then_found(environments: Environments, adapter: Maker, index: Index) -> None:
    assert not environments.is_ready(adapter())
    first = environments.provision(adapter())
    assert value_of(first) == "42"
    assert first.made_seconds is not None
    assert first.python_version.startswith(f"{PYTHON}.")
    asked = len(index.asked)
    again = environments.provision(adapter())
    assert (again.folder, again.lock, again.made_seconds) == (first.folder, first.lock, None)
    assert environments.is_ready(adapter())
    assert len(index.asked) == asked


def test_without_a_program_that_it_needs_a_tool_is_unavailable_with_the_remedy(
    environments: Environments, adapter: Maker, index: Index
) -> None:
    needy = adapter(programs={"sh": "it is there", "no-such-program": "install the package no-such-program"})
    with pytest.raises(Unavailable, match="needs the program no-such-program, which is not here: install the package"):
        environments.provision(needy)
    assert environments.download_mb(needy) == 0.0
    assert index.asked == [], "nothing is fetched for what cannot run"
    assert value_of(environments.provision(adapter(programs={"sh": "it is there"}))) == "42"


def test_it_is_isolated_and_holds_what_its_lock_says(environments: Environments, adapter: Maker) -> None:
    made = environments.provision(adapter())
    listed = [path.name for path in made.folder.glob("lib/python*/site-packages/*.dist-info")]
    assert listed == ["tinytool-1.0.dist-info"]
    assert made.lock.distributions == {"tinytool": "1.0"}
    assert made.folder.name == f"tinytool-{made.lock.digest[:12]}"


def test_bytecode_is_compiled_whatever_the_users_variable_says(
    environments: Environments, adapter: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "/nowhere")
    made = environments.provision(adapter())
    assert [path.name.partition(".")[0] for path in made.folder.rglob("*.pyc")] == ["tinytool"]


def test_an_environment_that_was_cut_short_is_made_again(environments: Environments, adapter: Maker) -> None:
    made = environments.provision(adapter())
    (made.folder / "complete").unlink()
    (made.folder / "half-written").write_text("junk")
    assert not environments.is_ready(adapter())
    again = environments.provision(adapter())
    assert again.made_seconds is not None
    assert not (made.folder / "half-written").exists()
    assert value_of(again) == "42"


def test_an_environment_whose_interpreter_went_away_is_made_again(environments: Environments, adapter: Maker) -> None:
    made = environments.provision(adapter())
    made.python.unlink()
    made.python.symlink_to("/nowhere/python")
    assert not environments.is_ready(adapter())
    assert value_of(environments.provision(adapter())) == "42"


def test_two_at_once_make_it_once(environments: Environments, adapter: Maker) -> None:
    made: list[Environment] = []
    environments.lock(adapter())
    threads = [threading.Thread(target=lambda: made.append(environments.provision(adapter()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [environment.made_seconds is None for environment in made].count(False) == 1


def test_everything_cached_needs_no_index(
    environments: Environments, adapter: Maker, index: Index, tmp_path: Path
) -> None:
    lock = environments.provision(adapter()).lock
    asked = len(index.asked)
    committed = tmp_path / "locks" / f"tinytool.{lock.platform}.txt"
    committed.parent.mkdir()
    committed.write_text(lock.file.read_text())
    other = Environments(tmp_path / "other-cache", committed.parent)
    assert value_of(other.provision(adapter())) == "42"
    assert len(index.asked) == asked


def test_a_wrong_hash_is_unavailable_and_leaves_nothing(environments: Environments, adapter: Maker) -> None:
    [file] = environments.renew(adapter(), [])
    known = parse_lock(file.read_text(), file).hashes["tinytool"][0]
    file.write_text(file.read_text().replace(known, "sha256:" + "1" * 64))
    with pytest.raises(Unavailable) as unavailable:
        environments.provision(adapter())
    assert unavailable.value.reason.startswith(
        "tinytool could not be installed: Failed to download `tinytool==1.0`: Hash"
    )
    assert "`evalkit lock tinytool`" in unavailable.value.reason
    assert not environments.is_ready(adapter())
    assert not [path for path in (file.parent.parent / "cache" / "environments").iterdir() if path.is_dir()]


@pytest.mark.parametrize("requires", ["nosuchtool==1.0", "tinytool==9.9"])
def test_what_the_index_does_not_have_is_unavailable_in_one_sentence(
    environments: Environments, adapter: Maker, index: Index, requires: str
) -> None:
    with pytest.raises(Unavailable) as unavailable:
        environments.provision(adapter(requires=[requires]))
    reason = unavailable.value.reason
    assert reason.startswith(
        "no lock could be made for tinytool: No solution found when resolving dependencies: Because"
    )
    assert reason.endswith("check `requires` in adapters/tinytool.yaml and the network")
    assert "geheim" not in reason
    assert str(index.port) not in reason
    assert "\n" not in reason


def test_the_remedy_names_an_index_of_the_adapters_own_that_cannot_be_reached(
    environments: Environments, adapter: Maker
) -> None:
    with pytest.raises(Unavailable) as unavailable:
        environments.provision(adapter(index="http://127.0.0.1:9/simple"))
    reason = unavailable.value.reason
    assert reason.endswith("check `requires` and `index` in adapters/tinytool.yaml and the network")
    assert "\n" not in reason


def test_an_index_of_the_adapters_own_with_other_versions_of_a_common_distribution_hides_no_pin(
    environments: Environments, adapter: Maker
) -> None:
    own = Index()
    own.files = wheel_file("tinytool", "3.0")
    try:
        asks = adapter(requires=["tinytool==3.0", "tinyfriend"], index=own.address)
        lock = environments.lock(asks)
        assert lock.distributions == {"tinyfriend": "1.0", "tinytool": "3.0"}
        own.files |= wheel_file("tinyfriend", "0.5")
        assert value_of(environments.provision(asks)) == "42"
        needs_newer = adapter(tool="other", requires=["tinyfriend==1.0"])
        assert environments.together([needs_newer], asks).distributions == {"tinyfriend": "1.0", "tinytool": "3.0"}
        with pytest.raises(Unavailable, match=r"no version of ipykernel|ipykernel was not found"):
            environments.provision_sibling(asks)  # the index has no kernel, and all that is pinned was found
    finally:
        own.close()


def test_where_an_index_lists_no_sizes_it_is_asked_for_that_of_each_file(
    environments: Environments, adapter: Maker, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.lists_sizes = False
    [wheel] = wheel_file("tinytool", "1.0").values()
    assert environments.lock(adapter()).download_mb == round(len(wheel) / 1e6, 3)
    asked = len(index.asked)
    monkeypatch.setenv("UV_OFFLINE", "1")
    offline = environments.lock(adapter(companions={"skew": ["tinytool"]}), "skew")
    assert (offline.download_mb, len(index.asked)) in {(0.0, asked), (round(len(wheel) / 1e6, 3), asked)}


def test_a_dead_index_is_unavailable_without_its_address(
    environments: Environments, adapter: Maker, index: Index
) -> None:
    lock = environments.lock(adapter())
    index.files.clear()
    with pytest.raises(Unavailable) as unavailable:
        environments.provision(adapter())
    assert lock.tool in unavailable.value.reason
    assert "geheim" not in unavailable.value.reason
    assert str(index.port) not in unavailable.value.reason


@pytest.mark.parametrize(
    ("requirement", "says"),
    [
        ("tinytool=1.0", "'tinytool=1.0' is not a requirement"),
        ("--index-url=https://example.org", "is not a requirement"),
        ("-r /etc/passwd", "is not a requirement"),
        ("tinytool @ https://example.org/t.whl", "names an address"),
    ],
)
def test_only_names_and_versions_are_requirements(
    environments: Environments, adapter: Maker, requirement: str, says: str
) -> None:
    with pytest.raises(Unavailable, match=r"adapters/tinytool\.yaml: ") as unavailable:
        environments.provision(adapter(requires=[requirement]))
    assert says in unavailable.value.reason


def test_companions_have_an_environment_of_their_own_shared_by_tasks(
    environments: Environments, adapter: Maker
) -> None:
    both = adapter(companions={"skew": ["tinyfriend"], "slices": ["tinyfriend"]})
    alone, skew, slices = (environments.provision(both, task) for task in (None, "skew", "slices"))
    assert list(alone.lock.distributions) == ["tinytool"]
    assert list(skew.lock.distributions) == ["tinyfriend", "tinytool"]
    assert skew.folder == slices.folder != alone.folder
    assert slices.made_seconds is None
    assert environments.provision(both, "another-task").folder == alone.folder


def test_the_lock_knows_size_and_newest_version_and_no_host(environments: Environments, adapter: Maker) -> None:
    lock = environments.lock(adapter())
    assert lock.newest == {"tinytool": "2.0"}
    [wheel] = wheel_file("tinytool", "1.0").values()
    assert lock.download_mb == round(len(wheel) / 1e6, 3) > 0
    text = lock.file.read_text()
    assert "://" not in text
    assert "127.0.0.1" not in text


def test_an_adapters_index_serves_it_alone_and_stays_out_of_its_lock(
    environments: Environments, adapter: Maker, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{index.port}/empty/nothing-here")
    own = adapter(index=index.address)
    made = environments.provision(own)
    assert value_of(made) == "42"
    for text in (made.lock.file.read_text(), *map(str, environments.install_command(made.lock, made.folder))):
        assert str(index.port) not in text
    assert own.index is not None
    assert own.index in environments.install_environ(own)["UV_INDEX"]


def test_renewing_writes_every_variant_and_takes_away_what_nothing_names(
    environments: Environments, adapter: Maker, tmp_path: Path
) -> None:
    both = adapter(companions={"skew": ["tinyfriend"]})
    written = environments.renew(both, ["skew", "data-validation"])
    platform = written[0].name.partition(".")[2]
    assert [file.name for file in written] == [f"tinytool.{platform}", f"tinytool+tinyfriend.{platform}"]
    assert environments.lock(both, "skew").file == written[1]
    assert environments.renew(adapter(), ["skew"]) == [written[0]]
    assert [file.name for file in (tmp_path / "locks").iterdir()] == [written[0].name]


def test_companions_that_differ_only_in_version_are_refused(environments: Environments, adapter: Maker) -> None:
    torn = adapter(companions={"skew": ["tinyfriend"], "slices": ["tinyfriend==1.0"]})
    with pytest.raises(Unavailable, match="skew and slices have the same companions in different versions"):
        environments.renew(torn, ["skew", "slices"])


def test_an_edited_adapter_is_noticed_and_locked_on_the_spot(
    environments: Environments, adapter: Maker, tmp_path: Path
) -> None:
    said: list[str] = []
    [committed] = environments.renew(adapter(), [])
    assert environments.lock(adapter(), progress=said.append).file == committed
    assert said == []
    edited = adapter(requires=["tinytool==2.0"])
    for _ in range(2):
        lock = environments.lock(edited, progress=said.append)
        assert lock.distributions == {"tinytool": "2.0"}
        assert lock.file.is_relative_to(tmp_path / "cache" / "locks")
    changed = "adapters/tinytool.yaml changed since its lock was made: run `evalkit lock tinytool`"
    assert said == [f"{changed}; making one here", f"{changed}; using the lock made here on {lock.locked}"]
    assert "1.0" in committed.read_text()


def test_a_damaged_lock_is_said_and_made_anew_on_the_spot(environments: Environments, adapter: Maker) -> None:
    said: list[str] = []
    [committed] = environments.renew(adapter(), [])
    committed.write_text(committed.read_text() + "<<<<<<< ours\n")
    assert environments.lock(adapter(), progress=said.append).file != committed
    assert said[0].startswith(f"adapters/locks/{committed.name}:11: neither")


def test_progress_says_how_much_is_coming(environments: Environments, adapter: Maker) -> None:
    said: list[str] = []
    assert environments.download_mb(adapter()) > 0
    environments.provision(adapter(), progress=said.append)
    assert "installing tinytool: 1 distributions, at most 0 MB to download" in said
    assert environments.download_mb(adapter()) == 0


def test_installing_again_for_the_clock_needs_neither_index_nor_home(
    environments: Environments, adapter: Maker, index: Index, tmp_path: Path
) -> None:
    lock = environments.provision(adapter()).lock
    asked = len(index.asked)
    environ = {**environments.install_environ(adapter()), "HOME": str(tmp_path / "nowhere")}
    for arguments in environments.install_command(lock, tmp_path / "fresh"):
        subprocess.run(arguments, env=environ, check=True, cwd=tmp_path)
    assert list((tmp_path / "fresh").rglob("tinytool.py"))
    assert not list((tmp_path / "fresh").rglob("*.pyc"))
    assert len(index.asked) == asked


def test_size_is_that_of_the_installed_files_bytecode_and_scaffold_left_out(
    environments: Environments, adapter: Maker
) -> None:
    made = environments.provision(adapter())
    site = next(made.folder.glob("lib/python*/site-packages"))
    recorded = [*site.glob("*.dist-info/*"), site / "tinytool.py"]
    assert disk_mb(made) == pytest.approx(sum(file.stat().st_size for file in recorded) / 1e6)
    assert disk_mb(made) * 1e6 > len(MODULE)
    (site / "left-by-a-run.bin").write_bytes(b"x" * 10_000)
    record = next(site.glob("*.dist-info/RECORD"))
    before = disk_mb(made)
    (site / "same.py").hardlink_to(site / "tinytool.py")
    text = record.read_text()
    record.unlink()  # it may be a hard link into uv's cache
    record.write_text(f"{text}same.py,,\ngone.py,,\n__pycache__/tinytool.cpython-311.pyc,,\n")
    grown = record.stat().st_size - len(text)
    assert disk_mb(made) == pytest.approx(before + grown / 1e6)


def test_the_cache_may_be_named_in_a_variable(
    adapter: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "named"))
    made = Environments(locks=tmp_path / "locks").provision(adapter())
    assert made.folder.is_relative_to(tmp_path / "named" / "environments")


def test_a_cache_that_cannot_be_written_is_unavailable(adapter: Maker, tmp_path: Path, index: Index) -> None:
    [file] = Environments(tmp_path / "cache", tmp_path / "locks").renew(adapter(), [])
    (tmp_path / "in-the-way").write_text("")
    blocked = Environments(tmp_path / "in-the-way", file.parent)
    with pytest.raises(Unavailable, match="EVALKIT_CACHE"):
        blocked.provision(adapter())
    with pytest.raises(Unavailable, match="cannot be written"):
        blocked.lock(adapter(requires=["tinytool"]))


def test_a_project_in_the_current_folder_changes_nothing(
    environments: Environments, adapter: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "uv.toml").write_text("no-index = true\n")
    (tmp_path / "pyproject.toml").write_text(json.dumps("not TOML of a project"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UV_NO_CONFIG")
    assert value_of(environments.provision(adapter())) == "42"
