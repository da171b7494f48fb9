"""The same commands by evalkit, hyperfine and pyperf, side by side: `python benchmarks/side_by_side.py [--rounds N]`.

Programs from a Python that does nothing to one of three seconds are measured by evalkit (`Bench.sample`, as every run does),
by hyperfine if it is on the PATH, and by pyperf if it can be imported (`pip install pyperf`; evalkit does not need it). All
three start the same script with the same interpreter and the same variables. They take turns, one sample each, and every
round begins with another of them, so that whatever else the machine does meets all of them.

For each program and each other tool is printed by how much evalkit's median is above the other's. It may be 2 ms below a
second, 1 % from there on; where the other two are further apart than that, evalkit's may lie between them. The exit code is 1
if it is more. Call it on an idle machine: the last line says whether it was one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from sample_overhead import CHECKER, INPUTS, PYTHON, Measure, _by_evalkit, _by_hyperfine, _by_pyperf

from evalkit.bench import Bench, Launcher, bare_environ
from evalkit.bench.machine_busy import is_busy, machine_load

LASTING = (
    "import time\nuntil = time.perf_counter() + {seconds}\nwhile time.perf_counter() < until:\n    pass\n"
    "open('outputs/done.txt', 'w').write('done')\n"
)
PROGRAMS = {
    "nothing": "open('outputs/done.txt', 'w').write('done')\n",
    **{
        name: LASTING.format(seconds=seconds)
        for name, seconds in {"50 ms": 0.05, "300 ms": 0.3, "1 s": 1, "3 s": 3}.items()
    },
}
MILLISECONDS, SHARE = 2.0, 0.01


def main() -> None:
    """Print a line for each program and each other tool, and exit with 1 if the medians lie too far apart."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--program", action="append", choices=PROGRAMS, help="only this one; may be given again")
    asked.add_argument("--json", action="store_true", help="print all times as JSON")
    given = asked.parse_args()
    before = machine_load()
    seen: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder, Launcher() as launcher:
        root = Path(folder)
        (root / "tasks" / "noop" / "plain").mkdir(parents=True)
        (root / "tasks" / "noop" / "inputs.py").write_text(INPUTS)
        (root / "tasks" / "noop" / "checker.py").write_text(CHECKER)
        with Bench(root, launcher) as bench:
            for name in given.program or PROGRAMS:
                seen[name] = _side_by_side(root, bench, PROGRAMS[name], given.rounds)
                if not given.json:
                    _print(name, seen[name])
    if given.json:
        print(json.dumps(seen, indent=2))
    busy = is_busy(before)
    said = f"the machine is too busy for this: {busy.reason}" if busy else "the machine was idle when this began"
    print(said, file=sys.stderr)
    sys.exit(not all(_is_within(times) for times in seen.values()))


def _side_by_side(root: Path, bench: Bench, source: str, rounds: int) -> dict[str, list[float]]:
    script = root / "tasks" / "noop" / "plain" / "hello.py"
    script.write_text(source)
    there = root / "there"
    (there / "outputs").mkdir(parents=True, exist_ok=True)
    environ = bare_environ(PYTHON.parent.parent, there)
    command = [str(PYTHON), str(script)]
    tools: dict[str, Measure] = {"evalkit": _by_evalkit(root, bench, script)}
    if program := shutil.which("hyperfine"):
        tools["hyperfine"] = lambda count: _by_hyperfine(program, command, there, environ, count)
    if importlib.util.find_spec("pyperf"):
        tools["pyperf"] = lambda count: _by_pyperf(command, there, environ, count)
    if len(tools) == 1:
        raise SystemExit("neither hyperfine nor pyperf is here to compare with")
    for measure in tools.values():
        measure(1)  # evalkit makes the inputs and loads the checker, and everybody's files are read once
    seen: dict[str, list[float]] = {tool: [] for tool in tools}
    order = list(tools)
    for _ in range(rounds):
        for tool in order:
            seen[tool] += tools[tool](1)
        order.append(order.pop(0))
    return seen


def _is_within(seen: dict[str, list[float]]) -> bool:
    """Whether evalkit's median is near enough to another tool's, or between them."""
    others = [median(times) for tool, times in seen.items() if tool != "evalkit"]
    low, high = min(others), max(others)
    return low - _limit(low) <= median(seen["evalkit"]) <= high + _limit(high)


def _limit(middle: float) -> float:
    return SHARE * middle if middle >= 1 else MILLISECONDS / 1000


def _print(name: str, seen: dict[str, list[float]]) -> None:
    ours = median(seen["evalkit"])
    verdict = "within the limit" if _is_within(seen) else "NOT within the limit"
    print(f"{name:8} evalkit    {1000 * ours:9.2f} ms, {verdict}", flush=True)
    for tool, theirs in seen.items():
        if tool != "evalkit":
            apart = ours - median(theirs)
            print(
                f"{name:8} {tool:10} {1000 * median(theirs):9.2f} ms: evalkit's is {1000 * apart:+.2f} ms, "
                f"{apart / median(theirs):+.2%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
