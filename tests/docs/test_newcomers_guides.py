"""The guides for newcomers: whoever copies their commands and files, in their order, gets what they say."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import evalkit.commands.main  # noqa: F401  (registers the commands)
from evalkit.commands.app import app
from tests.conftest import command

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("add-a-tool.md", "write-a-task.md", "your-own-data.md", "read-a-report.md")
_STEP = re.compile(
    r"Write `(?P<write>[^`]+)`:\n\n```\w+\n(?P<written>.*?)```"
    r"|Add to `(?P<add>[^`]+)`:\n\n```\w+\n(?P<added>.*?)```"
    r"|In `(?P<change>[^`]+)`, change [^\n]+:\n\n```diff\n(?P<changed>.*?)```"
    r"|```sh\n(?P<commands>.*?)```",
    re.DOTALL,
)


def steps(name: str) -> Iterator[re.Match[str]]:
    """What a guide tells its reader to do, in its order."""
    yield from _STEP.finditer((DOCS / name).read_text(encoding="utf-8"))


def follow(name: str, start: Path, run: bool) -> list[str]:
    """Follow a guide from an empty folder; return what evalkit printed. Without `run`, runs and locks are only tried out."""
    folder, printed = start, []
    for step in steps(name):
        if step["write"]:
            file = folder / step["write"]
            assert file.parent.is_dir()
            file.write_text(step["written"], encoding="utf-8")
        elif step["add"]:
            with (folder / step["add"]).open("a", encoding="utf-8") as stream:
                stream.write(step["added"])
        elif step["change"]:
            change(folder / step["change"], step["changed"])
        else:
            for line in step["commands"].splitlines():
                words = shlex.split(line, comments=True)
                if words[0] == "cd":
                    folder = folder / words[1]
                elif words[0] == "evalkit":
                    code = int(found[1]) if (found := re.search(r"# exit code (\d)", line)) else 0
                    printed.append(tried(words[1:], folder, code, run=run))
                else:
                    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return printed


def change(file: Path, diff: str) -> None:
    """Replace the lines that a diff takes away by those that it brings."""
    old, new = ("".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] == sign) for sign in "-+")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def tried(words: list[str], folder: Path, code: int, *, run: bool) -> str:
    if run:
        done = subprocess.run(
            [sys.executable, "-m", "evalkit", *words], cwd=folder, capture_output=True, text=True, check=False
        )
        codes = {code, 3} if words[0] == "run" else {code}
    elif words[0] in ("lock", "report"):  # nothing can be locked without an index, and there is no run
        group = typer.main.get_command(app)
        group.commands[words[0]].make_context(words[0], words[1:])  # type: ignore[attr-defined]
        return ""
    else:
        done = command(folder, *words, *(["--dry-run"] if words[0] == "run" else []))
        codes = {code}
    assert done.returncode in codes, (words, done.stdout, done.stderr)
    return done.stdout + done.stderr


def test_adding_a_tool_goes_as_the_guide_says(tmp_path: Path) -> None:
    printed = follow("add-a-tool.md", tmp_path, run=False)
    shows = (
        "skew/numpy/hello: shows 2 of 4: missed p-values (there is no p-values.json); page (there is no report.html)"
    )
    assert sum(shows in said for said in printed) == 3
    [wrong] = [said for said in printed if "skew/numpy/adapt: wrong" in said]
    guide = (DOCS / "add-a-tool.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```text\n(skew/numpy/adapt: .*)\n```", guide)
    assert f"\n{shown}\n" in wrong
    _forget_kept(wrong)


def _forget_kept(said: str) -> None:
    import shutil

    for folder in {Path(found).parent for found in re.findall(r": kept in (\S+);", said)}:
        shutil.rmtree(folder)


def test_writing_a_task_goes_as_the_guide_says(tmp_path: Path) -> None:
    printed = follow("write-a-task.md", tmp_path, run=False)
    proofs = [said for said in printed if said.startswith("latency\n")]
    assert len(proofs) == 3
    assert "every fault's function runs and changes the inputs (6)" in proofs[-1]
    guide = (DOCS / "write-a-task.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```text\n(latency\n.*?)```", guide, re.DOTALL)
    for line in shown.splitlines():
        assert line.strip() == "…" or f"{line}\n" in proofs[0]


def test_using_ones_own_data_goes_as_the_guide_says(tmp_path: Path) -> None:
    printed = follow("your-own-data.md", tmp_path, run=False)
    assert any("wrote data/data.yaml" in said for said in printed)
    header, *rows = (tmp_path / "try" / "inputs" / "train.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("age,workclass,")
    assert len(rows) == 1000


def test_reading_a_report_goes_as_the_guide_says(tmp_path: Path) -> None:
    assert follow("read-a-report.md", tmp_path, run=False)


@pytest.mark.env  # installs the tools of the guides
@pytest.mark.parametrize("name", GUIDES)
def test_the_guides_work_with_real_environments(name: str, tmp_path: Path) -> None:
    printed = follow(name, tmp_path, run=True)
    assert any("report: " in said for said in printed)
    for said in printed:
        _forget_kept(said)


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_leads_to_a_page_that_comes_along(name: str) -> None:
    from evalkit.workspace.founding import GUIDES as CARRIED

    for target in re.findall(r"\]\((?!https?:)([^)#]*)", (DOCS / name).read_text(encoding="utf-8")):
        assert target in CARRIED, target
        assert (DOCS / target).is_file()
