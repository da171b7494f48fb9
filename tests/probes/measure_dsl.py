"""Prints how well DSLs are found in the labelled corpus: recall, precision, and every difference."""

from __future__ import annotations

import sys
from pathlib import Path

from evalkit.probes.dsls import measure

CORPUS = Path(__file__).parent / "dsl_corpus"


def report(folder: Path) -> str:
    """The figures of one corpus as plain text."""
    whole = measure(folder)
    size = f"{whole.labelled} labelled sites, {whole.counter_examples} counter-examples"
    lines = [f"{size}: recall {whole.recall:.3f}, precision {whole.precision:.3f}"]
    lines += [
        f"  {kind:20} {one.labelled:4} labelled, recall {one.recall:.3f}, precision {one.precision:.3f}"
        for kind, one in (whole.kinds or {}).items()
    ]
    lines += [f"missed {place}" for place in whole.missed] + [f"wrong  {place}" for place in whole.wrong]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))  # noqa: T201
