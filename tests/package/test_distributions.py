"""What people install: the wheel and the sdist, each outside the clone, each running the starter workspace for real."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from evalkit.environments import uv_program
from evalkit.workspace.founding import GUIDES

ROOT = Path(__file__).parents[2]
LARGEST_WHEEL = 6_000_000
SMALL = ("--task", "data-validation", "--tool", "pandas", "--level", "hello", "--probes", "run,code")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Wheel and sdist, built with the backend that is installed beside the tests."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


def test_the_wheel_is_small_typed_and_carries_the_starter_workspace(distributions: dict[str, Path]) -> None:
    assert distributions["wheel"].stat().st_size < LARGEST_WHEEL
    names = zipfile.ZipFile(distributions["wheel"]).namelist()
    for needed in (
        "evalkit/py.typed",
        "evalkit/starter/adapters/tfdv.yaml",
        "evalkit/starter/adapters/locks/tfdv.linux-x86_64.txt",
        "evalkit/starter/rubrics/default.yaml",
        "evalkit/starter/tasks/data/adult.data.gz",
        "evalkit/starter/tasks/skew/pandas/hello.py",
        *(f"evalkit/starter/docs/{name}" for name in GUIDES),
        "evalkit/workspace/first_files/README.md",
        "evalkit/workspace/first_files/task/baseline/hello.py",
        "evalkit/report/page/templates/page.html",
        "evalkit/report/page/static/report.js",
        "evalkit/selftest/known/tasks/lasting/same/adapt.py",
    ):
        assert needed in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "reports/"))]


class Installed:
    """Environments with evalkit in them and nothing of the clone, and one cache of adapters' environments for all."""

    def __init__(self, folder: Path, distributions: dict[str, Path]) -> None:
        self._folder = folder
        self._distributions = distributions

    def environment(self, kind: str) -> Path:
        """The environment that a distribution is installed in; it is made when it is first asked for."""
        environment = self._folder / kind
        if environment.exists():
            return environment
        subprocess.run(
            [uv_program(), "venv", "--quiet", "--python", sys.executable, str(environment)], check=True, timeout=60
        )
        install = [uv_program(), "pip", "install", "--quiet", "--python", str(environment / "bin" / "python")]
        done = subprocess.run(
            [*install, str(self._distributions[kind])], capture_output=True, text=True, check=False, timeout=600
        )
        if done.returncode and not os.environ.get("CI"):
            pytest.skip(f"evalkit's dependencies cannot be installed here: {done.stderr.strip()[-300:]}")
        assert done.returncode == 0, done.stderr
        return environment

    def evalkit(self, kind: str, folder: Path, *arguments: str) -> str:
        """What evalkit prints when it is run in a folder, which must end well."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        ran = subprocess.run(
            [str(self.environment(kind) / "bin" / "evalkit"), *arguments],
            cwd=folder,
            env={**environ, "EVALKIT_CACHE": str(self._folder / "cache")},
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, distributions: dict[str, Path]) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), distributions)


@pytest.mark.slow  # installs the sdist and the wheel with all that they depend on
def test_the_sdist_installs_the_very_files_of_the_wheel(installed: Installed) -> None:
    wheel, sdist = (_recorded(installed.environment(kind)) for kind in ("wheel", "sdist"))
    assert wheel == sdist
    assert "evalkit/commands/main.py" in wheel


def _recorded(environment: Path) -> dict[str, str]:
    """The hash of every file of evalkit that was installed, by its name; what names the environment is left out."""
    (record,) = environment.glob("lib/python*/site-packages/evalkit_mlops-*.dist-info/RECORD")
    with record.open(encoding="utf-8", newline="") as file:
        return {name: digest for name, digest, _ in csv.reader(file) if name.startswith("evalkit/")}


@pytest.mark.slow  # the same installations, with nothing compiled yet
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_installed_outside_the_clone_it_finds_the_starter_workspace_in_order(
    kind: str, installed: Installed, tmp_path: Path
) -> None:
    assert "are in order" in installed.evalkit(kind, tmp_path, "check")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow  # installs pandas for an adapter
def test_installed_outside_the_clone_it_runs_an_implementation_in_an_environment_of_its_own(
    installed: Installed, tmp_path: Path
) -> None:
    assert _cells(installed, tmp_path, SMALL) == {"data-validation/pandas/hello"}


@pytest.mark.env
def test_installed_outside_the_clone_it_runs_the_quick_rubric(installed: Installed, tmp_path: Path) -> None:
    tools = {cell.split("/")[1] for cell in _cells(installed, tmp_path, ())}
    assert tools == {"pandas", "scikit-learn", "pandera", "scipy"}


def _cells(installed: Installed, folder: Path, options: Sequence[str]) -> set[str]:
    """The cells that a run of the quick rubric brings, all of them ok; it leaves its report and nothing else."""
    outcome = json.loads(installed.evalkit("wheel", folder, "run", "rubrics/quick.yaml", "--json", *options))
    assert {cell["status"] for cell in outcome["cells"]} == {"ok"}
    report = folder / "reports" / "quick" / "report.html"
    assert Path(outcome["report"]) == report
    assert "<html" in report.read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["reports"]
    return {cell["cell"] for cell in outcome["cells"]}
