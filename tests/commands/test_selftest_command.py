"""`evalkit selftest`: what it prints and writes, and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer

from evalkit.commands.selftest import _ENDINGS, tell_results
from evalkit.report.formats.self_test import FORMS
from tests.selftest.made_test import ALL, GOOD


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_everything_within_its_limit_is_said_in_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    tell_results(GOOD, as_json=False, out=None)
    said = told(capsys)
    assert "✓ a process that sleeps for 0.1 s" in said
    assert "known 100 ms, measured 101.5 ms, error +1.5 ms (+1.5 %); limit 99.9 to 102 ms: within its limit" in said
    assert "All 3 checks are within their limits." in said


def test_what_is_not_within_its_limit_is_marked_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as end:
        tell_results(ALL, as_json=False, out=None)
    assert end.value.exit_code == 1
    said = told(capsys)
    assert "✗ 60 MB in <shared> memory" in said
    assert "known 60 MB, not measured; limit 58 to 62 MB: not within its limit: ended by signal SIGBUS" in said
    assert "2 of 5 checks are not within their limits." in said
    assert "This machine was busy: other programs kept 60% of the processors busy" in said


def test_data_holds_every_check_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        tell_results(ALL, as_json=True, out=None)
    data = json.loads(told(capsys))
    assert data["within"] is False
    assert len(data["checks"]) == 5
    assert data["checks"][0] == {
        "part": "Known length",
        "what": "a process that sleeps for 0.1 s",
        "unit": "ms",
        "known": 100.0,
        "measured": 101.5,
        "lowest": 99.9,
        "highest": 102.0,
        "spread": [101.0, 103.25],
        "reason": "",
        "error": 1.5,
        "share": 0.015,
        "within": True,
    }


class Addresses(HTMLParser):
    """Everything that a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe"):
            self.found.append(tag)


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_page_is_written_in_the_form_that_its_name_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    file = tmp_path / f"page{ending}"
    with pytest.raises(typer.Exit):
        tell_results(ALL, as_json=False, out=file)
    assert f"page: {file}" in told(capsys)
    text = file.read_text(encoding="utf-8")
    assert text == FORMS[ending](ALL)
    for check in ALL.checks:
        assert check.part in text
    assert ("<shared>" in text) is (ending == ".json"), "what others wrote is text, on a page"
    if ending == ".html":
        page = Addresses()
        page.feed(text)
        assert page.found == []


def test_the_endings_on_the_command_line_are_the_forms_there_are() -> None:
    assert set(_ENDINGS) == set(FORMS)


def test_another_ending_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evalkit", "selftest", "--out", str(tmp_path / "page.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert ".html, .md, .json" in done.stderr
    assert list(tmp_path.iterdir()) == []
