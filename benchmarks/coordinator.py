"""What the coordinator costs for each block, with scripted work: `python benchmarks/coordinator.py --blocks 100000`.

Nothing is measured but evalkit itself: the work is answered at once by a script, so that all the time is planning, journal
and bookkeeping. Printed are, for 1, 2, 4 and 8 workers and two sizes, the processor milliseconds and the bytes of memory
that one more block costs (from the first size to the second). Both should stay the same whatever the size and the number
of workers; the journal is written to the disk as in any run, without waiting for it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from evalkit.workers.scripted import ScriptedWorkers
from tests.conftest import SmallWorkspace
from tests.workers.scripted_run import ScriptedRun, well


def cost(blocks: int, workers: int) -> tuple[float, int]:
    """Processor seconds and bytes that a run of so many blocks takes."""
    with tempfile.TemporaryDirectory() as folder:
        small = SmallWorkspace(Path(folder))
        run = ScriptedRun(small)
        tracemalloc.start()
        began = time.process_time()
        run.go(ScriptedWorkers(well, workers, hosts=workers), clock=time.monotonic, blocks=blocks)
        seconds = time.process_time() - began
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return seconds, held


def main() -> None:
    """Print a row for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--blocks", type=int, default=100_000)
    most = parser.parse_args().blocks
    original: Callable[[int], None] = os.fsync
    os.fsync = lambda _: None  # what is measured is the coordinator, not the disk
    try:
        print(f"{'workers':>8}{'blocks':>10}{'ms a block':>12}{'bytes a block':>15}")
        for workers in (1, 2, 4, 8):
            last = cost(most // 100, workers)
            for blocks in (most // 10, most):
                now = cost(blocks, workers)
                more = blocks - (most // 100 if blocks == most // 10 else most // 10)
                milliseconds, held = 1000 * (now[0] - last[0]) / more, (now[1] - last[1]) / more
                print(f"{workers:>8}{blocks:>10,}{milliseconds:>12.3f}{held:>15,.0f}")
                last = now
    finally:
        os.fsync = original


if __name__ == "__main__":
    main()
