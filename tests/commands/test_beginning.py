"""`evalkit init`, `new` and `inputs`: the first hour of somebody with an empty folder, and where each command looks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evalkit.commands.new import _pinned
from evalkit.environments import Lock, Unavailable
from evalkit.environments.provisioner import Progress
from evalkit.environments.standing_environments import StandingEnvironments
from evalkit.model import Adapter
from evalkit.workspace import NewTool, starter
from tests.conftest import SmallWorkspace, command


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that `evalkit init` made; nobody changes it."""
    folder = tmp_path_factory.mktemp("founded")
    done = command(folder, "init", "own", "--task", "skew", "--tool", "scipy")
    assert done.returncode == 0, done.stderr
    return folder / "own"


@pytest.fixture
def own(founded: Path, tmp_path: Path) -> Path:
    """A copy of it, to go on with."""
    return shutil.copytree(founded, tmp_path / "own")


def test_init_says_what_it_made_and_the_next_three_commands(tmp_path: Path) -> None:
    done = command(tmp_path, "init", "my own", "--task", "skew", "--tool", "scipy")
    assert done.returncode == 0
    first, then, *commands = done.stdout.splitlines()
    assert first == "made my own: 1 task (skew), 2 tools (pandas, scipy) and 2 rubrics"
    assert then == "next:"
    assert [line.partition("#")[0].split() for line in commands] == [
        ["cd", "'my", "own'"],
        ["evalkit", "run", "rubrics/quick.yaml"],
        ["evalkit", "new", "tool", "mytool", "--task", "skew"],
    ]
    assert "are in order" in command(tmp_path / "my own", "check").stdout


def test_init_takes_all_or_a_choice_and_never_overwrites(own: Path) -> None:
    both = command(own.parent, "init", "other", "--full", "--task", "skew")
    assert both.returncode == 2
    assert "leave it out, or --task and --tool" in both.stderr
    again = command(own.parent, "init", "own")
    assert (again.returncode, again.stderr.startswith("evalkit: ")) == (2, True)
    assert "is a workspace already, and nothing is overwritten; name a new folder" in again.stderr


def test_a_new_tool_is_pinned_to_the_newest_version_and_says_what_is_left(own: Path) -> None:
    done = command(own, "new", "tool", "numpy")
    assert done.returncode == 0, done.stderr
    assert "requires: [numpy==1.0]" in (own / "adapters/numpy.yaml").read_text()
    assert "wrote tasks/skew/numpy/hello.py\nleft to do:\n" in done.stdout
    assert command(own, "check").returncode == 0
    checked = command(own, "check", "numpy")
    assert checked.returncode == 1
    assert "tasks/skew/numpy/hello.py is not written yet" in checked.stdout


def test_a_version_that_nobody_knows_is_left_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    class Offline(StandingEnvironments):
        def lock(self, adapter: Adapter, task: str | None = None, progress: Progress | None = None) -> Lock:
            raise Unavailable("the package index does not answer")

    assert _pinned(NewTool("numpy", "numpy", "3.11"), Offline, tmp_path) == "numpy"
    assert capsys.readouterr().err == (
        "the newest version of numpy is not known: the package index does not answer; pin it in adapters/numpy.yaml, as in "
        "numpy==1.2.3; `pip index versions numpy` lists the versions\n"
    )
    assert _pinned(NewTool("numpy", "numpy[x]==2.0", "3.11"), Offline, tmp_path) == "numpy[x]==2.0"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("My Tool",), "'My Tool' is not a name; write lower-case letters"),
        (("x", "--python", "3.11.2"), "'3.11.2' is no minor version of Python; write one such as 3.11"),
        (("x", "--homepage", "example.org"), "'example.org' is no web address; write one that begins with https://"),
        (("x", "--requires", "x 1"), "'x 1' is not a requirement; write it like 'name==1.2.3'"),
        (("x", "--task", "skw"), "there is no task 'skw'; there are: skew"),
        (("scipy", "--task", "skew"), "tasks/skew/scipy/ has level hello already, and nothing is overwritten"),
    ],
)
def test_what_cannot_be_a_tool_is_said(own: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(own.rglob("*"))
    done = command(own, "new", "tool", *arguments)
    assert (done.returncode, done.stderr.startswith(f"evalkit: {said}")) == (2, True), done.stderr
    assert sorted(own.rglob("*")) == before


def test_a_new_task_is_proved_as_it_is(own: Path) -> None:
    begun = command(own, "new", "task", "latency")
    assert begun.returncode == 0, begun.stderr
    done = command(own, "check", "--task", "latency")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    for what in (
        "make writes the same inputs twice (1,000 rows)",
        "stretch: the checker refuses an empty outputs folder",
        "every fault's function runs and changes the inputs (5)",
        "hello: the baseline python passes",
        "hello: the checker refuses outputs cut off in the middle",
        "hello: the checker refuses the right answer to other inputs",
        "adapt: the checker judges outputs under every fault",
        "adapt: after the edit another answer is right, and the baseline gives it",
        "adapt: on changed data another answer is right, and the baseline gives it",
    ):
        assert f"  ✓ {what}\n" in done.stdout
    assert command(own, "new", "rubric", "first", "--task", "latency").returncode == 0
    assert command(own, "check").returncode == 0


def test_inputs_are_written_for_a_script_of_ones_own(small: SmallWorkspace) -> None:
    done = small.command("inputs", "counting", "try", "--truth")
    assert done.returncode == 0, done.stderr
    assert (small.root / "try/inputs/rows.csv").read_text().count("\n") == 11
    assert json.loads((small.root / "try/truth.json").read_text()) == {"rows": 10}
    assert not list((small.root / "try/outputs").iterdir())
    again = small.command("inputs", "counting", "try")
    assert (again.returncode, again.stderr) == (
        2,
        "evalkit: try is not empty, and nothing is overwritten; name a new folder\n",
    )
    assert "did you mean 'counting'?" in small.command("inputs", "countin", "other").stderr
    assert small.command("inputs", "counting", "more", "--rows", "30").returncode == 0
    assert (small.root / "more/inputs/rows.csv").read_text().count("\n") == 31
    assert not (small.root / "more/truth.json").exists()


def test_fewer_rows_than_a_task_is_made_for_are_refused_at_once(small: SmallWorkspace) -> None:
    few = small.command("inputs", "counting", "try", "--rows", "9")
    assert few.returncode == 2
    assert few.stderr == (
        "evalkit: counting is made for 10 rows or more (`scales` in tasks/counting/task.yaml), and what it plants needs them; "
        "write --rows 10 or more\n"
    )
    assert not (small.root / "try").exists()


# --- which workspace


@pytest.mark.parametrize(
    "arguments",
    [("list",), ("check",), ("run", "rubrics/small.yaml", "--dry-run"), ("probe", "dsl", "plain/adapt.py")],
)
def test_a_command_says_its_workspace_where_that_is_not_the_current_folder(
    small: SmallWorkspace, arguments: tuple[str, ...]
) -> None:
    if arguments[0] != "probe":
        assert "workspace:" not in small.command(*arguments).stderr
    inside = command(small.root / "tasks/counting", *arguments)
    assert inside.returncode == 0, inside.stderr
    assert inside.stderr.startswith(f"workspace: {small.root}\n")


def test_outside_of_any_workspace_the_starter_is_used_and_named(tmp_path: Path) -> None:
    done = command(tmp_path, "list")
    assert done.returncode == 0
    assert done.stderr == (
        f"workspace: {starter()}, which comes with evalkit, because there is none here; "
        "`evalkit init FOLDER` makes one of your own\n"
    )


def test_what_writes_into_a_workspace_wants_one_of_ones_own(tmp_path: Path) -> None:
    for arguments in (("lock",), ("new", "task", "x"), ("new", "tool", "x"), ("new", "rubric", "x")):
        done = command(tmp_path, *arguments)
        assert done.returncode == 2
        assert done.stderr == (
            f"evalkit: {tmp_path} lies in no workspace, and this command writes into one: make one with "
            "`evalkit init FOLDER`, go there, and run it again\n"
        )


def test_the_reports_of_a_workspace_lie_beside_its_rubrics_wherever_one_stands(
    small: SmallWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def out(folder: Path, rubric: str) -> object:
        return json.loads(command(folder, "run", rubric, "--dry-run", "--json").stdout)["out"]

    assert out(small.root, "rubrics/small.yaml") == str(small.root / "reports/small")
    assert out(small.root / "tasks/counting", "../../rubrics/small.yaml") == str(small.root / "reports/small")
    assert out(small.root / "rubrics", "small.yaml") == str(small.root / "reports/small")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert out(elsewhere, str(small.root / "rubrics/small.yaml")) == str(elsewhere / "reports/small")


def test_a_rubric_is_found_from_any_folder_of_its_workspace(small: SmallWorkspace) -> None:
    done = command(small.root / "tasks", "run", "rubrics/small.yaml", "--dry-run")
    assert done.returncode == 0, done.stderr
