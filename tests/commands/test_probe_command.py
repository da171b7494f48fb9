"""`evalkit probe`: what a static probe sees in any file or folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import installed_interpreter
from tests.conftest import command

SCRIPT = """\
import csv as c

with open("rows.csv", newline="") as file:
    rows = list(c.DictReader(file, delimiter=";"))
"""


def probe(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return command(folder, "probe", *arguments)


def findings(folder: Path, *arguments: str) -> dict[str, Any]:
    done = probe(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return {one["metric"]: one for one in json.loads(done.stdout)}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    return file


def test_code_is_counted_with_facts(script: Path) -> None:
    found = findings(script.parent, "code", "script.py")
    assert found["code.lines"]["value"] == 3
    assert found["code.concepts"]["value"] == 2, "csv.DictReader and its delimiter"
    place = {"fact": "concept", "file": "script.py", "lines": [4, 4], "symbol": "csv.DictReader"}
    assert place in found["code.concepts"]["facts"]
    assert place | {"keyword": "delimiter"} in found["code.concepts"]["facts"]


def test_several_files_are_tasks_of_one_tool_and_show_boilerplate(script: Path) -> None:
    (script.parent / "other.py").write_text(SCRIPT.replace("rows", "lines"))
    found = findings(script.parent, "code", "script.py", "other.py")
    assert found["code.boilerplate_tokens"]["value"] > 0


def test_one_file_alone_has_no_boilerplate_to_be_measured(script: Path) -> None:
    found = findings(script.parent, "code", "script.py")["code.boilerplate_tokens"]
    assert (found["value"], found["status"]) == (None, "not-applicable")
    assert "two tasks" in found["reason"]


def test_a_folder_of_levels_is_a_ladder(script: Path) -> None:
    folder = script.parent / "tool"
    folder.mkdir()
    (folder / "hello.py").write_text(SCRIPT)
    (folder / "adapt.py").write_text(SCRIPT + "import json\njson.dumps(rows, indent=1)\n")
    found = findings(script.parent, "ladder", "tool")
    assert found["ladder.first_concepts"]["value"] == 2
    assert found["ladder.steepest_concepts"]["value"] == 2, "json.dumps and its indent"


def test_a_package_is_asked_about_its_public_api(script: Path) -> None:
    package = script.parent / "tiny"
    package.mkdir()
    (package / "__init__.py").write_text('def told():\n    """Say it."""\n\n\ndef untold():\n    pass\n')
    assert findings(script.parent, "docs", "tiny")["docs.documented"]["value"] == 0.5


def test_the_text_shows_values_and_places(script: Path) -> None:
    done = probe(script.parent, "code", "script.py")
    assert done.returncode == 0, done.stderr
    assert "code.concepts ↓ 2 concepts" in done.stdout
    assert "script.py:4" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cod", "script.py"), "there is no static probe 'cod'; did you mean 'code'?"),
        (("errors", "script.py"), "it runs the tool: write `evalkit run RUBRIC --probes errors`"),
        (
            ("ladder", "."),
            "holds none of hello.py, adapt.py, stretch.py, the levels of a ladder; name a folder that does, such as steps",
        ),
        (("ladder", "script.py"), "script.py holds none of hello.py, adapt.py, stretch.py"),
        (("code", "absent.py"), "there is no file or folder 'absent.py'"),
        (("code", "script.py", "--python", "absent"), "there is no interpreter 'absent'"),
        (("code", "broken.py"), "broken.py:2:"),
    ],
)
def test_mistakes_are_told_in_one_line_with_exit_code_2(script: Path, arguments: tuple[str, ...], message: str) -> None:
    (script.parent / "broken.py").write_text("x = 1\ny = = 2\n")
    (script.parent / "steps").mkdir()
    (script.parent / "steps" / "hello.py").write_text("x = 1\n")
    done = probe(script.parent, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_labelled_files_give_recall_and_precision(script: Path) -> None:
    (script.parent / "query.py").write_text('import pandas as pd\n\npd.read_csv("a").query("x > 1")\nprint("x > 1")\n')
    (script.parent / "query.py.labels.yaml").write_text("sites: {parsed-string: [3, 4]}\ncounter: []\n")
    done = probe(script.parent, "dsl", ".", "--labelled")
    assert done.returncode == 0, done.stderr
    assert "2 labelled sites, 0 counter-examples: recall 0.500, precision 1.000" in done.stdout
    assert "missed query.py:4 parsed-string" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("code", ".", "--labelled"), "write `evalkit probe dsl . --labelled`"),
        (("dsl", ".", "--labelled"), "nothing here is labelled"),
    ],
)
def test_what_is_not_labelled_is_said(script: Path, arguments: tuple[str, ...], message: str) -> None:
    done = probe(script.parent, *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_file_in_newer_syntax_is_read_by_the_interpreter_that_is_given(tmp_path: Path) -> None:
    newer = installed_interpreter("3.13") or installed_interpreter("3.12")
    if newer is None or sys.version_info >= (3, 12):
        pytest.skip("there is no Python here that is newer than this one")
    (tmp_path / "new.py").write_text(
        "import csv\ntype Row = list[str]\ndef rows[T](file: T) -> T:\n    return csv.reader(file)\nrows([])\n"
    )
    refused = probe(tmp_path, "code", "new.py")
    found = findings(tmp_path, "code", "new.py", "--python", str(newer))

    assert refused.returncode != 0
    assert "new.py:2:" in refused.stderr
    assert "not Python 3." in refused.stderr
    assert (found["code.lines"]["value"], found["code.concepts"]["value"]) == (5, 1)
