"""What cannot be meant on a command line: one sentence in evalkit's words, with the remedy, and exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from hypothesis import given
from hypothesis import strategies as st
from typer.core import TyperGroup

from evalkit.commands.app import app
from evalkit.commands.arguments import Command, Group
from evalkit.commands.main import COMMANDS
from tests.conftest import SmallWorkspace, command

LIBRARY = ("Usage:", "Error", "Invalid value", "No such", "Missing", "Got unexpected", "Try ", "range", "─")
"""Words and signs of typer's own messages."""


def said(folder: Path, *arguments: str) -> str:
    """The sentence that a refused command line is answered with."""
    done = command(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done
    [line] = done.stderr.splitlines()
    assert line.startswith("evalkit: ")
    assert not [word for word in LIBRARY if word in line], line
    return line.removeprefix("evalkit: ")


def every_command(group: TyperGroup, *path: str) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, each in group.commands.items():
        yield (*path, name), each
        if isinstance(each, TyperGroup):
            yield from every_command(each, *path, name)


MAIN = typer.main.get_command(app)
assert isinstance(MAIN, TyperGroup)
ALL = dict(every_command(MAIN))
LEAVES = [path for path, each in ALL.items() if not isinstance(each, Group)]


def test_every_command_answers_in_evalkits_words() -> None:
    assert len(LEAVES) > len(COMMANDS)  # those of `evalkit new` too
    assert all(isinstance(each, Command | Group) for each in ALL.values())


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_no_command_takes_an_option_that_it_does_not_have(path: tuple[str, ...], tmp_path: Path) -> None:
    sentence = said(tmp_path, *path, "--nonsense")
    assert sentence.startswith(f"`evalkit {' '.join(path)}` has no option --nonsense; ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--blocks", "0"), "--blocks must be at least 1, not 0"),
        (("--blocks", "1001"), "--blocks must be at most 1,000, not 1001"),
        (("--blocks", "many"), "--blocks must be a whole number, not 'many'"),
        (("--blocks=2.5",), "--blocks must be a whole number, not '2.5'"),
        (("--budget", "soon"), "--budget must be a number, not 'soon'"),
        (("--seed", "-1"), "--seed must be at least 0, not -1"),
        (("--workers", "300"), "--workers must be at most 256, not 300"),
        (("--on", "moon"), "--on must be local or dask, not 'moon'"),
        (
            ("--workers", "2", "--scheduler", "tcp://x:1"),
            "--workers and --scheduler name two clusters; leave one of them out",
        ),
        (("--fresh=yes",), "--fresh takes no value; write --fresh alone"),
        (("--tool",), "--tool lacks its value; write --tool TOOL, such as other, plain"),
        (
            ("--tool", "--fresh"),
            "--tool lacks its value, and --fresh follows; write --tool TOOL, such as other, plain",
        ),
        (("--tool", ""), "an argument behind --tool is empty; write its value, or leave it out"),
        (("--tool=",), "--tool= has nothing behind it; write its value, or leave it out"),
        (("--taks", "x"), "`evalkit run` has no option --taks; did you mean --task?"),
        (("-blocks", "3"), "`evalkit run` has no option -blocks; did you mean --blocks?"),
        (("--output", "x"), "`evalkit run` has no option --output; did you mean --out?"),
        (("–task", "skew"), "–task begins with a long dash; write --task, with hyphens"),
        (
            ("--task", "counting", "skew"),
            "`evalkit run` takes RUBRIC and no more; write --task before each: --task counting --task skew",
        ),
        (
            ("--level", "hello", "adapt", "stretch", "--fresh"),
            (
                "`evalkit run` takes RUBRIC and no more; write --level before each: --level hello --level adapt --level "
                "stretch"
            ),
        ),
        (("default",), "`evalkit run` takes RUBRIC and no more; leave default out, or see `evalkit run --help`"),
        (("fresh",), "`evalkit run` takes RUBRIC and no more; did you mean --fresh?"),
    ],
)
def test_a_wrong_option_of_a_run(arguments: tuple[str, ...], sentence: str, small: SmallWorkspace) -> None:
    assert said(small.root, "run", "rubrics/small.yaml", *arguments) == sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", ""), "an argument is empty; write its value, or leave it out"),
        (("init", ""), "an argument is empty; write its value, or leave it out"),
        (("run",), "RUBRIC is missing, the rubric's YAML file, such as rubrics/small.yaml; write `evalkit run RUBRIC`"),
        (("report",), "RUN is missing, the folder of a run, such as reports/mine; write `evalkit report RUN`"),
        (("compare",), "RUN is missing, the folder of the run before, such as reports/mine; write `evalkit compare RUN`"),
        (("inputs",), "TASK is missing, the task, such as counting; write `evalkit inputs TASK FOLDER`"),
        (("inputs", "counting"), "FOLDER is missing, a new or empty folder; write `evalkit inputs TASK FOLDER`"),
        (("export", "x"), "--to is missing, the tracker to write into, such as mlflow; write `evalkit export RUN --to TO`"),
        (("export", "x", "--to", "wandb"), "--to must be mlflow, not 'wandb'"),
        (("report", "x", "--format", "htm"), "--format must be one of html, md, csv, json, not 'htm'; did you mean html?"),
        (("compare", "x", "--fail-on", "rank", "--fail-on", "y"), "--fail-on must be one of broken, slower, bigger, worse, lost, rank, not 'y'"),
        (("compare", "a", "b", "c"), "`evalkit compare` takes RUN [RUN] and no more; leave c out, or see `evalkit compare --help`"),
        (("schema", "rubrik"), "KIND must be one of adapter, task, rubric, ratings, data, not 'rubrik'; did you mean rubric?"),
        (("list", "tool", "pandas"), "`evalkit list` takes no argument; leave tool pandas out, or see `evalkit list --help`"),
        (("list", "metrics"), "`evalkit list` takes no argument; did you mean --metrics?"),
        (("lock", "--all"), "`evalkit lock` has no option --all, which `evalkit compare` has; leave it out"),
        (("probe",), "NAME is missing, a static probe: code, dsl, docs or ladder; write `evalkit probe NAME PATH`"),
        (("new", "tool"), "NAME is missing, the tool's name in files, such as polars; write `evalkit new tool NAME`"),
        (("run", "--task", "counting", "skew", "rubrics/small.yaml"), "`evalkit run` takes RUBRIC and no more; write --task before each: --task counting --task skew"),
        (("run", "--task", "counting", "rubrics/small.yaml", "x"), "`evalkit run` takes RUBRIC and no more; leave x out, or see `evalkit run --help`"),
        (("new", "tool", "x", "--title", "My", "Tool"), "`evalkit new tool` takes NAME and no more; put several words in quotes: --title 'My Tool'"),
        (("new", "tol", "x"), "there is no command 'tol'; did you mean 'tool'?"),
        (("reprot",), "there is no command 'reprot'; did you mean 'report'?"),
        (("help",), "there is no command 'help'; `evalkit --help` shows it"),
        (("help", "run"), "there is no command 'help'; `evalkit run --help` shows it"),
        (("version",), "there is no command 'version'; `evalkit --version` shows it"),
        (("rubrics/small.yaml",), "there is no command 'rubrics/small.yaml'; did you mean `evalkit run rubrics/small.yaml`?"),
        (("reports/mine",), "there is no command 'reports/mine'; did you mean `evalkit report reports/mine`?"),
        (("--keep", "check"), "--keep is an option of `evalkit check`; write it behind that: `evalkit check … --keep`"),
        (("new", "--level", "hello", "tool"), "--level is an option of `evalkit new tool`; write it behind that: `evalkit new tool … --level`"),
        (("--fresh",), "--fresh is an option of `evalkit run`; write it behind the command"),
        (("selftest", "--out", "x.pdf"), "--out must end in one of .html, .md, .json, not 'x.pdf'"),
    ],
)  # fmt: skip
def test_a_wrong_command_line(arguments: tuple[str, ...], sentence: str, small: SmallWorkspace) -> None:
    small.write("reports/mine/manifest.json", "{}")
    assert said(small.root, *arguments) == sentence


def test_a_name_with_spaces_that_is_not_quoted(small: SmallWorkspace) -> None:
    small.write("my rubrics/of mine.yaml", "extends: small.yaml\n")
    assert said(small.root, "run", "my", "rubrics/of", "mine.yaml") == (
        "`evalkit run` takes RUBRIC and no more; put a name with spaces in quotes: 'my rubrics/of mine.yaml'"
    )


def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    for arguments in ((), ("--",), ("new",), ("new", "--")):
        done = command(tmp_path, *arguments)
        assert done.returncode == 2
        assert "Show this message and exit." in done.stdout + done.stderr, arguments


def test_nothing_of_a_command_line_is_left_for_the_next(small: SmallWorkspace) -> None:
    first = small.command("list").stdout
    assert small.command("list", "--json").stdout != first
    assert said(small.root, "list", "--metrics", "--nonsense")
    assert small.command("list").stdout == first


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=1, max_size=4))
def test_whatever_is_written_is_answered_and_never_with_a_traceback(words: list[str]) -> None:
    for begin in ([], ["list"], ["schema", "rubric"]):
        done = command(
            Path(__file__).parent, *begin, *(word if word[:1] == "-" else f"{word}x" for word in words), "--nonsense"
        )
        assert done.returncode in (0, 2), done
        assert "bug in evalkit" not in done.stderr


@pytest.mark.parametrize("arguments", [("report",), ("compare",), ("history",)])
def test_a_run_that_is_named_as_an_options_value(arguments: tuple[str, ...], small: SmallWorkspace) -> None:
    small.write("reports/mine/manifest.json", "{}")
    option = "--out" if arguments == ("report",) else "--html"
    assert said(small.root, *arguments, option, "reports/mine") == (
        f"RUN is missing, and reports/mine is a run; did you mean `evalkit {arguments[0]} reports/mine`?"
    )


@pytest.mark.parametrize(
    ("arguments", "option", "usual"),
    [
        (("report", "reports/mine"), "--out", "report.html"),
        (("report", "reports/mine", "--format", "csv"), "--out", "report.csv"),
        (("report", "reports/mine", "--badge"), "--out", "badge.svg"),
        (("compare", "reports/mine"), "--html", "changes.html"),
        (("history", "reports/mine"), "--html", "history.html"),
        (("selftest",), "--out", "selftest.html"),
    ],
)
def test_a_folder_where_a_file_is_to_be_written(
    arguments: tuple[str, ...], option: str, usual: str, small: SmallWorkspace
) -> None:
    (small.root / "my folder").mkdir()
    assert said(small.root, *arguments, option, "my folder") == (
        f"{option} needs the name of a file, and my folder is a folder; did you mean 'my folder/{usual}'?"
    )
    assert said(small.root, *arguments, option, f"none/{usual}") == (
        f"{option} names a file in none, and there is no such folder; make it with `mkdir -p none`"
    )
