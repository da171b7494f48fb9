from __future__ import annotations

import csv
import io
import json
import os
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evalkit.commands.app import app
from evalkit.commands.report import Form
from evalkit.report import FORMATS
from evalkit.store.manifest import Manifest
from evalkit.store.run_folder import RunFolder
from tests.conftest import command as in_this_process
from tests.environments.test_package_index import reply, served
from tests.scoring.comparing.two_runs import run_data
from tests.store.other_lines import other_line
from tests.workers.made_run import made_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return made_run(tmp_path / "a", run_data())


def report(run: Path, *options: str) -> Result:
    done = CliRunner().invoke(app, ["report", str(run), *options])
    assert done.exit_code == 0, done.output
    return done


def test_the_forms_on_the_command_line_are_those_there_are() -> None:
    assert [form.value for form in Form] == list(FORMATS)


def test_without_options_scorecard_and_page_stand_in_the_runs_folder(run: Path) -> None:
    assert report(run).stdout == f"report: {run / 'report.html'}\n"
    assert (run / "scorecard.json").exists()
    assert (run / "report.html").exists()


def test_other_forms_go_to_the_screen_and_leave_the_folder_alone(run: Path) -> None:
    there = sorted(run.iterdir())
    assert report(run, "--format", "md").stdout.startswith("# A small rubric\n")
    assert json.loads(report(run, "--format", "json").stdout)["format"] == 5
    assert next(csv.reader(io.StringIO(report(run, "--format", "csv").stdout)))[0] == "task"
    assert report(run, "--out", "-").stdout.startswith("<!doctype html>")
    assert sorted(run.iterdir()) == there


def test_a_form_is_written_where_it_is_asked_for(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    assert report(run, "--format", "csv", "--out", str(file)).stdout == f"report: {file}\n"
    assert file.read_text("utf-8") == report(run, "--format", "csv").stdout


def test_a_stack_that_is_left_out_is_told_beside_the_report_and_not_within_it(tmp_path: Path) -> None:
    run = made_run(tmp_path / "b", run_data(members={"skew": ("pandas", "quick")}))
    sentence = "The stack “The slow one” is left out: the tools of this rubric do not include slow (skew)"
    for options in ((), ("--format", "csv"), ("--format", "csv", "--out", str(tmp_path / "c.csv"))):
        told = report(run, *options)
        assert sentence in told.stderr, options
        assert sentence not in told.stdout, options


def test_the_badge_lies_in_the_runs_folder_or_where_it_is_asked_for(run: Path, tmp_path: Path) -> None:
    assert report(run, "--badge").stdout == f"badge: {run / 'badge.svg'}\n"
    file = tmp_path / "answer.svg"
    assert report(run, "--badge", "--out", str(file)).stdout == f"badge: {file}\n"
    assert (
        file.read_text("utf-8") == (run / "badge.svg").read_text("utf-8") == report(run, "--badge", "--out", "-").stdout
    )
    assert not (run / "report.html").exists()


def test_nothing_is_written_through_a_link_or_a_pipe_that_lies_in_the_runs_folder(run: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    for name in ("badge.svg", "report.html", "scorecard.json", "card.png"):
        (run / name).unlink(missing_ok=True)
        (run / name).symlink_to(precious)
    report(run, "--badge")
    report(run)
    assert precious.read_text() == "mine"
    assert (run / "badge.svg").read_text("utf-8").startswith("<svg")
    (run / "badge.svg").unlink()
    os.mkfifo(run / "badge.svg")
    reader = os.open(run / "badge.svg", os.O_RDONLY | os.O_NONBLOCK)  # else writing into it would wait for ever
    report(run, "--badge")
    os.close(reader)
    assert (run / "badge.svg").is_file()


def test_where_the_page_will_be_stands_in_it(run: Path) -> None:
    report(run, "--url", "https://example.org/a/report.html")
    assert 'content="https://example.org/a/card.png"' in (run / "report.html").read_text("utf-8")
    assert (run / "card.png").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--badge", "--format", "csv"), "leave --format out"),
        (("--url", "example.org"), "https://example.org/runs/report.html"),
        (("--url", "https://[::1/report.html"), "https://example.org/runs/report.html"),
        (("--url", "https:///report.html"), "https://example.org/runs/report.html"),
        (("--url", "https://example.org", "--format", "md"), "the page in the run's folder"),
        (("--url", "https://example.org", "--badge"), "the page in the run's folder"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run: Path, options: tuple[str, ...], said: str) -> None:
    done = in_this_process(run, "report", str(run), *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def newer(request: BaseHTTPRequestHandler) -> None:
    """An index that has 9.0 of everything."""
    name = request.path.strip("/").rpartition("/")[2]
    files = [{"filename": f"{name}-9.0-py3-none-any.whl", "upload-time": "2026-11-28T10:00:00Z"}]
    reply(json.dumps({"meta": {"api-version": "1.0"}, "name": name, "files": files}).encode())(request)


def test_how_far_the_tools_have_moved_on_is_asked_and_kept_for_later_reports(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("UV_OFFLINE", raising=False)
    with served(newer) as (address, _):
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        told = report(run, "--check-newest")
    tools = len(Manifest.from_json(RunFolder(run).read_manifest()).tools)
    assert told.stderr.startswith(f"newest versions: {tools} of {tools} tools have moved on since\n")
    assert told.stdout == f"report: {run / 'report.html'}\n"
    assert f"{tools} of {tools} tools had moved on" in (run / "report.html").read_text("utf-8")
    report(run)
    assert f"{tools} of {tools} tools had moved on" in (run / "report.html").read_text("utf-8")


def test_without_a_network_one_sentence_says_so_and_the_report_is_made(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    told = report(run, "--check-newest")
    assert told.stderr == (
        "newest versions: nothing could be learnt, because UV_OFFLINE forbids to ask the package index; "
        "the report keeps what it knew\n"
    )
    assert told.stdout == f"report: {run / 'report.html'}\n"
    assert not (run / "newest.json").exists()


@pytest.mark.parametrize("command", ["report", "compare"])
def test_a_run_of_an_older_evalkit_is_refused_in_one_sentence_and_left_alone(run: Path, command: str) -> None:
    journal = run / "journal.jsonl"
    old = "".join(other_line(line, format=None) for line in journal.read_text("utf-8").splitlines())
    journal.write_text(old, "utf-8")
    paths = [str(run)] * (2 if command == "compare" else 1)
    done = in_this_process(run.parent, command, *paths)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"evalkit: the run in {run} was written by an older evalkit (journal format 1; this one reads format 2); "
        "measure it again with --fresh\n"
    )
    assert journal.read_text("utf-8") == old
