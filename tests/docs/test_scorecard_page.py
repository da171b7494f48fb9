"""The page on scorecard.json: it names the format and the keys that are written, and its examples work."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from evalkit.report.formats.as_json import FORMAT, as_json
from tests.report.sample_report import sample

PAGE = (Path(__file__).parents[2] / "docs" / "scorecard.md").read_text("utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_describes_the_format_that_is_written_and_names_its_keys() -> None:
    assert f"format {FORMAT}," in PAGE
    data = json.loads(as_json(sample().scorecard))
    records = [*data["tasks"], *(one for task in data["tasks"] for one in (*task["figures"], *task["entries"]))]
    records += [row for task in data["tasks"] for row in task["rows"]]
    for key in {*data, *(key for record in records for key in record)}:
        assert f"`{key}`" in PAGE


@pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq")
def test_its_examples_find_what_they_say(tmp_path: Path) -> None:
    card = sample().scorecard
    (tmp_path / "scorecard.json").write_text(as_json(card), "utf-8")
    ranking, times, dearest, beaten, hangs, first = (
        subprocess.run(["bash", "-c", example], cwd=tmp_path, capture_output=True, check=True, text=True).stdout
        for example in EXAMPLES
    )
    assert [line.split("\t")[0] for line in ranking.splitlines()] == [row.stack for row in card.stacks]
    [skew] = [table for table in card.tasks if table.task == "skew"]
    assert {tool for tool, _ in json.loads(times)} == {row.tool for row in skew.rows}
    assert dict(json.loads(times))["pandas"] == pytest.approx(
        next(
            figure.value
            for one in card.tools
            for task, figure in one.figures
            if (task, one.tool, figure.metric) == ("skew", "pandas", "run.wall_seconds")
        )
    )
    assert "run." in dearest
    assert beaten.strip() == "" or {*json.loads(beaten)} == {p.slower for p in skew.faster if p.faster == "pandas"}
    [rubric] = [one for one in card.robustness if one.preference == "rubric"]
    assert first.count("[") == len(rubric.stacks)
    assert card.fragility is not None
    assert [json.loads(line)[:2] for line in hangs.splitlines()] == [
        [one.kind, one.name] for one in card.fragility.changed
    ]
