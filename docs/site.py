"""Makes the website of the documentation: `python docs/site.py FOLDER`. A link or an anchor that leads nowhere ends it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "docs" / "site.yml"
PROBES = "docs/probes"


def main(folder: Path) -> int:
    """Build the site into `folder`; returns the exit code of mkdocs."""
    with tempfile.TemporaryDirectory() as made:
        stage = Path(made)
        config = configuration()
        for name in sorted({*pages(config["nav"]), *(name for page in pages(config["nav"]) for name in linked(page))}):
            to = stage / "pages" / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to)
        (stage / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder.absolute())]
        environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # a notice about a later version, at every build
        return subprocess.run(command, cwd=stage, env=environ, check=False).returncode


def configuration() -> dict[str, object]:
    """Return docs/site.yml, with a page for each probe where it says so."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    probes = sorted((ROOT / PROBES).glob("*.md"))
    for section in config["nav"]:
        [(title, entries)] = section.items()
        if isinstance(entries, list):
            section[title] = [
                {"Probes": [{page.stem: f"{PROBES}/{page.name}"} for page in probes]} if "Probes" in entry else entry
                for entry in entries
            ]
    return config


def pages(nav: object) -> Iterator[str]:
    """Yield the files of a navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list):
        for entry in nav:
            yield from pages(entry)
    elif isinstance(nav, dict):
        for entry in nav.values():
            yield from pages(entry)


def linked(page: str) -> Iterator[str]:
    """Yield what a page links that is no page: pictures, rubrics, a report. They go along."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        file = ((ROOT / page).parent / target).resolve()
        if file.is_file() and file.suffix != ".md":
            yield file.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say where the site goes: python docs/site.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
