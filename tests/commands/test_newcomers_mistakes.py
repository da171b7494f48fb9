"""What newcomers do wrong: each is answered by one sentence that says what happened and what to do, and by exit code 2.

What a run or a check finds out about a tool costs that tool, not the command: there the exit code is 1.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

import pytest

from evalkit.commands.closing_lines import failures
from evalkit.commands.doctor import browser_examination
from evalkit.commands.main import _message
from evalkit.commands.result import Cell
from evalkit.commands.run import without_browser
from evalkit.model import Implementation
from tests.conftest import CHECKER, COUNT, ONE_WORKER, RUBRIC, SmallWorkspace, command


def refused(folder: Path, *arguments: str) -> str:
    """The one line that a refusal consists of."""
    done = command(folder, *arguments)
    assert done.returncode == 2, (done.stdout, done.stderr)
    said = [line for line in done.stderr.splitlines() if not line.startswith("workspace: ")]
    assert len(said) == 1, said
    return said[0]


def test_wrong_folder(tmp_path: Path, small: SmallWorkspace) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for folder in ("adapters", "tasks", "rubrics"):
        (elsewhere / folder).mkdir()
    assert refused(elsewhere, "check", "other") == "evalkit: there is no adapter 'other'; there are: none yet"


@pytest.mark.parametrize("there", ["adapters", "tasks", "rubrics"])
@pytest.mark.parametrize("arguments", [("list",), ("check",), ("lock",), ("doctor",), ("run", "rubrics/quick.yaml")])
def test_half_a_workspace(small: SmallWorkspace, there: str, arguments: tuple[str, ...]) -> None:
    for folder in {"adapters", "tasks", "rubrics"} - {there}:
        shutil.rmtree(small.root / folder)
    said = refused(small.root / there, *arguments)
    assert said.startswith(f"evalkit: {small.root} holds half a workspace: it has {there}/, and no ")
    assert "`mkdir " in said
    assert said.endswith("or move your files into a whole workspace, which `evalkit init FOLDER` makes")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "other",
            (
                "'other' is not pinned, so nobody knows which version is measured; write other== and the version; "
                "`pip index versions other` lists them"
            ),
        ),
        ("other>=1", "'other>=1' is not pinned"),
        ("other==1.*", "'other==1.*' is not pinned"),
        ("'other[io]'", "'other[io]' is not pinned, so nobody knows which version is measured; write other[io]=="),
    ],
)
def test_unpinned(small: SmallWorkspace, written: str, said: str) -> None:
    adapter = small.root / "adapters/other.yaml"
    adapter.write_text(adapter.read_text().replace("other==1.0", written))
    for arguments in (("check",), ("check", "other"), ("lock", "other")):
        assert refused(small.root, *arguments).startswith(f"adapters/other.yaml:4:12: {said}")


@pytest.mark.slow  # a whole run
def test_all_others_go_on_beside_a_tool_that_is_not_pinned(small: SmallWorkspace) -> None:
    adapter = small.root / "adapters/other.yaml"
    adapter.write_text(adapter.read_text().replace("other==1.0", "other"))
    assert small.command("check", "plain").returncode == 0
    assert small.command("list").returncode == 0
    assert small.command("check", "--task", "counting").returncode in (0, 1)
    why = (
        "adapters/other.yaml:4:12: 'other' is not pinned, so nobody knows which version is measured; write other== and"
    )
    for options in (("--dry-run",), ("--probes", "code", "--level", "hello")):
        done = small.command("run", "rubrics/small.yaml", *options, *ONE_WORKER)
        assert why in done.stderr, options
        assert "; other is left out until then\n" in done.stderr
    done = small.command("run", "rubrics/small.yaml", "--level", "hello", "--blocks", "1", *ONE_WORKER)
    assert done.returncode == 1
    assert "counting/other/hello: unavailable: adapters/other.yaml: 'other' is not pinned" in done.stdout
    assert "counting/plain" not in done.stdout


def test_not_a_requirement(small: SmallWorkspace) -> None:
    adapter = small.root / "adapters/other.yaml"
    adapter.write_text(adapter.read_text().replace("other==1.0", "other 1.0"))
    for arguments in (("check",), ("check", "other"), ("run", "rubrics/small.yaml")):
        assert refused(small.root, *arguments) == (
            "adapters/other.yaml:4:12: 'other 1.0' is not a requirement; write it like 'name==1.2.3'"
        )


def test_what_a_tool_needs_besides_may_be_left_to_the_lock(small: SmallWorkspace) -> None:
    adapter = small.root / "adapters/other.yaml"
    adapter.write_text(adapter.read_text().replace("other==1.0", "other==1.0, dill, pandas<3"))
    assert small.command("check").returncode == 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk(number: int, tmp_path: Path) -> None:
    full = OSError(number, os.strerror(number), "reports/x/journal.jsonl")
    copies = shutil.Error([("a", "own/tasks/x.csv", str(OSError(number, os.strerror(number), "own/tasks/x.csv")))])
    copy = OSError(number, os.strerror(number), "tasks/x.py", None, "own/tasks/x.py")
    for error, place in ((copy, "own/tasks/x.py"), (full, "reports/x/journal.jsonl"), (copies, "own/tasks/x.csv")):
        said = _message(error)
        assert said is not None
        assert said.startswith(f"evalkit: disk full at {place} ({os.strerror(number)}); ")
        assert "make room there" in said


def test_outputs_one_folder_up(small: SmallWorkspace) -> None:
    for where, named in (("../outputs/count.json", "../outputs/count.json"), ("count.json", "count.json")):
        script = COUNT.replace("outputs/count.json", where)
        if where.startswith(".."):
            script = script.replace(
                "# evalkit: hand over", "import os; os.makedirs('../outputs')\n# evalkit: hand over"
            )
        small.write("tasks/counting/other/hello.py", script)
        done = small.command("check", "other")
        assert done.returncode == 1
        assert (
            "counting/other/hello: failed: ended without an error but wrote nothing into outputs/; it wrote "
            f"{named}, where nobody looks: write into the folder outputs/\n"
        ) in done.stdout


def test_typo_in_a_level(small: SmallWorkspace) -> None:
    (small.root / "tasks/counting/other/adapt.py").rename(small.root / "tasks/counting/other/adpat.py")
    assert refused(small.root, "check") == (
        "tasks/counting/other/adpat.py:1:1: 'adpat' is not a level; did you mean 'adapt'?"
    )


def test_checker_that_raises(small: SmallWorkspace) -> None:
    small.write("tasks/counting/checker.py", CHECKER.replace('truth["rows"]', 'truth["row"]'))
    line = CHECKER[: CHECKER.index('truth["rows"]')].count("\n") + 1
    done = small.command("check", "other")
    assert done.returncode == 1
    assert re.search(
        rf": probe-error: the checker of counting broke: tasks/counting/checker.py:{line}: KeyError: 'row'$",
        done.stdout,
        re.MULTILINE,
    )


def test_task_without_readme(small: SmallWorkspace) -> None:
    (small.root / "tasks/counting/README.md").unlink()
    assert refused(small.root, "check") == (
        "tasks/counting/README.md:1:1: is missing: whoever implements the task reads the contract there; write which files "
        "it reads, which it writes, in which form, and what counts"
    )


def test_rubric_elsewhere(small: SmallWorkspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    lost = elsewhere / "mine.yaml"
    lost.write_text("extends: small.yaml\n")
    assert refused(small.root, "run", str(lost)) == (
        f"{lost}:1:1: lies in no workspace; move it into {small.root}/rubrics, the workspace that you are in"
    )
    assert refused(elsewhere, "run", "mine.yaml") == (
        f"{lost}:1:1: lies in no workspace; make one with `evalkit init FOLDER`, and move it into FOLDER/rubrics/"
    )
    small.write("mine.yaml", "extends: rubrics/small.yaml\n")
    found = command(elsewhere, "run", str(small.root / "mine.yaml"), "--dry-run")
    assert found.returncode == 0, found.stderr
    assert found.stderr.startswith(f"workspace: {small.root}\n")


def test_no_chromium() -> None:
    missing = browser_examination(lambda _: None)
    assert (missing.good, missing.needed) == (False, False)
    assert "the report opens in any browser" in missing.remedy
    assert "install the package chromium" in missing.remedy
    assert browser_examination(google_chrome, lambda _: object()).good


def test_no_playwright() -> None:
    missing = browser_examination(google_chrome, lambda _: None)
    assert not missing.good
    assert "pip install 'evalkit-mlops[browser]'" in missing.remedy


def google_chrome(name: str) -> str | None:
    return "/bin/x" if name == "google-chrome" else None


def test_a_run_says_at_its_start_which_tasks_need_a_browser_that_is_missing() -> None:
    work = [
        Implementation("eda", "pandas", "hello", Path("a.py"), pages=("outputs/page.html",)),
        Implementation("dashboard", "mlflow", "hello", Path("b.py"), driver="browser"),
        Implementation("skew", "scipy", "hello", Path("c.py")),
    ]
    [said] = without_browser(work, "Playwright, which drives it, is missing: pip install it")
    assert said.startswith("dashboard, eda need a browser, and Playwright, which drives it, is missing: pip install it")
    assert without_browser(work, "") == without_browser(work[2:], "there is no Chromium here") == []


def test_a_missing_module_suggests_a_companion(small: SmallWorkspace) -> None:
    small.write("tasks/counting/other/hello.py", COUNT.replace("import csv", "import csv, nothing_of_this_name"))
    done = small.command("check", "other")
    assert done.returncode == 1
    assert (
        "counting/other/hello: failed: ModuleNotFoundError: No module named 'nothing_of_this_name'; if scripts of counting "
        "import nothing_of_this_name beside the tool, write `companions: {counting: [nothing_of_this_name==VERSION]}` in "
        "adapters/other.yaml; if the tool itself lacks it, add it to `requires`\n"
    ) in done.stdout


def test_a_tool_that_cannot_be_installed_says_so_once(small: SmallWorkspace) -> None:
    small.add("absent")
    done = small.command("check", "absent")
    assert done.returncode == 1
    assert done.stdout.count("absent cannot be had: nobody publishes it") == 1
    assert "counting/absent/hello, counting/absent/adapt, counting/absent/stretch: unavailable: absent" in done.stdout


def test_many_cells_that_failed_for_one_reason_are_counted() -> None:
    cells = [Cell(f"t{number}/x/hello", "unavailable", "nobody has it") for number in range(7)]
    assert list(failures([*cells, Cell("t/x/hello", "ok", "")])) == [
        "t0/x/hello, t1/x/hello, t2/x/hello, t3/x/hello, 3 more: unavailable: nobody has it"
    ]


def test_a_kept_sandbox_says_where_it_is(
    small: SmallWorkspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("kept")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    small.write("tasks/counting/other/hello.py", COUNT.replace("str(count)", "str(count + 1)"))
    done = small.command("check", "other", "--keep")
    line = r"^counting/other/(\w+): kept in (\S+); to run it there again: "
    kept = {level: Path(folder) for level, folder in re.findall(line, done.stderr, re.MULTILINE)}
    assert set(kept) == {"hello", "adapt", "stretch"}
    assert (kept["hello"] / "outputs/count.json").read_text() == "11"
    assert (kept["hello"] / "inputs/rows.csv").is_file()
    assert (kept["hello"] / "hello.py").is_file()
    assert (kept["hello"] / "log.txt").read_text() == ""
    assert list(temporary.iterdir()) == [kept["hello"].parent]
    shutil.rmtree(kept["hello"].parent)
    assert "--keep needs a TOOL" in small.command("check", "--keep").stderr
    assert small.command("check", "nobody", "--keep").returncode == 2
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("adapters/other.yaml", "is an adapter, and no rubric"),
        ("tasks/counting/task.yaml", "is a file of a task, and no rubric"),
        ("tasks/counting/README.md", "is no YAML file, and so no rubric"),
    ],
)
def test_another_file_in_place_of_a_rubric(named: str, said: str, small: SmallWorkspace) -> None:
    assert refused(small.root, "run", named).startswith(f"{named}:1:1: {said}; name a rubric, such as rubrics/")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("adapters/other.yaml", "name the tool: `evalkit check other`"),
        ("other.yaml", "name the tool: `evalkit check other`"),
        ("counting", "it is a task: `evalkit check --task counting` proves it"),
        ("rubrics/small.yaml", "`evalkit check` without a name reads all rubrics"),
        ("OTHER", "did you mean 'other'?"),
    ],
)
def test_something_else_in_place_of_a_tool(named: str, said: str, small: SmallWorkspace) -> None:
    assert refused(small.root, "check", named) == f"evalkit: there is no adapter {named!r}; {said}"


@pytest.mark.parametrize(
    ("named", "option"),
    [
        ("counting", "--task counting"),
        ("tasks/counting", "--task counting"),
        ("other", "--tool other"),
        ("adapters/other", "--tool other"),
    ],
)
def test_a_task_or_a_tool_in_place_of_a_rubric(named: str, option: str, small: SmallWorkspace) -> None:
    kind = option.split(maxsplit=1)[0].removeprefix("--")
    assert refused(small.root, "run", named).endswith(
        f"; {option.split()[1]} is a {kind}: name a rubric too, as in `evalkit run RUBRIC {option}`"
    )


@pytest.mark.parametrize("arguments", [("report", "reports/default"), ("compare", "a"), ("history", "a")])
def test_a_run_where_there_is_none_yet(arguments: tuple[str, ...], small: SmallWorkspace) -> None:
    said = refused(small.root, *arguments)
    assert said.endswith("; there is no run in reports/ here: `evalkit run RUBRIC` makes one")
    assert refused(small.root, arguments[0]).startswith("evalkit: RUN is missing, the folder")
    assert ", which `evalkit run RUBRIC` makes in reports/: there is none here yet; " in refused(
        small.root, arguments[0]
    )


@pytest.mark.parametrize("between", [",", ", ", " ", ";"])
def test_several_names_in_one(between: str, small: SmallWorkspace) -> None:
    for arguments, kind, names in (
        (("run", "rubrics/small.yaml", "--tool"), "--tool ", ("other", "plain")),
        (("run", "rubrics/small.yaml", "--level"), "--level ", ("hello", "adapt")),
        (("check",), "", ("other", "plain")),
    ):
        named = between.join(names)
        said = refused(small.root, *arguments, named)
        assert said.startswith(f"evalkit: {named!r} is no ")
        assert said.endswith(f", but several; write {' '.join(kind + name for name in names)}")


def test_several_probes_without_a_comma(small: SmallWorkspace) -> None:
    assert refused(small.root, "run", "rubrics/small.yaml", "--probes", "code dsl") == (
        "evalkit: 'code dsl' is no probe, but several; write --probes code,dsl"
    )


def test_extends_misspelt_makes_nothing_else_missing(small: SmallWorkspace) -> None:
    small.write("rubrics/ours.yaml", "extend: small.yaml\n")
    assert refused(small.root, "run", "rubrics/ours.yaml") == (
        "rubrics/ours.yaml:1:1: unknown key 'extend'; did you mean 'extends'?"
    )


@pytest.mark.parametrize("section", ["criteria", "tasks", "profiles"])
def test_a_section_misspelt_makes_no_name_in_it_unknown(section: str, small: SmallWorkspace) -> None:
    profile = "profiles:\n  ours: {title: Ours, weights: {friction: 2}, tasks: {counting: 2}}\n"
    text = (RUBRIC + profile).replace(f"{section}:", f"{section[:-1]}e{section[-1]}:", 1)
    small.write("rubrics/small.yaml", text)
    assert refused(small.root, "run", "rubrics/small.yaml").endswith(
        f"unknown key '{section[:-1]}e{section[-1]}'; did you mean '{section}'?"
    )


def test_a_comma_in_a_number(small: SmallWorkspace) -> None:
    small.write("rubrics/small.yaml", RUBRIC.replace("good: 0.2, bad", 'good: "0,2", bad'))
    assert refused(small.root, "check").endswith(
        "'good' must be a number, not the string '0,2'; write 0.2, with a point"
    )


def test_a_file_whose_ending_an_editor_has_hidden(small: SmallWorkspace) -> None:
    small.write("rubrics/more.yaml.txt", RUBRIC)
    assert refused(small.root, "check") == "rubrics/more.yaml.txt:1:1: is not read; name it more.yaml"


@pytest.mark.parametrize("there", ["checker.py", "inputs.py", "tasks.yaml"])
def test_a_task_without_its_yaml(there: str, small: SmallWorkspace) -> None:
    small.write(f"tasks/more/{there}", "")
    assert refused(small.root, "check") == (
        f"tasks/more/task.yaml:1:1: is missing: {there} lies there as in a task; write title, scales, baseline and levels "
        "into it"
    )


def test_faults_without_their_functions(small: SmallWorkspace) -> None:
    task = small.root / "tasks/counting/task.yaml"
    task.write_text(task.read_text() + "faults:\n  no-rows: {must: caught}\n  shuffled: {must: tolerated}\n")
    assert refused(small.root, "check") == (
        "tasks/counting/faults.py:1:1: is missing: task.yaml has `faults`; write `def no_rows(folder, truth)`, and one for "
        "each other fault, in it"
    )


def test_a_tool_without_an_adapter(small: SmallWorkspace) -> None:
    small.write("tasks/counting/polars/hello.py", COUNT)
    assert refused(small.root, "check") == (
        "tasks/counting/polars:1:1: the folder is not named after an adapter; write other or plain, or begin its adapter "
        "with `evalkit new tool polars`"
    )
