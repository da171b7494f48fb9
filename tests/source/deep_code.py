"""Sources nested far more deeply than functions may usually call each other."""

from __future__ import annotations

DEEP = {
    "a sum": "import lib\nx = " + " + ".join(["lib.f()"] * 3200) + "\n",
    "a text in pieces": "x = " + " + ".join(["'a'"] * 3000) + "\n",
    "a chain of calls": "import polars as pl\nx = pl.col('a')" + ".abs()" * 1500 + "\n",
    "attributes": "x = a" + ".b" * 3000 + "\n",
    "items": "x = a" + "[0]" * 3000 + "\n",
    "elif after elif": "if x == 0:\n    pass\n" + "".join(f"elif x == {n}:\n    f({n})\n" for n in range(600)),
    "a pipeline": "import apache_beam as beam\nx = p" + " | beam.Map(f)" * 1000 + "\n",
    "conditions": "x = " + "".join(f"{n} if a else " for n in range(800)) + "0\n",
    "negations": "x = " + "not " * 1000 + "a\n",
}
REFUSED = frozenset({"conditions", "negations"})
"""What complexipy does not count."""
