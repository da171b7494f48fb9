"""Snapshots: the same files give the same digest, and come out as they went in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.store.snapshot import OWN_DATA, Snapshot


def made(root: Path) -> Path:
    for name in ("adapters/a.yaml", "tasks/t/inputs.py", "tasks/t/tool/hello.py", "dsls.yaml"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {name}\n")
    return root


def test_the_files_come_out_as_they_went_in_and_nothing_else(tmp_path: Path) -> None:
    root = made(tmp_path / "one")
    for name in ("reports/x.html", "tasks/t/__pycache__/inputs.pyc", "tasks/.hidden", "rubrics/r.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("left here")
    out = Snapshot.of(root).unpack(tmp_path / "other")
    found = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file())
    assert found == ["adapters/a.yaml", "dsls.yaml", "rubrics/r.yaml", "tasks/t/inputs.py", "tasks/t/tool/hello.py"]
    assert (out / "tasks/t/tool/hello.py").read_text() == "# tasks/t/tool/hello.py\n"


def test_the_digest_is_that_of_names_and_bytes_alone(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one"), made(tmp_path / "other")
    os.utime(other / "dsls.yaml", (1, 1))
    assert Snapshot.of(one).digest == Snapshot.of(other).digest
    (other / "tasks/t/tool/hello.py").write_text("# changed\n")
    assert Snapshot.of(one).digest != Snapshot.of(other).digest
    (one / "tasks/t/tool/hello.py").rename(one / "tasks/t/tool/adapt.py")
    assert Snapshot.of(one).digest != Snapshot.of(made(tmp_path / "third")).digest


def test_a_readers_own_table_goes_along_and_belongs_to_the_digest(tmp_path: Path) -> None:
    root = made(tmp_path / "one")
    with_own = Snapshot.of(root, b"number-1\n1\n")
    assert (with_own.unpack(tmp_path / "other") / OWN_DATA).read_bytes() == b"number-1\n1\n"
    assert len({Snapshot.of(root).digest, with_own.digest, Snapshot.of(root, b"number-1\n2\n").digest}) == 3


def test_a_name_that_is_not_utf_8_goes_along(tmp_path: Path) -> None:
    root = made(tmp_path / "one")
    odd = root / "tasks" / os.fsdecode(b"caf\xe9.txt")
    try:
        odd.write_text("a file that somebody unpacked")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 alone")
    out = Snapshot.of(root).unpack(tmp_path / "other")
    assert (out / "tasks" / odd.name).read_text() == "a file that somebody unpacked"


def test_python_before_3_11_4_whose_archives_know_no_filter_unpacks_it_too(tmp_path: Path) -> None:
    made(tmp_path / "one")
    old_python = (
        "import sys, tarfile\n"
        "from pathlib import Path\n"
        "new = tarfile.TarFile.extractall\n"
        "vars(tarfile).pop('data_filter', None)\n"
        "tarfile.TarFile.extractall = lambda self, path='.', members=None, *, numeric_owner=False: new(self, path)\n"
        "from evalkit.store.snapshot import Snapshot\n"
        "Snapshot.of(Path(sys.argv[1])).unpack(Path(sys.argv[2]))\n"
    )
    subprocess.run([sys.executable, "-c", old_python, tmp_path / "one", tmp_path / "other"], check=True)
    assert (tmp_path / "other" / "tasks/t/inputs.py").read_text() == "# tasks/t/inputs.py\n"
