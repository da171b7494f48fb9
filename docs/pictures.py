"""Makes the README's pictures anew from a report: `python docs/pictures.py [REPORT]`, the reference run's unless named."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from evalkit.bench.browser import program

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "reports" / "reference" / "report.html"
WIDTH, HEIGHT = 1280, 800

PICTURES = {
    "answer": "",
    "map": "#map",
    "weights": "#weights?p=platform-team",
    "task": "#times/data-validation",
    "code": "#code/sliced-metrics/adapt/pandas/tfma",
    "advice": "#advice",
}
"""A picture's name, and the place on the page that it shows."""


def main(report: Path) -> None:
    """One PNG for each picture, as the page stands when that place is opened."""
    folder = HERE / "pictures"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program(), args=["--no-sandbox", "--disable-gpu"])
        for name, place in PICTURES.items():
            page = opened.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            page.goto(report.absolute().as_uri() + place)
            page.wait_for_timeout(2_000)  # charts are drawn when they come into view
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        opened.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE)
