"""Judge what an implementation wrote.

It is written from README.md, never from what a tool happens to write. It sees nothing but the outputs folder, which belongs
to somebody else: a file may be missing, enormous or no JSON. `tasks/outputs.py` reads such files without trusting them.
"""

from __future__ import annotations

from pathlib import Path

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json

FILES = {"hello": "counts.json", "adapt": "slow.json", "stretch": "pauses.json"}
MOST_REASONS = 3


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level by `truth`, which is what `make`, `edited`, `changed` or a fault returned.

    A verdict says whether the work counts, a score from 0 to 1, and for the author what is wrong: what was expected, and what
    was found. `fault` names the fault in the inputs, where there is one.
    """
    file, right = FILES[level], truth[level]
    try:
        found = read_json(outputs, file)
    except Unreadable as reason:
        return Verdict(passed=False, score=0.0, reasons=(str(reason),))
    if not isinstance(found, dict):
        return Verdict(passed=False, score=0.0, reasons=(f"outputs/{file} must hold an object {{page: number}}",))
    wrong = [
        f"outputs/{file}: {page} is {shown(found.get(page))}, expected {number}"
        for page, number in right.items()
        if type(found.get(page)) is not int or found[page] != number
    ]
    invented = [f"outputs/{file}: {shown(page)} is no page of requests.csv" for page in found if page not in right]
    reasons = [*wrong, *invented]
    more = [f"and {len(reasons) - MOST_REASONS} more"] if len(reasons) > MOST_REASONS else []
    score = 1 - len(wrong) / len(right)
    return Verdict(passed=not reasons, score=score, reasons=(*reasons[:MOST_REASONS], *more))


def shown(value: object) -> str:
    """A value for a reason, which is short and printable whatever somebody wrote."""
    return "missing" if value is None else ascii(value)[:40]
