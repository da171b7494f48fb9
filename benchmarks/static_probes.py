"""How long the static probes take over every implementation of the workspace: `python benchmarks/static_probes.py`.

Run it twice: what names stand for is inferred once and then kept, and so is the public API of a package.
"""

from __future__ import annotations

import time
from pathlib import Path

from evalkit.commands.probe import look, static_families
from evalkit.workspace import load_workspace

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print seconds by family of probes, and in all."""
    workspace = load_workspace(ROOT)
    scripts = [
        one.main.parent if one.main.stem == "main" else one.main for one in workspace.implementations if one.main
    ]
    cells = sorted({workspace.task_folder(one.task) / one.tool for one in workspace.implementations})
    whole = time.perf_counter()
    for family in static_families():
        began = time.perf_counter()
        seen = look(family, cells if family == "ladder" else scripts, None, ROOT)
        print(f"{family:8} {time.perf_counter() - began:6.1f} s, {len(seen)} findings")
    print(f"{'all':8} {time.perf_counter() - whole:6.1f} s, {len(scripts)} implementations")


if __name__ == "__main__":
    main()
