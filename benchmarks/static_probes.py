"""How long the static probes take over every implementation of the workspace: `python benchmarks/static_probes.py`.

Run it twice: what names stand for is inferred once and then kept, and so is the public API of a package. With
`--large` it reads one source instead, of 12,000 lines of which most are calls.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from evalkit.commands.probe import look, static_families
from evalkit.workspace import load_workspace

ROOT = Path(__file__).parents[1]
_IMPORTS = "import duckdb\nimport pandas as pd\nimport polars as pl\nfrom sqlalchemy import func, select\nfrom models import User\n"
_STEP = """
def step_{n}(frame, least={n}):
    kept = frame.filter(pl.col("a{n}") > least).with_columns((pl.col("b") * {n}).alias("c{n}"))
    rows = duckdb.execute("SELECT a, b FROM t{n} WHERE c = {n}").df()
    query = select(User).where(User.age > {n}).order_by(func.lower(User.name))
    if least > {n}:
        kept = kept.select(pl.col("c{n}").sum(), pl.len().alias("n"))
    print(f"step {n} keeps {least} rows", rows.query("age > {n}"), query)
    return kept.group_by("k").agg(pl.col("c{n}").mean())

made_{n} = step_{n}(pl.read_parquet("{n}.parquet"))
"""


def main() -> None:
    """Print seconds by family of probes, and in all."""
    if sys.argv[1:] == ["--large"]:
        _large(12_000)
        return
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


def _large(lines: int) -> None:
    """Print how long each probe of one file takes over a large one, in seconds of processor time."""
    text = _IMPORTS + "".join(_STEP.replace("{n}", str(n)) for n in range(lines // 11))
    with tempfile.TemporaryDirectory() as folder:
        for family in ("dsl", "code"):
            file = Path(folder) / f"{family}.py"
            file.write_text(text + f"# {family}\n", encoding="utf-8")  # so that neither knows what the other read
            began = time.process_time()
            look(family, [file], None, Path(folder))
            print(f"{family:8} {time.process_time() - began:6.1f} s, {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
