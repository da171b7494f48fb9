"""What a sample costs beyond the process it measures: `python benchmarks/sample_overhead.py [--rounds N] [--samples N]`.

Two programs, one that does nothing but write a file and one that also keeps a processor busy for 50 ms, are measured in
turns by evalkit (`Bench.sample`: a fresh sandbox, the run, the checker's verdict, the sandbox removed), by hyperfine if
it is on the PATH, and by pyperf if it can be imported (`pip install pyperf`; evalkit does not need it). All three start
the same script with the same interpreter and the same variables.

For each is printed
- measured: the median of the times that it gives the process. hyperfine and evalkit should agree within a millisecond or
  two; pyperf starts the process from another Python, with the time of that left out.
- beyond: the time that a sample takes in all, less the time measured; the median over the rounds. For hyperfine and
  pyperf it is the slope between a call with few and one with many samples, so that their own start does not count, as
  evalkit's does not.
- how many milliseconds that is on top of hyperfine's, which is the price of sandbox, limits and verdict (the goal is
  20), and how many times as long as hyperfine's a whole sample takes.

Compare within one call only, and call it on an idle machine: the last line says whether it was one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from evalkit.bench import Bench, Launcher, Limits, bare_environ
from evalkit.bench.machine_busy import is_busy, machine_load
from evalkit.environments import EnvironmentPaths
from evalkit.model import Adapter, Implementation

PROGRAMS = {
    "nothing": "open('outputs/done.txt', 'w').write('done')\n",
    "50 ms": (
        "import time\nuntil = time.perf_counter() + 0.05\nwhile time.perf_counter() < until:\n    pass\n"
        "open('outputs/done.txt', 'w').write('done')\n"
    ),
}
INPUTS = """
def make(rows, seed, folder):
    (folder / "rows.txt").write_text(str(rows))
    return {"rows": rows}
"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    right = (outputs / "done.txt").read_text() == "done"
    return Verdict(right, float(right), () if right else ("done.txt does not say so",))
"""
LIMITS = Limits(timeout_seconds=60, memory_mb=1000)
FEW = 2
PYTHON = Path(sys.executable)


@dataclass
class Measured:
    """Seconds that a tool gave the process, and seconds that each of its samples took beyond."""

    process: list[float] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)


Measure = Callable[[int], list[float]]
"""Takes a number of samples and returns the seconds of each."""


def main() -> None:
    """Print, for each program and each tool, what is measured and what a sample costs beyond."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--samples", type=int, default=20)
    given = asked.parse_args()
    before = machine_load()
    with tempfile.TemporaryDirectory() as folder, Launcher() as launcher:
        root = Path(folder)
        (root / "tasks" / "noop" / "plain").mkdir(parents=True)
        (root / "tasks" / "noop" / "inputs.py").write_text(INPUTS)
        (root / "tasks" / "noop" / "checker.py").write_text(CHECKER)
        with Bench(root, launcher) as bench:
            for name, source in PROGRAMS.items():
                _print(name, _measured(root, bench, source, given.rounds, given.samples))
    busy = is_busy(before)
    print(f"the machine is too busy for this: {busy.reason}" if busy else "the machine was idle when this began")


def _measured(root: Path, bench: Bench, source: str, rounds: int, samples: int) -> dict[str, Measured]:
    script = root / "tasks" / "noop" / "plain" / "hello.py"
    script.write_text(source)
    there = root / "there"
    (there / "outputs").mkdir(parents=True, exist_ok=True)
    environ = bare_environ(PYTHON.parent.parent, there)
    command = [str(PYTHON), str(script)]
    by_evalkit = _by_evalkit(root, bench, script)
    by_evalkit(FEW)  # makes the inputs, and loads the checker
    tools: dict[str, Measure] = {}
    if program := shutil.which("hyperfine"):
        tools["hyperfine"] = lambda count: _by_hyperfine(program, command, there, environ, count)
    if importlib.util.find_spec("pyperf"):
        tools["pyperf"] = lambda count: _by_pyperf(command, there, environ, count)
    seen = {tool: Measured() for tool in ("evalkit", *tools)}
    for _ in range(rounds):
        took, times = _timed(by_evalkit, samples)
        seen["evalkit"].process += times
        seen["evalkit"].beyond.append((took - sum(times)) / samples)
        for tool, measure in tools.items():
            short, few = _timed(measure, FEW)
            long, many = _timed(measure, FEW + samples)
            seen[tool].process += many
            seen[tool].beyond.append(((long - sum(many)) - (short - sum(few))) / samples)
    return seen


def _timed(measure: Measure, count: int) -> tuple[float, list[float]]:
    began = time.perf_counter()
    times = measure(count)
    return time.perf_counter() - began, times


def _by_evalkit(root: Path, bench: Bench, script: Path) -> Measure:
    one = Implementation("noop", "plain", "hello", script, (script,))
    fields = {"tool": "plain", "name": "Plain", "homepage": "https://example.org", "python": "3.11"}
    adapter = Adapter.model_validate({**fields, "requires": ("plain",), "packages": ("plain",)})
    task = root / "tasks" / "noop"

    def measure(count: int) -> list[float]:
        made = bench.inputs(task, 1000, 0)
        times = []
        for _ in range(count):
            sample = bench.sample(one, adapter, EnvironmentPaths(PYTHON, PYTHON.parent.parent), made, task, LIMITS)
            if sample.wall_seconds is None:
                raise SystemExit(f"a sample is {sample.status}: {sample.reason}")
            times.append(sample.wall_seconds)
        return times

    return measure


def _by_hyperfine(program: str, command: list[str], there: Path, environ: dict[str, str], count: int) -> list[float]:
    kept = there / "hyperfine.json"
    options = ["--shell=none", "--style=none", "--runs", str(count), "--export-json", str(kept)]
    _run([program, *options, " ".join(command)], there, environ)
    times: list[float] = json.loads(kept.read_text())["results"][0]["times"]
    return times


def _by_pyperf(command: list[str], there: Path, environ: dict[str, str], count: int) -> list[float]:
    kept = there / "pyperf.json"
    kept.unlink(missing_ok=True)
    options = ["--processes=1", f"--values={count}", "--warmups=0", "--loops=1", "--quiet", f"--output={kept}"]
    _run([str(PYTHON), "-m", "pyperf", "command", *options, "--", *command], there, environ)
    runs = json.loads(kept.read_text())["benchmarks"][0]["runs"]
    return [value for run in runs for value in run.get("values", ())]


def _run(command: list[str], there: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=there, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr.strip()}")


def _print(name: str, seen: dict[str, Measured]) -> None:
    beyond = {tool: 1000 * median(measured.beyond) for tool, measured in seen.items()}
    whole = {tool: beyond[tool] + 1000 * median(measured.process) for tool, measured in seen.items()}
    for tool, measured in seen.items():
        line = f"{name:8} {tool:10} measured {1000 * median(measured.process):7.2f} ms, beyond {beyond[tool]:7.2f} ms"
        if tool != "hyperfine" and "hyperfine" in beyond:
            more, times = beyond[tool] - beyond["hyperfine"], whole[tool] / whole["hyperfine"]
            line += f": {more:+.2f} ms on top of hyperfine's, a sample takes {times:.2f} times as long"
        print(line)


if __name__ == "__main__":
    main()
