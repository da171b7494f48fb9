"""Renews the scripts that draw the report's charts from their packages: `python docs/chart_library.py [NAME=VERSION …]`.

Needs npm. Without arguments each package is fetched again in the version that `library.yaml` names. Afterwards run
tests/report/charts and tests/browser/test_charts_in_browser.py, and compare the licences of the packages with
evalkit/report/page/static/library-licences.txt.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "evalkit" / "report" / "charts" / "vega"
LIST = FOLDER / "library.yaml"
HEAD = """\
# The scripts that draw the report's charts: the minified builds of their authors' packages, unchanged, in the order in
# which they are loaded. Written by `python docs/chart_library.py`.
"""


def renew(wanted: dict[str, str]) -> None:
    """Fetch every package of the list, in the version that is wanted or listed, and write its script and the list."""
    listed: list[dict[str, Any]] = yaml.safe_load(LIST.read_text("utf-8"))
    for one in listed:
        one["version"] = wanted.get(one["package"], one["version"])
        script = fetched(one["package"], one["version"])
        (FOLDER / f"{one['package']}.min.js").write_bytes(script)
        one["sha256"] = hashlib.sha256(script).hexdigest()
    LIST.write_text(HEAD + yaml.safe_dump(listed, sort_keys=False, width=200), "utf-8")


def fetched(package: str, version: str) -> bytes:
    """The minified build within a package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--json", f"{package}@{version}"]
        told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        with tarfile.open(Path(folder) / json.loads(told)[0]["filename"]) as packed:
            script = packed.extractfile(f"package/build/{package}.min.js")
            if script is None:
                raise FileNotFoundError(f"{package} {version} has no build/{package}.min.js")
            return script.read()


if __name__ == "__main__":
    renew(dict(argument.split("=", 1) for argument in sys.argv[1:]))
