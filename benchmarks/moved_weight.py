"""How long a report's page takes to follow a weight: `python benchmarks/moved_weight.py REPORT.html [--moves N]`.

The page is opened in Chromium where its sliders are, and where everything is shown. Weights of criteria and of tasks are
moved in turn. Printed are milliseconds, the median and the worst of all moves: those of the scripts, those of the layout
that is asked for right after them, and both; then the longest task of the page in the seconds after the last move, when it
draws chances and brings up to date what is not in sight. The goal is 50 ms for both at 100 tools × 20 tasks × 30 blocks
(`benchmarks/large_report.py --command --keep FOLDER` makes such a page) with nothing else to do; what passes it is marked.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from evalkit.bench.browser import ARGUMENTS, program

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = {"weights": "the view of the weights", "everything": "everything at once"}
MOST_MILLISECONDS = 50.0
MOVE = """([slider, value]) => {
    const before = performance.now();
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
    cancelAnimationFrame(frame);
    show();
    const between = performance.now();
    document.body.getBoundingClientRect();
    return [between - before, performance.now() - between];
}"""
LONGEST_AFTERWARDS = """() => new Promise((done) => {
    const seen = [0];
    const watcher = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration)));
    watcher.observe({ type: "longtask" });
    show();
    setTimeout(() => done(Math.max(...seen)), 4000);
})"""


def main() -> None:
    """Print one line for each place."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("report", type=Path)
    asked.add_argument("--moves", type=int, default=20)
    given = asked.parse_args()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program(), args=ARGUMENTS)
        for place, where in PLACES.items():
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{given.report.resolve().as_uri()}#{place}")
            page.evaluate("document.getElementById('weights').scrollIntoView()")
            page.wait_for_timeout(1500)
            _print(where, _moves(page, given.moves), page.evaluate(LONGEST_AFTERWARDS))
            page.close()
        browser.close()


def _moves(page: Page, count: int) -> list[tuple[float, float]]:
    """The milliseconds of the scripts and of the layout of each move, of which the first two are not counted."""
    sliders = page.query_selector_all(".slider input")
    found = []
    for at in range(count + 2):
        slider = sliders[at * 7 % len(sliders)]
        found.append(tuple(page.evaluate(MOVE, [slider, 3 + at * 37 % 90])))
        page.wait_for_timeout(60)
    return found[2:]


def _print(where: str, moves: list[tuple[float, float]], longest: float) -> None:
    columns = {"scripts": [one[0] for one in moves], "layout": [one[1] for one in moves], "both": [*map(sum, moves)]}
    told = ", ".join(f"{name} {median(of):.1f} (worst {max(of):.1f})" for name, of in columns.items())
    missed = f", at most {MOST_MILLISECONDS:.0f}: MISSED" if max(columns["both"]) > MOST_MILLISECONDS else ""
    print(f"{where}: {told} ms{missed}; longest task afterwards {longest:.0f} ms")


if __name__ == "__main__":
    main()
