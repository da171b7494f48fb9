"""Lists of names are the last resort: each stands in YAML, says why it is there, and is asked for."""

from __future__ import annotations

import ast
import re

import pytest

from evalkit.bench.recorder.evalkit_rewriting import OPERATORS
from evalkit.probes.dsls.known_names import FOLDER, known, known_parsers, load_known, pandas_names
from evalkit.probes.usage.field_names import LANGUAGES
from evalkit.probes.usage.known_calls import calls_back, is_column

FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_names_begins_with_its_subject(file: object) -> None:
    assert str(file.read_text(encoding="utf-8")).startswith("# ")  # type: ignore[attr-defined]


@pytest.mark.parametrize("subject", ["steps", "messages", "statements", "frames", "modules", "data", "runs", "engines"])
def test_every_list_says_above_itself_why_it_is_there(subject: str) -> None:
    lines = (FOLDER / f"{subject}.yaml").read_text(encoding="utf-8").splitlines()
    begun = [at for at, line in enumerate(lines) if re.match(r"\w+:", line)]

    assert [lines[at] for at in begun if not lines[at - 1].startswith("# ")] == []
    assert {line.partition(":")[0] for line in map(lines.__getitem__, begun)} == set(load_known(subject))


def test_every_list_is_read() -> None:
    names = known()

    assert "kfp" in names.steps.handles
    assert "CopyFrom" in names.messages.changes_messages_alone
    assert "sql" in names.statements.takes_sql
    assert names.frames.bound_by_shells["spark"].startswith("pyspark.")
    assert names.modules.same["tf_keras"] == "tensorflow.keras"
    assert names.data.methods_that_make_fields["argparse"] == (
        "parse_args",
        "parse_known_args",
        "parse_intermixed_args",
    )
    assert set(known_parsers()) == set(LANGUAGES)


@pytest.mark.parametrize(("package", "name", "column"), [("pandas", "height", True), ("pandas", "groupby", False), ("polars", "height", False), ("pandas", "_metadata", False)])  # fmt: skip
def test_what_no_table_of_pandas_has_is_a_column(package: str, name: str, column: bool) -> None:
    assert is_column(package, name) is column
    assert all(isinstance(each, str) for each in pandas_names())


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("on_click", True),
        ("run_on_end", True),
        ("Callbacks", True),
        ("errorHandler", True),
        ("one", False),
        ("key", False),
    ],
)
def test_what_takes_a_function_that_is_called_later_is_told_by_its_name(name: str, is_told: bool) -> None:
    assert calls_back(name) is is_told


def test_the_recorder_and_the_reader_of_source_know_every_operator_that_a_library_can_define() -> None:
    kinds = {*ast.operator.__subclasses__(), *ast.unaryop.__subclasses__(), *ast.cmpop.__subclasses__()}

    assert set(OPERATORS) == kinds - {ast.Not, ast.Is, ast.IsNot}
    missing = [
        name for name in OPERATORS.values() if not any(hasattr(kind, f"__{name}__") for kind in (int, list, str))
    ]
    assert missing == ["matmul"]
