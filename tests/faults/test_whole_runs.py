"""Trials on whole runs: everything that a user may have set, at once."""

from __future__ import annotations

import contextlib
import json

import pytest

from evalkit.bench import turn
from tests.conftest import SmallWorkspace

HOSTILE = {
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "7",
    "PYTHONUTF8": "0",
    "PYTHONIOENCODING": "ascii",
    "PYTHONNOUSERSITE": "",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONINTMAXSTRDIGITS": "640",
    "PYTHONPROFILEIMPORTTIME": "",
    "PYTHONSTARTUP": "/nowhere.py",
    "PYTHONCASEOK": "1",
    "LC_ALL": "C",
    "LANG": "tlh_QO",
    "TZ": "Pacific/Kiritimati",
    "SOURCE_DATE_EPOCH": "0",
    "OMP_NUM_THREADS": "64",
    "MPLBACKEND": "TkAgg",
    "COLUMNS": "1",
    "LINES": "0",
    "TERM": "",
    "NO_COLOR": "",
    "FORCE_COLOR": "1",
    "TMOUT": "1",
    "XDG_CONFIG_HOME": "relative",
    "XDG_RUNTIME_DIR": "/nowhere",
    "LD_LIBRARY_PATH": "/nowhere",
    "MALLOC_PERTURB_": "165",
    "GLIBC_TUNABLES": "glibc.malloc.check=3",
}
ARGUMENTS = ("run", "rubrics/small.yaml", "--probes", "run,code,ladder", "--blocks", "1", "--level", "adapt")


@pytest.mark.slow
def test_whatever_is_set_a_run_comes_out_the_same(small: SmallWorkspace) -> None:
    figures: list[list[tuple[str, str, str, float | None]]] = []
    for environ in ({}, HOSTILE):
        small.environ = environ
        done = small.evalkit(*ARGUMENTS, "--fresh", "--out", f"reports/{len(figures)}")
        assert done.returncode == 0, done.stderr
        seen = [
            json.loads(line) for line in (small.root / f"reports/{len(figures)}/journal.jsonl").read_text().splitlines()
        ]
        timed = ("seconds", "memory")
        figures.append(
            sorted(
                (
                    one["tool"],
                    one["metric"],
                    one["status"],
                    0 if any(part in one["metric"] for part in timed) else one.get("value"),
                )
                for one in seen
            )
        )
    assert figures[0] == figures[1]
    assert {status for _, metric, status, _ in figures[0] if metric == "ladder.reached"} == {"ok"}


@pytest.mark.slow
def test_a_run_waits_while_another_evalkit_is_timing(small: SmallWorkspace) -> None:
    with contextlib.ExitStack() as stack:
        process = small.start(*ARGUMENTS)
        stack.callback(process.communicate)  # once the turn below is over
        stack.enter_context(turn(lambda: None))
        assert process.stderr is not None
        said = iter(process.stderr.readline, "")
        assert any("waiting for another evalkit, which is timing" in line for line in said)
        assert process.poll() is None
    assert process.returncode == 0
