from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from evalkit.environments.kernel_environment import stand_on


def environment(folder: Path, *programs: str) -> Path:
    """A virtual environment that is empty but for some programs; returns where its modules are."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    for program in programs:
        (folder / "bin" / program).write_text(f"#!/bin/sh\necho {folder.name}\n")
        (folder / "bin" / program).chmod(0o755)
    [site] = folder.glob("lib/python*/site-packages")
    return site


def test_programs_of_the_tool_are_there_and_the_siblings_own_stay(tmp_path: Path) -> None:
    environment(tmp_path / "own", "tiny", "both")
    environment(tmp_path / "beside", "both")
    stand_on(tmp_path / "beside", tmp_path / "own")
    said = [subprocess.check_output([tmp_path / "beside" / "bin" / name], text=True) for name in ("tiny", "both")]
    assert said == ["own\n", "beside\n"]
    python = tmp_path / "beside" / "bin" / "python"
    prefix = subprocess.check_output([python, "-c", "import sys; print(sys.prefix)"], text=True)
    assert prefix == f"{tmp_path / 'beside'}\n"


def test_the_siblings_own_modules_come_first_and_what_the_tools_start_with_runs_too(tmp_path: Path) -> None:
    site, beside = environment(tmp_path / "o'wn"), environment(tmp_path / "beside")
    for folder, name in ((site, "both"), (site, "tiny"), (beside, "both")):
        (folder / f"{name}.py").write_text(f"where = {str(folder)!r}\n")
    (site / "start.pth").write_text("import sys; sys.started = 'yes'\n")
    stand_on(tmp_path / "beside", tmp_path / "o'wn")
    told = "import sys, both, tiny; print(both.where, tiny.where, sys.started, sep='\\n')"
    said = subprocess.check_output([tmp_path / "beside" / "bin" / "python", "-c", told], text=True).splitlines()
    assert said == [str(beside), str(site), "yes"]
