"""Every mistake in an adapter or a task is told with file:line:column and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import BadInput, load

Told = Callable[[Mapping[str, str | None]], list[str]]
Build = Callable[[Mapping[str, str | None]], Path]

ADAPTER = {
    "name": "name: pandas",
    "homepage": "homepage: https://example.org/pandas",
    "python": 'python: "3.11"',
    "requires": "requires: [pandas==1.0]",
    "packages": "packages: [pandas]",
}
TASK = {
    "title": "title: Catch bad rows",
    "scales": "scales: [1000, 30000]",
    "baseline": "baseline: pandas",
    "levels": 'levels: {hello: {asks: "Report."}, adapt: {asks: "Tolerate."}}',
}


def _file(lines: Mapping[str, str], changes: Mapping[str, str]) -> str:
    return "".join(f"{line}\n" for line in {**lines, **changes}.values() if line)


def adapter(**changes: str) -> dict[str, str | None]:
    return {"adapters/pandas.yaml": _file(ADAPTER, changes)}


def task(**changes: str) -> dict[str, str | None]:
    return {"tasks/rows/task.yaml": _file(TASK, changes)}


IN_ADAPTERS = {
    "unknown key": (
        adapter(python='pyhton: "3.11"'),
        "adapters/pandas.yaml:3:1: unknown key 'pyhton'; did you mean 'python'?",
    ),
    "key that resembles none": (
        adapter(more="zzz: 1"),
        (
            "adapters/pandas.yaml:6:1: unknown key 'zzz'; write one of the 14 there are, such as family, homepage, index, name, notes, "
            "packages, prepare, programs, python, requires, telemetry_off, why_not_newest"
        ),
    ),
    "duplicate key": (
        adapter(more="name: other"),
        "adapters/pandas.yaml:6:1: the key 'name' is here twice, first in line 1; remove one",
    ),
    "version in other digits": (
        adapter(python='python: "3.\N{ARABIC-INDIC DIGIT ONE}"'),
        "adapters/pandas.yaml:3:9: 'python' must be a minor version of Python in quotes, such as \"3.11\"",
    ),
    "variable with its value": (
        adapter(more="environ: {OMP_NUM_THREADS=1: ''}"),
        (
            "adapters/pandas.yaml:6:10: 'OMP_NUM_THREADS=1' cannot be the name of a variable, because of its '='; write "
            "`NAME: value`"
        ),
    ),
    "version without quotes": (
        adapter(python="python: 3.10"),
        "adapters/pandas.yaml:3:9: 'python' must be a string in quotes, \"3.10\"; 3.10 alone is read as the number 3.1",
    ),
    "boolean for a string": (
        adapter(more="environ: {CACHE: off}"),
        "adapters/pandas.yaml:6:18: 'CACHE' must be a string in quotes, \"off\"; off alone is read as the boolean false",
    ),
    "patch version": (
        adapter(python='python: "3.10.2"'),
        "adapters/pandas.yaml:3:9: 'python' must be a minor version of Python in quotes, such as \"3.11\"",
    ),
    "no web address": (
        adapter(homepage="homepage: example.org"),
        "adapters/pandas.yaml:2:11: 'homepage' must be a web address that begins with https://",
    ),
    "missing key": (
        adapter(requires=""),
        "adapters/pandas.yaml:1:1: 'requires' is missing: every adapter needs it, such as `requires: [pandas==3.1.1]`",
    ),
    "key without value": (adapter(name="name:"), "adapters/pandas.yaml:1:6: 'name' is empty; write a string"),
    "string for a list": (
        adapter(requires="requires: pandas==1.0"),
        "adapters/pandas.yaml:4:11: 'requires' must be a list; write [pandas==1.0]",
    ),
    "empty list": (
        adapter(requires="requires: []"),
        "adapters/pandas.yaml:4:11: 'requires' is empty; write at least one entry",
    ),
    "item of a list": (
        adapter(requires="requires: [a==1, [b]]"),
        "adapters/pandas.yaml:4:18: item 2 of 'requires' must be a string, not a list",
    ),
    "distribution for an import name": (
        adapter(packages="packages: [scikit-learn]"),
        "adapters/pandas.yaml:5:11: 'scikit-learn' is not an import name; write the name that follows 'import'",
    ),
    "command that is no list": (
        adapter(more="prepare: [git init]"),
        "adapters/pandas.yaml:6:11: item 1 of 'prepare' must be a list; write [git init]",
    ),
    "companions of an unknown task": (
        adapter(more="companions: {row: [numpy]}"),
        "adapters/pandas.yaml:6:14: unknown task 'row'; did you mean 'rows'?",
    ),
    "note without a source": (
        adapter(more="notes: [{says: It is slow., severity: minor}]"),
        (
            "adapters/pandas.yaml:6:9: 'source' is missing: every note needs it, such as `source: https://github.com/...`"
        ),
    ),
    "note whose source is no web address": (
        adapter(more="notes: [{says: It is slow., severity: minor, source: javascript:alert(1)}]"),
        "adapters/pandas.yaml:6:54: 'source' must be a web address that begins with https://",
    ),
    "note whose source is more than an address": (
        adapter(more="notes: [{says: x, severity: minor, source: 'https://example.org/> *now*'}]"),
        "adapters/pandas.yaml:6:44: 'source' must be a web address, without spaces, '<' and '>'",
    ),
    "severity of a note that does not exist": (
        adapter(more='notes: [{says: It is slow., severity: mild, source: "https://example.org"}]'),
        "adapters/pandas.yaml:6:39: 'severity' must be one of 'info', 'minor', 'major', not 'mild'",
    ),
    "note about nothing that exists": (
        adapter(more='notes: [{says: x, severity: info, about: row/hello, source: "https://example.org"}]'),
        (
            "adapters/pandas.yaml:6:42: a note is about a task, 'task/level' or a metric, not 'row/hello'; did you mean "
            "'rows'?"
        ),
    ),
    "note about a level that does not exist": (
        adapter(more='notes: [{says: x, severity: info, about: rows/helo, source: "https://example.org"}]'),
        "adapters/pandas.yaml:6:42: unknown level 'helo' of rows; did you mean 'hello'?",
    ),
    "note that is a book": (
        adapter(more=f'notes: [{{says: {"x" * 501}, severity: info, source: "https://example.org"}}]'),
        "adapters/pandas.yaml:6:16: 'says' must have at most 500 characters, not 501",
    ),
    "more notes than anybody reads": (
        adapter(more=f"notes: [{', '.join(['{says: x, severity: info, source: https://example.org}'] * 21)}]"),
        "adapters/pandas.yaml:6:8: 'notes' must have at most 20 entries",
    ),
    "name written in the file": (
        adapter(more="tool: pandas"),
        "adapters/pandas.yaml:6:1: the key 'tool' is not written here: the name in the path says it; remove this line",
    ),
    "file name that is no name": (
        {"adapters/Big Tool.yaml": _file(ADAPTER, {})},
        (
            "adapters/Big Tool.yaml:1:1: 'Big Tool' is not a name; write lower-case letters, digits, '-', '_', '.' or '+', "
            "such as 'big-tool'; rename it"
        ),
    ),
    "file ending": ({"adapters/scipy.yml": ""}, "adapters/scipy.yml:1:1: is not read; name it scipy.yaml"),
}

IN_TASKS = {
    "new value that is no number": (
        task(levels='levels: {hello: {asks: "Report."}, adapt: {asks: "Tolerate.", edit: .nan}}'),
        "tasks/rows/task.yaml:4:69: 'edit' must be a finite number, not .nan",
    ),
    "unknown baseline": (
        task(baseline="baseline: pandsa"),
        "tasks/rows/task.yaml:3:11: unknown adapter 'pandsa'; did you mean 'pandas'?",
    ),
    "baseline without implementation": (
        {**task(baseline="baseline: scipy"), "adapters/scipy.yaml": _file(ADAPTER, {})},
        "tasks/rows/task.yaml:3:11: the baseline 'scipy' has no implementation here; write tasks/rows/scipy/hello.py",
    ),
    "scales that fall": (
        task(scales="scales: [1000, 300]"),
        "tasks/rows/task.yaml:2:9: 'scales' must ascend; each scale must be larger than the one before it",
    ),
    "scale that is no whole number": (
        task(scales="scales: [1000, 30000.5]"),
        "tasks/rows/task.yaml:2:16: item 2 of 'scales' must be a whole number, not the number 30000.5",
    ),
    "unknown level": (
        task(levels="levels: {hallo: {asks: x}}"),
        "tasks/rows/task.yaml:4:10: unknown key 'hallo'; did you mean 'hello'?",
    ),
    "edit of no usable type": (
        task(levels="levels: {hello: {asks: x}, adapt: {asks: x, edit: [1]}}"),
        "tasks/rows/task.yaml:4:51: 'edit' must be a number or a string, not a list",
    ),
    "boolean edit": (
        task(levels="levels: {hello: {asks: x}, adapt: {asks: x, edit: yes}}"),
        "tasks/rows/task.yaml:4:51: 'edit' must be a number or a string, not the boolean true",
    ),
    "facts that are a list": (
        task(levels="levels: {hello: {asks: x}, adapt: {asks: x, shows: [rows]}}"),
        "tasks/rows/task.yaml:4:52: 'shows' must be a mapping, not a list",
    ),
    "fact without words": (
        task(levels='levels: {hello: {asks: x}, adapt: {asks: x, shows: {rows: ""}}}'),
        "tasks/rows/task.yaml:4:59: 'rows' is empty; write a text",
    ),
    "fact that is no text": (
        task(levels="levels: {hello: {asks: x}, adapt: {asks: x, shows: {rows: 3}}}"),
        "tasks/rows/task.yaml:4:59: 'rows' must be a string in quotes, \"3\"; 3 alone is read as the number 3",
    ),
    "fact whose name is no name": (
        task(levels="levels: {hello: {asks: x}, adapt: {asks: x, shows: {Row numbers: x}}}"),
        (
            "tasks/rows/task.yaml:4:53: 'Row numbers' is not a name; write lower-case letters, digits, '-', '_', '.' or "
            "'+', such as 'row-numbers'"
        ),
    ),
    "more facts than anybody reads": (
        task(
            levels=f"levels: {{hello: {{asks: x}}, adapt: {{asks: x, shows: {{{', '.join(f'f{n}: x' for n in range(31))}}}}}}}"
        ),
        "tasks/rows/task.yaml:4:52: 'shows' must have at most 30 entries",
    ),
    "fact of no level": (
        task(more="shows: {rows: x}"),
        (
            "tasks/rows/task.yaml:5:1: unknown key 'shows'; write one of baseline, driver, faults, given, levels, not_applicable, "
            "roles, scales, stages, title"
        ),
    ),
    "not applicable metric": (
        task(more="not_applicable: [code.line]"),
        "tasks/rows/task.yaml:5:18: unknown metric 'code.line'; did you mean 'code.lines'?",
    ),
    "word that is no choice": (
        {
            **task(more="faults: {shuffled: {must: be caught}}"),
            "tasks/rows/faults.py": "def shuffled(folder, truth): ...",
        },
        "tasks/rows/task.yaml:5:27: 'must' must be 'caught' or 'tolerated', not 'be caught'; did you mean 'caught'?",
    ),
    "fault without a function": (
        {**task(more="faults: {no-rows: {must: caught}}"), "tasks/rows/faults.py": "def rows(folder, truth): ..."},
        (
            "tasks/rows/task.yaml:5:10: the fault 'no-rows' has no function; write `def no_rows(folder, truth)` in faults.py"
        ),
    ),
    "faults without their file": (
        task(more="faults: {no-rows: {must: caught}}"),
        "tasks/rows/faults.py:1:1: is missing: task.yaml has `faults`; write `def no_rows(folder, truth)` in it",
    ),
    "missing checker": (
        {"tasks/rows/checker.py": None},
        (
            "tasks/rows/checker.py:1:1: is missing: every task needs it; write `check(outputs, truth, level, fault=None)` "
            "in it"
        ),
    ),
    "missing inputs": (
        {"tasks/rows/inputs.py": None},
        "tasks/rows/inputs.py:1:1: is missing: every task needs it; write `make(rows, seed, folder)` in it",
    ),
    "ending of task.yaml": (
        {"tasks/skew/task.yml": ""},
        "tasks/skew/task.yml:1:1: is not read; name it task.yaml",
    ),
    "folder of no adapter": (
        {"tasks/rows/panda/hello.py": ""},
        "tasks/rows/panda:1:1: the folder is not named after an adapter; did you mean 'pandas'?",
    ),
    "script of no level": (
        {"tasks/rows/pandas/helo.py": ""},
        "tasks/rows/pandas/helo.py:1:1: 'helo' is not a level; did you mean 'hello'?",
    ),
    "shared module without its underscore": (
        {"tasks/rows/pandas/shared.py": ""},
        (
            "tasks/rows/pandas/shared.py:1:1: 'shared' is not a level; write adapt or hello, or _shared.py for a module "
            "that the levels share"
        ),
    ),
    "reason for no level": (
        {"tasks/rows/pandas/stretsh.unsupported.md": ""},
        "tasks/rows/pandas/stretsh.unsupported.md:1:1: 'stretsh' is not a level; write adapt or hello",
    ),
    "level that the task does not have": (
        {"tasks/rows/pandas/stretch.py": ""},
        "tasks/rows/pandas/stretch.py:1:1: task.yaml has no level 'stretch'; add it there, or remove this",
    ),
    "file of no implementation": (
        {"tasks/rows/pandas/schema.pbtxt": ""},
        (
            "tasks/rows/pandas/schema.pbtxt:1:1: belongs to no implementation; put it into a folder named after its level, "
            "beside main.py"
        ),
    ),
    "two forms of one level": (
        {"tasks/rows/pandas/hello.unsupported.md": ""},
        "tasks/rows/pandas/hello.unsupported.md:1:1: hello is written twice, here and as hello.py; remove one",
    ),
    "folder and file of one level": (
        {"tasks/rows/pandas/hello/main.py": ""},
        "tasks/rows/pandas/hello.py:1:1: hello is written twice, here and as hello; remove one",
    ),
    "folder without main.py": (
        {"tasks/rows/pandera/adapt/rules.py": ""},
        "tasks/rows/pandera/adapt/main.py:1:1: is missing; a level that is a folder starts with main.py",
    ),
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [pytest.param(*case, id=name) for table in (IN_ADAPTERS, IN_TASKS) for name, case in table.items()],
)
def test_one_mistake_is_told_once_with_its_place_and_remedy(
    told: Told, changes: Mapping[str, str | None], expected: str
) -> None:
    assert told(changes) == [expected]


def test_the_small_workspace_itself_has_no_mistake(build: Build) -> None:
    root = build({})
    workspace, rubric_read = load(root, root / "rubrics/small.yaml")
    assert set(workspace.adapters) == {"pandas", "pandera"}
    assert rubric_read.rubric == "small"


def test_all_mistakes_of_all_files_come_at_once_in_the_order_of_file_and_line(told: Told) -> None:
    changes = {
        **adapter(python='pyhton: "3.11"', packages="packages: []"),
        **task(baseline="baseline: pandsa"),
        "rubrics/small.yaml": "title: S\ntasks: {rows: -1, row: 1}\ncriteria: {}\n",
    }
    assert [line.split(": ")[0] for line in told(changes)] == [
        "adapters/pandas.yaml:3:1",
        "adapters/pandas.yaml:5:11",
        "rubrics/small.yaml:2:15",
        "rubrics/small.yaml:2:19",
        "rubrics/small.yaml:3:11",
        "tasks/rows/task.yaml:3:11",
    ]


def test_an_adapter_with_a_mistake_is_not_called_unknown_elsewhere(told: Told) -> None:
    assert [line.split(":")[0] for line in told(adapter(python="python: 3.10"))] == ["adapters/pandas.yaml"]


def test_missing_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load(tmp_path, tmp_path / "rubrics/small.yaml")
    assert [str(problem) for problem in caught.value.problems] == [
        "adapters:1:1: the folder is missing",
        "rubrics/small.yaml:1:1: is missing",
        "tasks:1:1: the folder is missing",
    ]


def test_the_error_itself_reads_as_its_problems(build: Build) -> None:
    root = build(adapter(python='pyhton: "3.11"'))
    with pytest.raises(BadInput, match=r"^adapters/pandas.yaml:3:1: unknown key 'pyhton'; did you mean 'python'\?$"):
        load(root, root / "rubrics/small.yaml")
