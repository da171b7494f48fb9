"""Plain Python, as it lies about in every team: what a job title says about the pay.

evalkit hands this module to every implementation. It writes down which script imported it.
"""

import re
import sys
from pathlib import Path

WEEKS = 50
PAY = re.compile(r"\$(\d+)k(?:/(yr|mo))?")


def hourly_pay(title: str, hours: int) -> int:
    """Dollars an hour, without the cents, by the last pay that the title names, or 0."""
    found = PAY.findall(title)
    if not found:
        return 0
    thousands, period = found[-1]
    year = 1000 * int(thousands) * (12 if period == "mo" else 1)
    return year // (WEEKS * hours)


def _write_down() -> None:
    with Path("outputs", "imports.txt").open("a", encoding="utf-8") as imports:
        imports.write(Path(sys.argv[0]).stem + "\n")


_write_down()
