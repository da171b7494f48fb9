from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

from evalkit.report.charts import library as module
from evalkit.report.charts.library import library, licences
from evalkit.report.page.embedding import packed

FOLDER = Path(module.__file__).parent / "vega"
LISTED = yaml.safe_load((FOLDER / "library.yaml").read_text("utf-8"))


def test_every_script_is_the_one_that_is_listed_with_its_version() -> None:
    assert {file.name for file in FOLDER.glob("*.js")} == {f"{one['package']}.min.js" for one in LISTED}
    for one in LISTED:
        script = (FOLDER / f"{one['package']}.min.js").read_bytes()
        assert hashlib.sha256(script).hexdigest() == one["sha256"], one
        assert f'"{one["version"]}"' in script.decode(), one


def test_the_library_holds_every_script_in_the_order_in_which_they_are_listed() -> None:
    whole = library()
    starts = [whole.index((FOLDER / f"{one['package']}.min.js").read_text("utf-8")[:300]) for one in LISTED]
    assert starts == sorted(starts)


def test_no_debugger_is_sent_to_ask_for_anything() -> None:
    assert "sourceMappingURL" not in library()


def test_a_page_carries_no_more_than_400_kb_of_it() -> None:
    assert len(packed(library())) < 400_000


def test_its_licences_stand_beside_it() -> None:
    assert {one["licence"] for one in LISTED} == {"BSD-3-Clause"}
    for kept in ("University of Washington Interactive Data Lab", "Mike Bostock", "WITHOUT WARRANTY OF ANY KIND"):
        assert kept in licences()
