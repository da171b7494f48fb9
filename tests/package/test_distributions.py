"""What people install: the wheel and the sdist, each outside the clone, each running the starter workspace for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evalkit.environments import uv_program

ROOT = Path(__file__).parents[2]
LARGEST_WHEEL = 6_000_000


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
        "evalkit/report/page/templates/page.html",
        "evalkit/report/page/static/report.js",
    ):
        assert needed in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "reports/"))]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of adapters' environments for both distributions: what the first installs is there for the second."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_installed_outside_the_clone_it_runs_the_quick_rubric(
    kind: str, distributions: dict[str, Path], cache: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    subprocess.run(
        [uv_program(), "venv", "--quiet", "--python", sys.executable, str(environment)], check=True, timeout=60
    )
    python = environment / "bin" / "python"
    install = [uv_program(), "pip", "install", "--quiet", "--python", str(python), str(distributions[kind])]
    done = subprocess.run(install, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"evalkit's dependencies cannot be installed here: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(
        [str(environment / "bin" / "evalkit"), "run", "rubrics/quick.yaml", "--json"],
        cwd=elsewhere,
        env={**environ, "EVALKIT_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert ran.returncode == 0, ran.stderr
    outcome = json.loads(ran.stdout)
    assert {cell["status"] for cell in outcome["cells"]} == {"ok"}
    assert {cell["cell"].split("/")[1] for cell in outcome["cells"]} == {"pandas", "scikit-learn", "pandera", "scipy"}
    report = elsewhere / "reports" / "quick" / "report.html"
    assert Path(outcome["report"]) == report
    assert "<html" in report.read_text(encoding="utf-8")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["reports"]
