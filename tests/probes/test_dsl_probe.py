from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.documents import BadInput
from evalkit.model import Implementation, Status
from evalkit.model.facts import Counted, DslKind, DslOrigin, DslSite
from evalkit.model.usage import Crossing, Decorated, Usage
from evalkit.probes.dsl import PROBE
from evalkit.probes.dsls import Measured, built_in, find_sites, load_kinds, measure
from evalkit.probes.dsls.accuracy import read_labels
from evalkit.probes.dsls.texts import is_formula, is_row_expression, is_sql
from evalkit.probes.finding import Finding
from evalkit.probes.probe import Question
from evalkit.source.reading import NotPython

CORPUS = Path(__file__).parent / "dsl_corpus"
HELD_OUT = Path(__file__).parent / "dsl_held_out"
BLIND = Path(__file__).parent / "dsl_blind"
ENOUGH = 0.95


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(CORPUS)


def test_the_corpus_is_large_and_varied_enough(measured: Measured) -> None:
    assert measured.labelled >= 400
    assert measured.counter_examples >= 200
    assert measured.kinds is not None
    assert sum(one.labelled > 0 for one in measured.kinds.values()) >= 12
    symbolic = {
        site.dsl
        for file, _, _ in read_labels(CORPUS)
        for site in find_sites(file)
        if site.kind == "symbolic-expression"
    }
    assert len(symbolic) >= 6


def test_recall_and_precision_reach_what_the_docs_promise(measured: Measured) -> None:
    assert measured.recall >= ENOUGH, measured.missed
    assert measured.precision >= ENOUGH, measured.wrong


def test_programs_that_the_detector_was_not_improved_on_are_read_as_well() -> None:
    found = measure(HELD_OUT)
    assert found.labelled >= 75
    assert found.recall >= ENOUGH, found.missed
    assert found.precision >= ENOUGH, found.wrong


def test_what_was_mended_for_unfamiliar_libraries_stays_mended() -> None:
    found = measure(BLIND)
    assert found.labelled >= 100
    assert found.recall >= ENOUGH, found.missed
    assert found.precision >= ENOUGH, found.wrong


def places(text: str) -> list[tuple[str, int]]:
    return sorted((site.kind, site.first) for site in find_sites(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("import yaml as y\ny.safe_load('a: 1')", "parsed-string"),
        ("from polars import col as c\nf.filter(c('x') > 3)", "symbolic-expression"),
        ("def f(p, X):\n    return p | 'x' >> X", "operator-pipeline"),
        ("self.next(self.end)", "step-chaining"),
        ("m.CopyFrom(other)", "protobuf"),
        ("import sqlglot\nsqlglot.parse(q).args.get('x')", "parsed-string"),
        ("import polars as pl\npl.read_csv('a').filter(pl.col('a') > 1)", "symbolic-expression"),
        ("import pandas as pd\ndf = pd.read_csv('a')\ndf[(df.a > 1) | df.b]", None),
        ("m.eval()\nrequests.get('x', params={'query': 'a > 3'})", None),
        ("@app.task\ndef f(): ...\nfrom celery import Celery\napp = Celery()", None),
        ("x = 'select a file from the list'", None),
        ("x: int | None = 1 << 3", None),
    ],
)
def test_each_kind_alone(text: str, kind: str | None) -> None:
    assert [site.kind for site in find_sites(text)] == ([kind] if kind else [])


def test_what_stands_below_the_hand_over_mark_is_left_out() -> None:
    above = "import polars as pl\nx = pl.col('a') > 1\n"
    assert places(above + "# evalkit: hand over\ny = pl.col('b') > 2\n") == places(above)


def test_a_site_says_where_and_why() -> None:
    (site,) = find_sites("import duckdb\n\nr = duckdb.sql('''select *\nfrom t''')\n", name="adapt.py")
    assert (site.file, site.first, site.last, site.name) == ("adapt.py", 3, 4, "duckdb.sql")
    assert site.text.startswith("duckdb.sql(")


def test_placeholders_are_followed_through_functions_of_the_file() -> None:
    text = "import tensorflow_transform as tft\ndef h(x):\n    return x + 1\ndef preprocessing_fn(i):\n    return {'a': h(i['a'])}\n"
    assert places(text) == [("symbolic-expression", 3), ("symbolic-expression", 5)]


@pytest.mark.parametrize(
    "text",
    ["select a, b from t", "SELECT 1 + x FROM t", "insert into t values (1)", "WITH a AS (SELECT 1) SELECT * FROM a"],
)
def test_sql_is_told(text: str) -> None:
    assert is_sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "Select the best model from your runs",
        "update the table set",
        "select from",
        "with care",
        "drop table talk",
        "SELECT",
    ],
)
def test_english_is_no_sql(text: str) -> None:
    assert not is_sql(text)


def test_row_expressions_and_formulas() -> None:
    assert is_row_expression("`a b` > @limit and c in [1, 2]")
    assert not is_row_expression("status=active")
    assert not is_row_expression("hello")
    assert is_formula("y ~ x + C(z)")
    assert not is_formula("~/data")


@given(st.text(max_size=60))
def test_no_text_breaks_the_recognisers(text: str) -> None:
    is_sql(f"select {text}")
    is_row_expression(text)
    is_formula(text)


@given(st.integers(0, 5), st.integers(0, 5))
def test_padding_changes_no_number_of_sites(blank: int, comments: int) -> None:
    text = "import polars as pl\n" + "\n" * blank + "# note\n" * comments + "f(pl.col('a') > 1)\n"
    assert len(find_sites(text)) == 1


def test_a_source_that_is_not_python_is_told() -> None:
    with pytest.raises(NotPython):
        find_sites("x = (")


def test_people_add_kinds(tmp_path: Path) -> None:
    file = tmp_path / "dsls.yaml"
    file.write_text(
        "kinds:\n  - {id: rules, dsl: Acme rules, calls: ['acme.Engine().rule'], decorators: ['acme.on*'], files: ['*.acme']}\n"
    )
    kinds = load_kinds(file)
    text = "import acme as a\ne = a.Engine()\ne.rule('x')\n@a.on_row\ndef f(): ...\n"
    assert [(s.kind, s.first, s.dsl) for s in find_sites(text, kinds)] == [
        ("rules", 3, "Acme rules"),
        ("rules", 4, "Acme rules"),
    ]
    (tmp_path / "x.acme").write_text("when a then b\n")
    assert [s.kind for s in find_sites(tmp_path / "x.acme", kinds)] == ["rules"]


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("kinds:\n  - {id: x, dsl: X, cals: [a]}\n", ":2:21", "calls"),
        ("kinds:\n  - {id: x, dsl: X}\n", ":2:5", "calls, decorators or files"),
        ("kinds:\n  - {id: x, dsl: X, files: a}\n", ":2:28", "list"),
        ("kinds: [\n", ":2:1", "close the bracket"),
    ],
)
def test_mistakes_in_kinds_have_a_place(tmp_path: Path, text: str, place: str, word: str) -> None:
    file = tmp_path / "dsls.yaml"
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        load_kinds(file)
    assert f"dsls.yaml{place}" in str(caught.value)
    assert word in str(caught.value)


def test_the_built_in_kinds_stand_in_the_same_format() -> None:
    assert {"parsed-string", "framework-decorator", "command-file", "file-yaml"} <= {kind.id for kind in built_in()}


def test_labels_that_are_wrong_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1\n")
    (tmp_path / "x.py.labels.yaml").write_text("sites:\n  protobuf: three\n")
    with pytest.raises(BadInput, match=re.escape("x.py.labels.yaml:2:3")):
        measure(tmp_path)


def test_a_folder_without_labels_has_no_accuracy(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"labels\.yaml"):
        measure(tmp_path)


def test_missed_and_wrong_sites_are_named_and_counted(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("import polars as pl\nf(pl.col('a') > 1)\ng(pl.col('b') > 1)\n")
    (tmp_path / "x.py.labels.yaml").write_text("sites:\n  symbolic-expression: [2, 9]\ncounter: [1]\n")
    found = measure(tmp_path)
    assert (found.recall, found.precision, found.counter_examples) == (0.5, 0.5, 1)
    assert found.missed == ("x.py:9 symbolic-expression",)
    assert found.wrong == ("x.py:3 symbolic-expression",)


def asked(root: Path, files: Mapping[str, str], usage: Usage | None = None) -> dict[str, Finding]:
    paths = []
    for name, text in files.items():
        path = root / name
        path.write_text(text)
        paths.append(path)
    one = Implementation("skew", "tfdv", "adapt", paths[0], tuple(paths))
    answers = PROBE.ask(Question(root, (one,), lambda _: usage or Usage(recorded=False, uses=())))
    return {finding.metric: finding for finding in answers}


def test_the_probe_counts_kinds_sites_and_tokens(tmp_path: Path) -> None:
    files = {"main.py": "import polars as pl\nx = pl.col('a') > 1\n", "schema.pbtxt": "a: 1\nb: 2\n"}
    found = asked(tmp_path, files)
    assert found["dsl.kinds"].value == 2
    assert found["dsl.sites"].value == 2
    assert found["dsl.token_share"].value == pytest.approx((8 + 6) / (14 + 6))
    origin, symbolic, schema = found["dsl.sites"].facts
    assert origin == DslOrigin(recorded=False)
    assert isinstance(symbolic, DslSite)
    assert (symbolic.kind, symbolic.file, symbolic.lines) == ("symbolic-expression", "main.py", (2, 2))
    assert (symbolic.tokens, symbolic.excerpt, symbolic.seen_in_run) == (8, "pl.col('a') > 1", False)
    assert isinstance(schema, DslSite)
    assert (schema.file, schema.tokens) == ("schema.pbtxt", 6)
    first, second = found["dsl.kinds"].facts
    assert isinstance(first, DslKind)
    assert isinstance(second, DslKind)
    assert (first.sites, second.sites) == (1, 1)
    assert found["dsl.token_share"].facts == (
        Counted(8, "tokens", of=14, file="main.py"),
        Counted(6, "tokens", of=6, file="schema.pbtxt"),
    )


def test_every_site_is_a_fact_however_many_they_are(tmp_path: Path) -> None:
    found = asked(tmp_path, {"main.py": "import polars as pl\n" + "x = pl.col('a') > 1\n" * 300})["dsl.sites"]
    assert found.value == 300
    assert len(found.facts) == 1 + 300


def test_plain_python_has_none(tmp_path: Path) -> None:
    found = asked(tmp_path, {"main.py": "print(1 | 2)\n"})
    assert {metric: finding.value for metric, finding in found.items()} == dict.fromkeys(found, 0)


def test_a_recorded_placeholder_adds_what_reading_missed(tmp_path: Path) -> None:
    text = "import odd\nx = odd.thing(3)\ny = len('a')\n"
    out = Crossing("odd.thing", "out", "odd.Handle", "main.py", 2, placeholder=True)
    usage = Usage(recorded=True, uses=(), crossings=(out, out))
    assert asked(tmp_path, {"main.py": text})["dsl.sites"].value == 0
    found = asked(tmp_path, {"main.py": text}, usage)
    assert found["dsl.sites"].value == 1
    _, site = found["dsl.sites"].facts
    assert isinstance(site, DslSite)
    assert (site.name, site.lines, site.seen_in_run) == ("odd.thing", (2, 2), True)


def test_a_decorator_that_made_something_else_is_a_framework_s_whatever_it_is_called(tmp_path: Path) -> None:
    text = "import odd\nimport functools\n@odd.step(retries=2)\ndef f(): ...\n@functools.cache\ndef g(): ...\n"
    made = (Decorated("odd.step", "main.py", 3, kept=False), Decorated("functools.cache", "main.py", 5, kept=False))
    found = asked(tmp_path, {"main.py": text}, Usage(recorded=True, uses=(), decorated=made))
    _, site = found["dsl.sites"].facts
    assert isinstance(site, DslSite)
    assert (site.kind, site.language, site.name, site.lines) == ("framework-decorator", "odd", "odd.step", (3, 3))
    assert site.seen_in_run


def test_a_decorator_that_handed_the_function_back_is_none_whatever_it_is_called(tmp_path: Path) -> None:
    text = "import prefect\n@prefect.task\ndef f(): ...\n@prefect.flow\ndef g(): ...\n"
    made = (Decorated("prefect.task", "main.py", 2, kept=True), Decorated("prefect.flow", "main.py", 4, kept=False))
    assert asked(tmp_path, {"main.py": text})["dsl.sites"].value == 2
    found = asked(tmp_path, {"main.py": text}, Usage(recorded=True, uses=(), decorated=made))
    _, site = found["dsl.sites"].facts
    assert isinstance(site, DslSite)
    assert (site.language, site.lines, site.seen_in_run) == ("Prefect", (4, 4), True)


def test_what_was_not_run_is_known_by_name_or_by_its_text(tmp_path: Path) -> None:
    text = "import prefect\nsql = 'SELECT a FROM t'\n@prefect.task\ndef f(): ...\n"
    _, statement, decorator = asked(tmp_path, {"main.py": text})["dsl.sites"].facts
    assert isinstance(statement, DslSite)
    assert isinstance(decorator, DslSite)
    assert (statement.by_text, statement.seen_in_run) == (True, False)
    assert (decorator.by_text, decorator.seen_in_run) == (False, False)


def test_a_wrong_dsls_yaml_costs_coverage_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "dsls.yaml").write_text("kinds:\n  - {id: x, dsl: X}\n")
    found = asked(tmp_path, {"main.py": "x = 1\n"})
    assert all(one.status is Status.PROBE_ERROR and "dsls.yaml:2:5" in one.reason for one in found.values())


def test_what_is_not_python_is_a_probe_error_with_its_place(tmp_path: Path) -> None:
    found = asked(tmp_path, {"main.py": "x = (\n"})
    assert all(one.status is Status.PROBE_ERROR and "main.py:1:" in one.reason for one in found.values())


def test_a_level_that_the_tool_cannot_do_is_unsupported(tmp_path: Path) -> None:
    why = tmp_path / "adapt.unsupported.md"
    why.write_text("no\n")
    one = Implementation("skew", "tfdv", "adapt", None, unsupported=why)
    answers = PROBE.ask(Question(tmp_path, (one,), lambda _: Usage(recorded=False, uses=())))
    assert {a.status for a in answers} == {Status.UNSUPPORTED}


def test_a_text_in_another_language_weighs_alike_in_a_string_and_in_a_file(tmp_path: Path) -> None:
    files = {"main.py": "import yaml\nx = yaml.safe_load('a: [1, 2]')\n"}
    found = asked(tmp_path, files)["dsl.token_share"]
    call, string, rest = 5, 7, 4  # yaml . safe_load ( ) — a : [ 1 , 2 ] — import yaml x =
    assert found.value == pytest.approx((call + string) / (call + string + rest))


def test_an_ordinary_string_is_one_token_however_long(tmp_path: Path) -> None:
    files = {"main.py": "import yaml\nx = yaml.safe_load('a: 1')\ny = 'some words, and more of them'\n"}
    [counted] = asked(tmp_path, files)["dsl.token_share"].facts
    assert isinstance(counted, Counted)
    assert counted.of == 15
