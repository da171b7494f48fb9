from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evalkit.model import Implementation, Status, SymbolFacts, Usage, Use
from evalkit.model.facts import (
    Complexity,
    ConceptUse,
    Counted,
    FunctionPoints,
    HandedOver,
    Origin,
    Place,
    RequiredArguments,
)
from evalkit.probes import CannotTell, Finding, Question
from evalkit.probes.code import PROBE
from evalkit.source.code_shape import complexity, longest_chain

SCRIPT = '# https://example.org\n"""Doc."""\nimport json\n\n\nx = 1  # why\n# evalkit: hand over\njson.dump(x, open("o", "w"))\n'
NOTHING = Usage(recorded=True, uses=())


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    folder = tmp_path / "tasks" / "skew" / "pandas"
    folder.mkdir(parents=True)
    return folder


def counted(root: Path, *files: Path, usage: Usage = NOTHING, packages: tuple[str, ...] = ()) -> dict[str, Finding]:
    adapter: Any = SimpleNamespace(packages=packages) if packages else None
    one = Implementation("skew", "pandas", "adapt", files[0], files)
    return {finding.metric: finding for finding in PROBE.ask(Question(root, (one,), lambda _: usage, adapter))}


def use(symbol: str, line: int = 1, *keywords: str, keys: tuple[str, ...] = (), kind: Any = "call") -> Use:
    package = "" if symbol.startswith("?") else symbol.partition(".")[0]
    return Use(symbol, kind, package, "tasks/skew/pandas/adapt.py", line, line, keywords, keys)


def values(found: dict[str, Finding]) -> dict[str, float | None]:
    return {name: finding.value for name, finding in found.items()}


def test_every_metric_of_the_probe_is_answered(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text(SCRIPT)
    found = counted(tmp_path, script, packages=("pandas",))
    assert values(found) == {
        "code.concepts": 0,
        "code.own_concepts": 0,
        "code.required_arguments": 0,
        "code.lines": 2,
        "code.tokens": 5,
        "code.files": 1,
        "code.handover_tokens": 13,
        "code.chain_depth": 0,
        "code.cognitive_complexity": 0,
    }
    assert set(found) == set(PROBE.metrics)
    file = "tasks/skew/pandas/adapt.py"
    assert found["code.lines"].facts == (Counted(2, "lines", file=file, lines=(3, 6)),)
    assert found["code.tokens"].facts == (Counted(5, "tokens", file=file, lines=(3, 6)),)
    assert found["code.files"].facts == (Place(file),)
    assert found["code.handover_tokens"].facts == (HandedOver(file, 7, 13),)


def test_padding_with_comments_blank_lines_and_docstrings_changes_nothing(tool: Path, tmp_path: Path) -> None:
    plain, padded = tool / "adapt.py", tool / "padded.py"
    plain.write_text("import json\n\n\ndef f():\n    return json\n")
    padded.write_text(
        '# a\n"""Doc."""\n\nimport json\n\n# b\n\n\ndef f():\n    """Doc."""\n\n    # c\n    return json\n'
    )
    assert values(counted(tmp_path, plain)) == values(counted(tmp_path, padded))


def test_concepts_are_symbols_keywords_of_each_and_keys_once(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x\n" * 9)
    usage = Usage(
        recorded=True,
        uses=(
            use("pandas.read_csv", 2, "sep"),
            use("pandas.read_csv", 3, "sep", "dtype"),
            use("lib.run", 4, "sep", keys=("a", "b")),
            use("pandas.DataFrame.to_json", 5, keys=("a",)),
        ),
    )
    found = counted(tmp_path, script, usage=usage, packages=("pandas",))
    assert (found["code.concepts"].value, found["code.own_concepts"].value) == (8, 4 + 1)
    origin, *concepts = found["code.concepts"].facts
    assert origin == Origin(recorded=True)
    assert [(one.name, one.lines[0], one.times) for one in concepts if isinstance(one, ConceptUse)] == [
        (("pandas.read_csv", "", ""), 2, 2),
        (("pandas.read_csv", "sep", ""), 2, 2),
        (("pandas.read_csv", "dtype", ""), 3, 1),
        (("lib.run", "", ""), 4, 1),
        (("lib.run", "sep", ""), 4, 1),
        (("", "", "a"), 4, 2),
        (("", "", "b"), 4, 1),
        (("pandas.DataFrame.to_json", "", ""), 5, 1),
    ]


def test_a_package_owns_what_stands_below_it_and_not_what_is_only_called_alike(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x\n")
    usage = Usage(recorded=True, uses=(use("google.protobuf.text_format.Parse"), use("google.protobuffer.x")))
    assert counted(tmp_path, script, usage=usage, packages=("google.protobuf",))["code.own_concepts"].value == 1


def test_without_an_adapter_only_the_own_concepts_are_not_measured(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x\n")
    usage = Usage(recorded=False, uses=(use("json.dumps"),), reason="the outputs differ")
    found = counted(tmp_path, script, usage=usage)
    assert [f.metric for f in found.values() if f.status is not Status.OK] == ["code.own_concepts"]
    assert "adapter" in found["code.own_concepts"].reason
    assert found["code.concepts"].facts[0] == Origin(recorded=False, reason="the outputs differ")


def test_usage_that_cannot_be_told_costs_the_concepts_alone(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x\n")

    def broken(_: Implementation) -> Usage:
        raise CannotTell("no luck")

    one = Implementation("skew", "pandas", "adapt", script, (script,))
    found = {finding.metric: finding for finding in PROBE.ask(Question(tmp_path, (one,), broken))}
    assert {name for name, f in found.items() if f.status is Status.PROBE_ERROR} == {
        "code.concepts",
        "code.own_concepts",
        "code.required_arguments",
    }
    assert found["code.concepts"].reason.endswith("no luck")


def test_every_concept_is_a_fact_however_many_they_are(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x\n")
    usage = Usage(recorded=True, uses=tuple(use(f"lib.f{number}") for number in range(1000)))
    found = counted(tmp_path, script, usage=usage, packages=("lib",))
    for metric in ("code.concepts", "code.own_concepts"):
        assert len({one.name for one in found[metric].facts if isinstance(one, ConceptUse)}) == 1000
    assert len(found["code.required_arguments"].facts) == 1 + 1000


def test_required_arguments_are_those_of_each_distinct_callable_or_what_is_written(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("import lib as l\nl.known(1, 2, 3)\nl.known(1)\nx.unknown(1, 2, *y)\nx.unknown(1, 2, 3)\nl.nan\n")
    usage = Usage(
        recorded=True,
        uses=(
            use("lib.known", 2),
            use("lib.known", 3),
            use("?.unknown", 4),
            use("?.unknown", 5),
            use("lib.nan", 6, kind="attribute"),
        ),
        symbols={"lib.known": SymbolFacts(callable_=True, parameters=("a", "b", "c"), required=("a",))},
    )
    found = counted(tmp_path, script, usage=usage)["code.required_arguments"]
    assert found.value == 1 + 2
    file = found.facts[1].file if isinstance(found.facts[1], RequiredArguments) else ""
    assert found.facts[1:] == (
        RequiredArguments("lib.known", 1, file, (2, 2), ("a",)),
        RequiredArguments("?.unknown", 2, file, (4, 4)),
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("a.b(x).c.append(y)", 3),
        ("a.b.c.d = 1", 0),
        ("print(f(x)[0](y))", 0),
        ("a[0].b()[1].c", 2),
        ("a.b(x.y.z.w.v())", 4),
        ("f().a.b.c = 1", 3),
    ],
)
def test_links_are_the_dotted_names_of_a_chain_that_holds_a_call(text: str, links: int) -> None:
    chain = longest_chain(ast.parse(text))
    assert (chain.links if chain else 0) == links


def test_the_longest_chain_is_shown(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("a.b()\nif x:\n    q.r(\n        1\n    ).s()\n# evalkit: hand over\na.b().c().d()\n")
    found = counted(tmp_path, script)["code.chain_depth"]
    assert (found.value, found.facts) == (2, (Place("tasks/skew/pandas/adapt.py", (3, 5), "q.r(1).s()"),))


def test_cognitive_complexity_sums_functions_and_the_module_level() -> None:
    text = (
        "def f(x):\n    for a in x:\n        if a:\n            print(a)\nfor a in []:\n    if a:\n        print(1)\n"
    )
    assert dict(complexity(ast.parse(text))) == {"f": 3, "<module>": 3}


def test_complexity_below_the_hand_over_mark_and_of_dead_code_does_not_count(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("if x: y()\ndef no(a):\n    if a: b()\n# evalkit: hand over\nif x: y()\n")
    found = counted(tmp_path, script)["code.cognitive_complexity"]
    points = FunctionPoints("<module>", 1)
    assert (found.value, found.facts) == (1, (Complexity("tasks/skew/pandas/adapt.py", (points,)),))


def test_other_files_count_as_files_and_by_their_lines_and_tokens(tool: Path, tmp_path: Path) -> None:
    main, config = tool / "adapt" / "main.py", tool / "adapt" / "config.pbtxt"
    main.parent.mkdir()
    main.write_text("x = 1\n")
    config.write_text("# a comment\n\nfeature {\n  name: 'age'\n}\n")
    found = counted(tmp_path, main, config)
    assert found["code.files"].value == 2
    assert found["code.lines"].value == 4
    assert found["code.tokens"].value == 3 + 8


def test_keys_in_a_parsed_text_and_in_a_file_are_concepts_of_the_tools_own_where_they_are_written(
    tool: Path, tmp_path: Path
) -> None:
    main, config = tool / "adapt" / "main.py", tool / "adapt" / "config.pbtxt"
    main.parent.mkdir()
    main.write_text('import yaml\n\nyaml.safe_load("""\nalpha: 1\n"""\n)\n')
    config.write_text("# a comment\nbeta { alpha: 'gamma' }\n")
    script = "tasks/skew/pandas/adapt/main.py"
    usage = Usage(recorded=True, uses=(Use("yaml.safe_load", "call", "yaml", script, 3, 6),))
    found = counted(tmp_path, main, config, usage=usage, packages=("lib",))
    assert (found["code.concepts"].value, found["code.own_concepts"].value) == (3, 2)
    assert found["code.own_concepts"].facts[1:] == (
        ConceptUse(script, (4, 4), key="alpha", times=2),
        ConceptUse("tasks/skew/pandas/adapt/config.pbtxt", (2, 2), key="beta"),
    )


def test_a_file_that_is_not_python_costs_the_observation_and_says_where(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x = 1\ny = = 2\n")
    found = counted(tmp_path, script)
    assert {finding.status for finding in found.values()} == {Status.PROBE_ERROR}
    assert found["code.tokens"].reason.startswith("tasks/skew/pandas/adapt.py:2:5")


def test_an_unsupported_level_has_no_code_and_says_where_it_is_explained(tool: Path, tmp_path: Path) -> None:
    note = tool / "adapt.unsupported.md"
    note.write_text("no\n")
    one = Implementation("skew", "pandas", "adapt", None, (), note)
    found = PROBE.ask(Question(tmp_path, (one,), lambda _: NOTHING))
    assert {finding.status for finding in found} == {Status.UNSUPPORTED}
    assert found[0].facts == (Place("tasks/skew/pandas/adapt.unsupported.md"),)


def test_an_f_string_is_one_token_whatever_the_interpreter(tool: Path, tmp_path: Path) -> None:
    script = tool / "adapt.py"
    script.write_text("x = f'a{b}c{d!r}' + f'{f\"{e}\"}'\n")
    assert counted(tmp_path, script)["code.tokens"].value == 5
