from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.model import Implementation, Status
from evalkit.probes import PROBES, Finding
from evalkit.probes.code import observe

SCRIPT = '# https://example.org\n"""Doc."""\nimport json\n\n\nx = 1  # why\n# evalkit: hand over\njson.dump(x, open("o", "w"))\n'


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    folder = tmp_path / "tasks" / "skew" / "pandas"
    folder.mkdir(parents=True)
    return folder


def counted(root: Path, *files: Path) -> dict[str, Finding]:
    found = observe(Implementation("skew", "pandas", "adapt", files[0], files), root)
    return {finding.metric: finding for finding in found}


def test_every_metric_of_the_probe_is_answered(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text(SCRIPT)
    found = counted(tmp_path, script)
    assert set(found) == set(PROBES["code"].metrics)
    assert {name: finding.value for name, finding in found.items()} == {
        "code.lines": 2,
        "code.tokens": 5,
        "code.files": 1,
        "code.handover_tokens": 13,
    }
    assert found["code.lines"].evidence[0].file == "tasks/skew/pandas/adapt.py"
    assert found["code.lines"].evidence[0].lines == (3, 6)
    assert found["code.handover_tokens"].evidence[0].lines == (7, 7)


def test_padding_with_comments_blank_lines_and_docstrings_changes_nothing(tool: Path, tmp_path: Path) -> None:
    plain, padded = tool / "adapt.py", tool / "padded.py"
    plain.write_text("import json\n\n\ndef f():\n    return json\n")
    padded.write_text(
        '# a\n"""Doc."""\n\nimport json\n\n# b\n\n\ndef f():\n    """Doc."""\n\n    # c\n    return json\n'
    )
    one, other = counted(tmp_path, plain), counted(tmp_path, padded)
    assert {n: f.value for n, f in one.items()} == {n: f.value for n, f in other.items()}


def test_other_files_count_as_files_and_as_lines(tool: Path, tmp_path: Path) -> None:
    main, config = tool / "adapt" / "main.py", tool / "adapt" / "config.pbtxt"
    main.parent.mkdir()
    main.write_text("x = 1\n")
    config.write_text("# a comment\n\nfeature {\n  name: 'age'\n}\n")
    found = counted(tmp_path, main, config)
    assert found["code.files"].value == 2
    assert found["code.lines"].value == 4
    assert found["code.tokens"].value == 3


def test_a_file_that_is_not_python_costs_the_observation_and_says_where(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x = 1\ny = = 2\n")
    found = counted(tmp_path, script)
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert found["code.tokens"].reason.startswith("tasks/skew/pandas/adapt.py:2:5")


def test_an_unsupported_level_has_no_code_and_says_where_it_is_explained(tool: Path, tmp_path: Path) -> None:
    note = tool / "adapt.unsupported.md"
    note.write_text("no\n")
    found = observe(Implementation("skew", "pandas", "adapt", None, (), note), tmp_path)
    assert {finding.status for finding in found} == {Status.UNSUPPORTED}
    assert found[0].evidence[0].file == "tasks/skew/pandas/adapt.unsupported.md"
