"""Write docs/metrics.md from the catalogue and from the probes' own docstrings: `python docs/build.py`.

A test holds the file against what this makes, so that the page cannot fall behind the code.
"""

from __future__ import annotations

import inspect
from pathlib import Path

from evalkit.model import METRICS, LevelRule
from evalkit.probes import code, run, setup

PAGE = Path(__file__).with_name("metrics.md")
PROBES = (setup, run, code)

_PREFACE = """\
Made by `python docs/build.py` from the catalogue and the probes' docstrings; change it there. ↓ less is better, ↑ more is
better. What rests on one author's implementation is a proxy for effort: read the code beside it.
"""

_TAKEN = {
    LevelRule.ONE_LEVEL: "from one level, `adapt` unless the rubric says another",
    LevelRule.ALL_LEVELS: "from all levels; one that the tool does not reach counts 0",
    LevelRule.TOOL: "from the adapter, whatever the task",
}


def page() -> str:
    """The whole page as Markdown."""
    parts = [
        "# Metrics\n",
        _PREFACE,
    ]
    for probe in PROBES:
        title, _, rest = (inspect.getdoc(probe) or "").partition("\n")
        parts.append(f"## {title.rstrip('.')}\n\n{rest.strip()}\n")
        parts.append("| metric | unit | taken | definition |\n|---|---|---|---|")
        parts.extend(
            f"| `{metric.name}` {metric.direction.arrow} | {metric.unit} | {_TAKEN[metric.rule]} | {metric.definition} |"
            for metric in METRICS.values()
            if metric.probe == probe.PROBE.name
        )
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
