from __future__ import annotations

import ast
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Implementation, Usage, Use
from evalkit.probes.usage.concepts import Concept, concepts_of
from evalkit.probes.usage.inference import Infer, Inferred, infer
from evalkit.probes.usage.static_usage import static_usage


def nothing_inferred(*_: object) -> Inferred:
    return Inferred()


def no_one(*_: object) -> Inferred:
    raise AssertionError("nobody is asked")


def read(text: str, *others: tuple[str, str], inferring: Infer = nothing_inferred, python: Path | None = None) -> Usage:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, content in (("main.py", text), *others):
            files.append(Path(folder, name))
            files[-1].write_text(content, encoding="utf-8")
        one = Implementation("skew", "tool", "adapt", files[0], tuple(files))
        return static_usage(one, Path(folder), python, "not run", inferring=inferring)


def symbols(text: str, *others: tuple[str, str]) -> set[str]:
    return {use.symbol for use in read(text, *others).uses}


def only(text: str, kind: str) -> list[Use]:
    return [use for use in read(text).uses if use.kind == kind]


def concepts(text: str) -> set[Concept]:
    return set(concepts_of(read(text)))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))


def test_calls_are_known_by_what_their_names_were_imported_as() -> None:
    text = (
        "import pandas as pd\nfrom pathlib import Path as P\nimport os.path\npd.read_csv(P('x'))\nos.path.join('a')\n"
    )
    assert symbols(text) == {"pandas.read_csv", "pathlib.Path", "os.path.join"}


def test_attributes_of_what_a_library_gave_are_its_own_though_unresolved() -> None:
    (use,) = only("import pandas as pd\nframe = pd.read_csv('x')\nprint(frame.columns)\n", "attribute")
    assert (use.symbol, use.package, use.line) == ("?.columns", "pandas", 3)


def test_a_constant_of_a_module_is_an_attribute_and_a_module_none() -> None:
    text = "import numpy as np\nimport features\nuse = np.nan\nprint(use)\nnp.run(features)\n"
    assert {(use.kind, use.symbol) for use in read(text).uses} == {("attribute", "numpy.nan"), ("call", "numpy.run")}


def test_decorators_and_bases_are_uses_with_their_keywords() -> None:
    text = "from lib import Flow, step, task\n@task(retries=3)\ndef f(): ...\nclass A(Flow):\n    @step\n    def g(self):\n        self.next(self.g)\n"
    found = {(use.kind, use.symbol, use.keywords) for use in read(text).uses}
    assert found == {
        ("decorator", "lib.task", ("retries",)),
        ("base", "lib.Flow", ()),
        ("decorator", "lib.step", ()),
        ("call", "?.next", ()),
    }


def test_operators_count_where_an_operand_is_a_librarys() -> None:
    text = "import pandas as pd\na = pd.Series([1])\nprint(~(a > 1), 1 + 2, [1] * 3, 'a' + str(a), -1, 3 < a, 4 - a, 1 in a)\na += 1\n"
    assert {use.symbol for use in only(text, "operator")} == {
        "?.__gt__",
        "?.__invert__",
        "?.__rsub__",
        "?.__contains__",
        "?.__add__",
    }


def test_what_an_operator_makes_is_the_librarys_too() -> None:
    text = "import beam\nwith beam.Pipeline() as p:\n    x = p | 'a' >> beam.Map(f)\n    y = x | beam.Sum()\n    y.count()\n"
    assert [use.symbol for use in read(text, inferring=infer).uses] == [
        "beam.Pipeline",
        "?.__or__",
        "?.__rrshift__",
        "beam.Map",
        "?.__or__",
        "beam.Sum",
        "?.count",
    ]


def test_python_itself_is_no_library() -> None:
    text = """
import lib
found, by_name = [], {}
for word in ("a", "b"):
    found.append(word.upper())
    by_name.setdefault(word, []).append(f"{word}".split(","))
for name, values in by_name.items():
    print(name.strip(), sorted(values, key=len), [v.title() for v in "abc"], len(values).bit_length())
try:
    lib.run()
except ValueError as error:
    print(error.args)
"""
    assert symbols(text) == {"lib.run"}


def test_a_method_of_an_unknown_object_counts_unless_pythons_own_types_have_it_too() -> None:
    assert symbols("def f(x, y):\n    return x.append(1), y.fit(2)\nprint(f(unheard_of, y))\n") == {"?.fit"}


def test_a_parameter_is_what_the_function_is_called_with() -> None:
    given = "import lib\ndef f(x, *, y=None):\n    return x.go(), y.run()\n"
    assert symbols(f"{given}f(lib.start(), y=lib.stop())\n") == {"lib.start", "lib.stop", "?.go", "?.run"}
    assert symbols(f"{given}f(3, y=[1])\n") == {"lib"}
    assert symbols("import lib\ndef f(x: lib.Frame):\n    return x.go()\nf(read())\n") == {"lib.Frame", "?.go"}
    assert symbols("def f(x: str):\n    return x.go()\nf(read())\n") == set()


@pytest.mark.parametrize(
    "text",
    [
        "def on_row(row):\n    return row.total.amount()\nlib.each(on_row)\n",
        "def on_row(row):\n    return row.total.amount()\nlib.each(call=on_row)\n",
        "lib.each(lambda row: row.total.amount())\n",
        "class A:\n    def seen(self, row):\n        return row.amount()\n    def go(self):\n        lib.each(self.seen)\nA().go()\n",
    ],
)
def test_what_a_library_hands_to_a_callback_is_data(text: str) -> None:
    assert symbols(f"import lib\n{text}") == {"lib.each"}


@pytest.mark.parametrize(
    "text",
    [
        "'x %s' % lib.f()",
        "'x' + lib.f()",
        "f'{1}' + lib.f() + 'y'",
        "'a {}'.format(1) + lib.f()",
        "'-' * lib.f()",
        "lib.f() + 1",
        "lib.f() > 3",
        "-lib.f()",
    ],
)
def test_operators_on_texts_and_on_what_may_be_a_number_are_nobodys(text: str) -> None:
    assert symbols(f"import lib\nx = {text}\nprint(x)\n") == {"lib.f"}


@pytest.mark.parametrize("text", ["lib.Frame() > 3", "lib.Frame()['a'] > 3", "1 + lib.Frame()", "-pd.read_csv('x')"])
def test_operators_on_objects_of_a_library_count(text: str) -> None:
    found = symbols(f"import lib, pandas as pd\nx = {text}\nprint(x)\n")
    assert sum(symbol.startswith("?.__") for symbol in found) == 1


def test_operators_of_pythons_own_library_count_nowhere() -> None:
    joined = symbols("from pathlib import Path\nx = Path('a') / 'b'\nprint(x)\n")
    assert joined == symbols("from pathlib import Path\nx = Path('a', 'b')\nprint(x)\n") == {"pathlib.Path"}


@pytest.mark.parametrize(
    "text",
    [
        "args = argparse.ArgumentParser().parse_args()\nprint(args.rows, args.path.stem)\n",
        "parser = argparse.ArgumentParser()\nprint(parser.parse_args().rows)\n",
        "args, rest = argparse.ArgumentParser().parse_known_args()\nprint(args.rows, rest)\n",
    ],
)
def test_the_fields_of_a_namespace_are_the_scripts_own(text: str) -> None:
    found = symbols(f"import argparse\n{text}")
    assert {symbol for symbol in found if not symbol.startswith("argparse") and "parse_" not in symbol} == set()


def test_the_fields_of_named_tuples_and_of_own_objects_are_the_scripts_own() -> None:
    text = (
        "from collections import namedtuple\nfrom types import SimpleNamespace\n"
        "Row = namedtuple('Row', 'a b')\nrow = Row(1, 2)\nmore = SimpleNamespace(size=1)\nprint(row.a, more.size)\n"
    )
    assert symbols(text) == {"collections.namedtuple", "types.SimpleNamespace"}


def test_columns_that_are_read_as_attributes_are_data() -> None:
    text = "import pandas as pd\nrows = pd.read_csv('x')\nprint(rows.height.max(), rows.columns)\n"
    assert symbols(text) == {"pandas.read_csv", "?.max", "?.columns"}
    again = text.replace("print", "rows = rows.dropna()\nprint")
    assert symbols(again) == {"pandas.read_csv", "?.max", "?.columns", "?.dropna"}


def test_attributes_of_ones_own_objects_are_what_they_were_set_to() -> None:
    text = (
        "import lib\nclass A:\n    limit = 3\n    def __init__(self):\n        self.client = lib.Client()\n        self.n = 1\n"
        "    def go(self):\n        self.n.bit_length(), self.limit.real\n        return self.client.run()\nA().go()\n"
    )
    assert symbols(text) == {"lib.Client", "?.run"}


def test_what_the_implementation_defines_is_its_own_also_in_its_other_modules() -> None:
    text = "import _shared\nfrom _shared import load\nfrom .other import more\nclass Row:\n    size = 1\n    def grow(self):\n        return self.size\nload(), _shared.load(), more(), Row().grow()\n"
    helper = (
        "_shared.py",
        "import json\ndef load():\n    return json.loads('1')\ndef public():\n    return json.dumps(1)\ndef _unused():\n    return json.JSONDecoder(1)\n",
    )
    assert symbols(text, helper) == {"json.loads", "json.dumps"}


def test_an_import_that_is_never_named_is_a_use_of_it() -> None:
    text = "from __future__ import annotations\nimport registers_itself\nimport json\nfrom lib import plugin\n# evalkit: hand over\njson.dumps(1)\n"
    assert {(use.kind, use.symbol) for use in read(text).uses} == {
        ("import", "registers_itself"),
        ("import", "lib.plugin"),
    }


def test_keywords_are_those_of_calls_of_libraries_only() -> None:
    text = "import lib\ndef own(*, mine): ...\nlib.f(1, a=2, b=3, **{'c': 4})\nown(mine=1)\nprint(1, end='')\nsorted([], key=len)\n"
    assert [(use.symbol, use.keywords) for use in read(text).uses] == [("lib.f", ("a", "b", "c"))]
    assert read(text).uses[0].config_keys == ()


def test_config_keys_stand_in_arguments_at_any_depth_or_are_bound_to_names_that_do() -> None:
    text = """
import lib
inner = {"deep": 1}
config = {"model": {"alpha": 1, "list": [{"beta": 2}]}, "more": inner}
called = dict(gamma=dict(delta=1))
not_handed = {"no": 1}
print(not_handed)
lib.run(config, lib.other(x={"other": 1}), called, dict(direct=1))
"""
    keys = {use.symbol: set(use.config_keys) for use in read(text).uses}
    found = {"model", "alpha", "list", "beta", "more", "deep", "gamma", "delta", "direct"}
    assert keys == {"lib.run": found, "lib.other": {"other"}}


def test_what_stands_below_the_hand_over_mark_is_left_out() -> None:
    assert symbols("import json\nimport lib\nlib.f()\n# evalkit: hand over\njson.dumps(lib.result)\n") == {"lib.f"}


def test_a_star_import_gives_what_nothing_else_binds() -> None:
    assert symbols("from lib import *\nx = frobnicate(len([]))\nprint(x)\n") == {"lib.frobnicate"}


def test_uses_say_where_they_stand_and_why_they_were_not_recorded() -> None:
    usage = read("import lib\n\nlib.f(\n    1,\n)\n")
    assert (usage.recorded, usage.reason, usage.modules) == (False, "not run", ("lib",))
    assert [(use.file, use.line, use.package) for use in usage.uses] == [("main.py", 3, "lib")]


def test_the_standard_library_is_known_without_an_interpreter() -> None:
    usage = read("from pathlib import Path\nhere = Path('x')\nprint(here.read_text().strip())\n", inferring=no_one)
    assert usage.reason == "not run"
    assert {use.symbol for use in usage.uses} == {"pathlib.Path", "pathlib.Path.read_text"}
    assert usage.symbols["pathlib.Path.read_text"].callable_


def test_inference_that_takes_too_long_is_ended_and_said() -> None:
    text = "import packaging.version\npackaging.version.Version('1')\n"
    usage = read(text, inferring=partial(infer, seconds=0.0), python=Path(sys.executable))
    assert [use.symbol for use in usage.uses] == ["packaging.version.Version"]
    assert "processor time" in usage.reason


def test_answers_are_kept_until_the_file_changes(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    asked: list[object] = []

    def ask(request: dict[str, object]) -> str:
        asked.append(request)
        return '{"complaint": ""}\n'

    for text, times in (("x = 1\n", 1), ("x = 1\n", 1), ("y = 1\n", 2)):
        infer(script, text, None, [(1, 0)], [], ask=ask)
        assert len(asked) == times


SCRIPT = """\
import json
import pandas as pd
from pathlib import Path

limit = 0.5
settings = {"index": {"dtype": "x"}}
frame = pd.read_csv("a.csv", dtype_backend="b")
rows = []


def share(values, *, least):
    return values.isna().mean() > least


for name, column in frame.items():
    if share(column, least=limit):
        rows.append({"name": name})
    total = column.sum() + 1
    Path("x").write_text(json.dumps([rows, settings, str(total)], indent=2))
"""
LOCALS = ("limit", "settings", "frame", "rows", "share", "values", "least", "name", "column", "total")
PADDING = (
    "# a comment",
    "",
    "if False:\n    json.load(pd.DataFrame(index=[1]))",
    "def _never_called(x):\n    return json.loads(x).whatever",
    "_unread = [pd.NA, {'a': 1}]",
    "while 0:\n    pd.concat([])",
    "def _dead():\n    return 1\n    pd.merge()",
    "'just a string'",
)


KNOWN = frozenset(concepts(SCRIPT))


class Renaming(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg in LOCALS:
            node.arg = self.names.get(node.arg, node.arg)
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.alias:
        bound = node.asname or node.name
        if bound in self.names:
            node.asname = self.names[bound]
        return node


def renamed(text: str, names: dict[str, str]) -> str:
    return ast.unparse(Renaming(names).visit(ast.parse(text)))


@given(st.permutations([f"n{number}" for number in range(len(LOCALS))]))
@settings(max_examples=25, deadline=None)
def test_renaming_every_local_leaves_the_concepts_unchanged(names: list[str]) -> None:
    changed = renamed(SCRIPT, dict(zip(LOCALS, names, strict=True)))
    assert concepts(changed) == KNOWN
    assert len(KNOWN) == 12


@given(st.sampled_from(["a", "b_", "P"]), st.sampled_from(["x", "json2"]), st.sampled_from(["q", "Folder"]))
@settings(max_examples=18, deadline=None)
def test_renaming_import_aliases_leaves_the_concepts_unchanged(one: str, two: str, three: str) -> None:
    assert concepts(renamed(SCRIPT, {"pd": one, "json": two, "Path": three})) == KNOWN


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(PADDING)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_padding_with_comments_blank_lines_and_dead_code_leaves_the_concepts_unchanged(
    padding: list[tuple[int, str]],
) -> None:
    tree = ast.parse(SCRIPT)
    chunks = [ast.unparse(statement) for statement in tree.body]
    for place, text in padding:
        chunks.insert(min(place, len(chunks)), text)
    assert concepts("\n".join(chunks)) == KNOWN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import lib\nx = lib.name().lower().startswith('a')\n", {"lib.name"}),
        ("import pandas as pd\nx = pd.read_csv('x')['a'].str.lower()\n", {"pandas.read_csv", "?.str", "?.lower"}),
        ("from sqlalchemy import func\nx = func.trim('a').startswith('b')\n", {"sqlalchemy.func.trim", "?.startswith"}),
        ("import lib\nx = lib.Text('a').lower()\n", {"lib.Text", "?.lower"}),
    ],
)
def test_a_method_that_only_texts_have_is_python_s_own_unless_a_column_or_an_object_has_it(
    text: str, told: set[str]
) -> None:
    assert symbols(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "x = (lib.f() == 3).sum()",
        "x = lib.f() + 1\nx.mean()",
        "x = lib.rows()\nx = x[x > 3]",
        "x = lib.f() @ y",
        "x = ~(lib.f() > 3)",
        "import pandas as pd\ndf = pd.read_csv('x').dropna()\nx = df['a'] / 2",
        "import datetime\nimport pandas as pd\nx = pd.read_csv('x').day.max() - datetime.timedelta(1)",
        "import datetime\nx = lib.Day() - datetime.timedelta(1)",
        "y = lib.f().best_\ny.cumsum()\nx = y * 100",
    ],
)
def test_an_operator_is_a_librarys_where_what_it_gives_is_no_number(text: str) -> None:
    assert any(use.kind == "operator" for use in read(f"import lib\n{text}\nprint(x)\n").uses)


@pytest.mark.parametrize(
    "text",
    [
        "import pandas as pd\nfor i, row in pd.read_csv('x').iterrows():\n    x = row['a'] / 2",
        "x = lib.get().json()['total'] / 60",
        "x = [1, 2][lib.f() > 3]",
        "import typing\nx: typing.Optional[lib.A | lib.B] = 3\ndef f(y: lib.Box[lib.A | lib.B]): ...\nf(3)",
        "import typing\nx = typing.Union[typing.Type[lib.A | lib.B], 3]",
        "import datetime as dt\nday = lib.f() - dt.timedelta(1)\nx = day.isoformat(), day < lib.g()",
        "import pathlib\nx = (lib.f() / pathlib.Path('x')).name",
        "day = lib.f()\nx = day.isoformat(), day - lib.g()",
        "kind = lib.f()\nx = kind.sail(), kind == lib.g()",
        "y = lib.f()\ny.cumsum()\ny = len(y)\nx = y * 100",
    ],
)
def test_an_operator_on_what_may_be_a_number_is_nobodys(text: str) -> None:
    assert not [use for use in read(f"import lib\n{text}\nprint(x)\n").uses if use.kind == "operator"]


def test_the_types_of_options_are_those_of_their_fields() -> None:
    text = "import argparse\nfrom pathlib import Path\np = argparse.ArgumentParser()\np.add_argument('-o', '--out-dir', type=Path)\nargs = p.parse_args()\nargs.out_dir.mkdir()\nprint(args.other.mkdir())\n"
    assert {symbol for symbol in symbols(text) if "mkdir" in symbol} == {"pathlib.Path.mkdir"}


def test_what_a_decorator_makes_of_a_function_is_its_librarys() -> None:
    assert symbols("import lib\n@lib.task\ndef f(x): ...\nf.map([1])\n") == {"lib.task", "?.map"}


def test_a_dictionary_is_followed_through_others_and_through_calls() -> None:
    text = "import lib\nmade = {'a': (1, {'x': 1}), 'b': (2, {'y': 2})}\ndef run(given):\n    lib.search(given)\nfor name, (n, grid) in made.items():\n    run(grid)\n"
    [use] = [use for use in read(text).uses if use.symbol == "lib.search"]
    assert set(use.config_keys) == {"x", "y"}


def test_an_object_that_is_called_counts_where_it_is_given_keywords() -> None:
    text = "import lib\nencode = lib.Encoder('x')\nencode('a', longest=3)\nencode('b')\nclass A:\n    def __init__(self):\n        self.f = lib.Layer()\n    def go(self):\n        return self.f(1)\nA().go()\n"
    assert [(use.symbol, use.keywords) for use in read(text).uses] == [
        ("lib.Encoder", ()),
        ("?.__call__", ("longest",)),
        ("lib.Layer", ()),
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("    def step(self): ...", {"model", "args"}),
        ("    def __init__(self, weights, **more):\n        super().__init__(**more)", {"model", "args"}),
        ("    def __init__(self, model, args):\n        super().__init__()", set()),
        ("    model: int\n    args: list", set()),
    ],
)
def test_keywords_that_an_own_class_hands_on_are_those_of_its_base(body: str, told: set[str]) -> None:
    uses = read(f"import lib\nclass Mine(lib.Trainer):\n{body}\nMine(model=1, args=[])\n").uses
    assert {word for use in uses for word in use.keywords} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from omegaconf import DictConfig\ndef f(cfg: DictConfig):\n    return cfg.a.b, cfg.get('c')\nf(1)\n", {"?.get"}),
        ("import lib\nclass Row(lib.Model):\n    size: int\nfor row in lib.query(Row).all():\n    print(row.size, row.other)\n", {"?.all", "?.other"}),
        ("from functools import partial\nimport lib\ndef f(x, y): ...\nlib.each(partial(f, y=1))\n", {"functools.partial"}),
        ("import os\nprint(os.environ.get('A', 'b').split(','))\n", {"os.environ"}),
    ],
)  # fmt: skip
def test_names_that_the_source_gives_are_its_own(text: str, told: set[str]) -> None:
    found = read(text).uses
    assert {use.symbol for use in found if not use.symbol.startswith(("lib.", "omegaconf."))} == told
    assert not [use for use in found if use.symbol == "functools.partial" and use.keywords]


def test_an_operator_is_one_concept_on_either_side() -> None:
    assert concepts("import lib\nx = lib.Frame()\nprint(x * 2, 2 * x, x - 1)\n") == {
        Concept("lib.Frame"),
        Concept("?.__mul__"),
        Concept("?.__sub__"),
    }


def test_an_object_that_no_type_of_pythons_could_be_has_its_other_methods_too() -> None:
    text = "import made\nwith made.open() as at:\n    at.read()\nclient = made.client()\nclient.release()\nclient.close()\n"
    assert symbols(text, ("made.py", "def open(): ...\ndef client(): ...\n")) == {"?.release", "?.close"}
    text = "def test_f(sent, own):\n    sent.side_effect = [1]\n    own.mark = 1\n    sent.assert_called()\ntest_f(one, two)\n"
    assert symbols(text) == {"?.side_effect", "?.assert_called"}


def test_what_is_imported_whole_from_an_own_module_is_no_librarys() -> None:
    text = "from made import *\nmodel = build(rows=3)\nmodel.fit()\n"
    assert symbols(text, ("made.py", "def build(rows): ...\n")) == {"?.fit"}
    assert "lib.f" in symbols(f"from lib import *\n{text}f()\n", ("made.py", "def build(rows): ...\n"))


@pytest.mark.parametrize("text", ["lib.f(**style)", "lib.f(**styles['a'])", "lib.f(**styles[kind()])"])
def test_names_behind_two_stars_are_keywords(text: str) -> None:
    given = "import lib\nstyle = {'color': 1}\nstyles = {'a': dict(color=1), 'b': dict(color=2)}\ndef kind(): ...\n"
    assert [(use.keywords, use.config_keys) for use in read(f"{given}{text}\n").uses] == [(("color",), ())]


def test_a_part_of_a_dictionary_is_handed_on_with_its_keys() -> None:
    (use,) = read("import lib\nsettings = {'model': {'depth': 3}, 'other': {'no': 1}}\nlib.f(settings['model'])\n").uses
    assert use.config_keys == ("depth",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import matplotlib.pyplot as plt\nplt.rcParams.update({'a.b': 1})\n", {"matplotlib.pyplot.rcParams", "?.update"}),
        ("import streamlit as st\nst.sidebar.slider('n')\nst.slider('m')\n", {"streamlit.sidebar", "?.slider", "streamlit.slider"}),
        ("from flask import request\nx = request.args.get('n')\n", {"flask.request.args", "?.get"}),
        ("from lib import Session\nx = Session.builder.master('a').make()\n", {"lib.Session.builder", "?.master", "?.make"}),
        ("from lib.Util import number\nx = number.prime(3)\n", {"lib.Util.number.prime"}),
    ],
)  # fmt: skip
def test_what_an_object_of_a_module_has_is_a_symbol_of_its_own(text: str, told: set[str]) -> None:
    assert symbols(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = lib.f().replace('a', 'b').split(',')", {"lib.f"}),
        ("x = lib.f().encode().decode('utf-8')", {"lib.f"}),
        ("x = lib.f().encode('a sentence')", {"lib.f", "?.encode"}),
        ("x = lib.f().split(rows)", {"lib.f", "?.split"}),
        ("x = pd.read_csv('x')['a'].replace('a', 'b')", {"pandas.read_csv", "?.replace"}),
        ("x = [c.replace(' ', '_') for c in pd.read_csv('x').columns]", {"pandas.read_csv", "?.columns"}),
    ],
)
def test_a_method_that_is_told_texts_alone_is_that_of_a_text(text: str, told: set[str]) -> None:
    found = symbols(f"import lib\nimport pandas as pd\nrows = []\n{text}\nprint(x, lib, pd)\n")
    assert found - {"lib", "pandas"} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = df[df['a'].isin([1]) & df['b'].eq(2)]", {"?.__and__"}),
        ("x = 1 - df['a'] / 2", {"?.__sub__", "?.__truediv__"}),
        ("x = df['a'].quantile(0.2)\ny = x + 1.5 * df['a'].std()\nx = df[df['a'] > y]", {"?.__gt__"}),
        ("x = (df['a'].max() + 1) * 2", set()),
    ],
)
def test_an_operator_on_columns_counts_and_one_on_their_sums_does_not(text: str, told: set[str]) -> None:
    uses = read(f"import pandas as pd\ndf = pd.read_csv('x')\n{text}\nprint(x)\n").uses
    assert {use.symbol.replace("__r", "__") for use in uses if use.kind == "operator"} == told


def test_what_was_sent_as_json_is_pythons_own() -> None:
    assert symbols("import lib\nfor name in lib.session().get_dict().keys(): ...\n") == {"lib.session", "?.get_dict"}
    text = "import requests\nfrom flask import request\nx = requests.get('u').json()\nprint(x.get('a'), request.get_json().get('b'))\n"
    assert symbols(text) == {"requests.get", "?.json", "flask.request.get_json"}
    assert "?.show" in symbols("import lib\nrows = lib.reader().json('path')\nrows.show()\n")


def test_an_object_that_is_like_a_file_has_no_methods_of_its_own_for_that() -> None:
    assert symbols("import io\nmade = io.BytesIO()\nmade.seek(0)\nmade.read()\nmade.getvalue()\n") == {
        "io.BytesIO",
        "_io.BytesIO.getvalue",
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from made import Base\nBase.metadata.create_all(bind=1)\n", {"?.metadata", "?.create_all"}),
        ("import made\nmade.Base.metadata\n", {"?.metadata"}),
        ("from made import Row\nRow.query.all()\nRow(1).size\nRow.loaded()\n", {"?.query", "?.all"}),
        ("from made import load\nload().close()\n", {"?.close"}),
        ("from made import size, rows\nsize.total, rows.append(1)\n", set()),
        ("from far.made import Base\nBase.metadata\n", {"far.made.Base.metadata"}),
    ],
)
def test_what_an_own_module_got_from_a_library_is_that_librarys(text: str, told: set[str]) -> None:
    module = (
        "import lib\nBase = lib.base()\nrows = []\nsize = unheard_of\nclass Row(Base):\n    size = 1\n    @classmethod\n"
        "    def loaded(cls): ...\ndef load():\n    return lib.connect()\n"
    )
    found = symbols(text, ("made.py", module))
    assert {symbol for symbol in found if not symbol.startswith("lib.")} == told


def test_modules_that_import_each_other_are_read() -> None:
    found = symbols(
        "from made import f\nx = 1\nf().go()\n",
        ("made.py", "import lib\nfrom main import x\ndef f():\n    return lib.g(x)\n"),
    )
    assert found == {"?.go", "lib.g"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("for x in np.linspace(0, 1, 5):\n    print(x < 3)", set()),
        ("print(np.array([1])[0] * 2)", set()),
        ("print(np.array([1])[1:] * 2)", {"?.__mul__"}),
        ("part = np.array([[1]])[:, 0]\nprint(part * 2)", {"?.__mul__"}),
    ],
)
def test_an_operator_on_one_item_of_an_array_is_nobodys(text: str, told: set[str]) -> None:
    assert {use.symbol for use in only(f"import numpy as np\n{text}\n", "operator")} == told


def test_an_attribute_that_tables_have_not_is_a_column_whatever_else_has_it() -> None:
    text = "import pandas as pd\ndf = pd.read_csv('x').dropna()\nprint(df.filename, df.year.max(), df.index.year, df.values, map(df.add, []))\n"
    assert symbols(text) == {"pandas.read_csv", "?.dropna", "?.max", "?.index", "?.year", "?.values", "?.add"}


def test_fields_that_are_logged_are_no_keywords() -> None:
    text = "import structlog\nlog = structlog.get_logger()\nlog.info('done', rows=3)\nlog.bind(run=1).msg('x', y=1)\n"
    words = {use.symbol: use.keywords for use in read(text).uses}
    assert words == {"structlog.get_logger": (), "?.info": (), "?.bind": (), "?.msg": ("y",)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("np.mean(lib.f() == lib.g())", {"?.__eq__"}),
        ("np.mean(np.abs(lib.f() - lib.g()))", {"?.__sub__"}),
        ("tf.reduce_sum(lib.f() * 2)", {"?.__mul__"}),
        ("abs(lib.f() - lib.g()).sum()", {"?.__sub__"}),
        ("np.abs(lib.f() - lib.g())", set()),
        ("(np.abs(lib.f()) > given['x'] * given['y']).sum()", {"?.__gt__"}),
        ("lib.mask(1) | lib.mask(2)", {"?.__or__"}),
        ("lib.FIRST | lib.SECOND", set()),
        ("stat.S_IFMT(1) | stat.S_IMODE(2)", set()),
    ],
)
def test_an_operator_counts_in_what_is_summed_up_and_between_masks(text: str, told: set[str]) -> None:
    given = "import stat\nimport lib\nimport numpy as np\nimport tensorflow as tf\n"
    uses = read(f"{given}x = {text}\nprint(x, lib, np, tf, stat)\n").uses
    assert {use.symbol for use in uses if use.kind == "operator"} == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x.replace('a', inplace=True)", {"?.replace"}),
        ("x.replace('a', 'b')", set()),
        ("x.sort(key=len)", set()),
        ("x.update(depth=3)", set()),
        ("x.count(axis=1)", {"?.count"}),
    ],
)
def test_a_keyword_that_no_method_of_pythons_takes_tells_whose_an_unknown_object_is(text: str, told: set[str]) -> None:
    assert symbols(f"def f(x):\n    {text}\n\n\nf(z)\n") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("t['c'] = t['a'] + t['b']\n    t.dropna()", {"?.__add__", "?.dropna"}),
        ("u = t[t['a'] > 3]\n    print(u, 2 * t['b'])", {"?.__gt__", "?.__mul__"}),
        ("t = t[t['a'].replace(1, 2) > 3]\n    print(t['b'].count())", {"?.__gt__", "?.replace", "?.count"}),
        ("t['c'] = t['a'] + t['b']", set()),
        ("t['c'] = t['a'] + t['b'].count('x')\n    t.append(3)", set()),
    ],
    ids=["a method that only tables have", "a mask", "methods of columns", "a dictionary", "something else"],
)
def test_what_only_a_table_can_be_has_columns_though_nobody_says_whose_it_is(text: str, told: set[str]) -> None:
    found = {use.symbol for use in read(f"def f(t):\n    {text}\n    return t\n\n\nf(z)\n").uses}
    assert {name.replace("__r", "__") for name in found} == told


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("pd.concat([a]).divide(3).subtract(2) * 100", True),
        ("pd.read_csv('x')['a'].shift(1) - 2", True),
        ("pd.read_csv('x')['a'].mean().round(2) * 100", False),
        ("pd.read_csv('x')['a'].corr(b) * 100", False),
        ("pd.read_csv('x').iloc[0].round(2) * 100", False),
    ],
)
def test_an_operator_on_what_a_method_of_a_table_gave_counts_unless_that_may_be_a_number(
    text: str, is_one: bool
) -> None:
    uses = read(f"import pandas as pd\nx = {text}\nprint(x)\n").uses
    assert any(use.kind == "operator" for use in uses) is is_one


def test_what_is_handed_on_under_its_own_name_is_a_field_and_no_method() -> None:
    assert symbols("import lib\ndef f(x):\n    lib.g(index=x.index, key=x.lower)\nf(z)\n") == {"lib.g", "?.index"}


def test_a_library_s_base_counts_behind_a_class_that_is_mixed_in() -> None:
    text = "import lib\nclass Own: ...\nclass Ship(Own, lib.Base):\n    name = 1\nprint(Ship.__table__.columns, Ship.name)\n"
    assert symbols(text) == {"lib.Base", "?.__table__", "?.columns"}


def test_what_a_class_sets_on_another_object_is_no_attribute_of_its_own() -> None:
    text = "from unittest.mock import MagicMock\nclass Tests:\n    def test(self, told: MagicMock):\n        told.return_value = 3\nTests().test(MagicMock())\n"
    assert any(name.endswith(".return_value") for name in symbols(text))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("rows.append({'Key': 3})\nlib.f(Delete={'Objects': rows})", {"Objects", "Key"}),
        ("rows.append({'Key': 3})\nlib.f(rows)", set()),
    ],
    ids=["within a configuration", "rows"],
)
def test_what_was_put_into_a_list_counts_where_that_stands_in_a_configuration(text: str, keys: set[str]) -> None:
    assert {key for use in read(f"import lib\nrows = []\n{text}\n").uses for key in use.config_keys} == keys


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("'a' in pd.read_csv('x').columns", True),
        ("'a' in pd.read_csv('x')['a'].values", True),
        ("day = pd.to_datetime('x').normalize()\nx = day >= other", True),
        ("'a' in pd.read_csv('x').name", False),
        ("'a' in pd.read_csv('x').columns.tolist()", False),
    ],
)
def test_an_operator_on_what_a_table_has_counts_where_that_is_a_table_or_an_index(text: str, is_one: bool) -> None:
    uses = read(
        f"import pandas as pd\nprint(\n{text})\n" if "\n" not in text else f"import pandas as pd\n{text}\nprint(x)\n"
    ).uses
    assert any(use.kind == "operator" for use in uses) is is_one


@pytest.mark.parametrize(
    ("text", "names"), [("a >> b >> c", {"?.__rshift__"}), ("x = a >> b\n    print(x)", set()), ("a + b", set())]
)
def test_no_number_is_shifted_for_nothing(text: str, names: set[str]) -> None:
    found = read(f"def f(a, b, c):\n    {text}\n\n\nf(x, y, z)\n").uses
    assert {use.symbol for use in found if use.kind == "operator"} == names


def test_what_a_dictionary_was_told_later_is_handed_on_with_it() -> None:
    text = "import lib\nkept = {'depth': 3}\nkept.update({'wide': 4})\nlib.Net(**kept)\nlib.fit(kept)\n"
    told = {use.symbol: (set(use.keywords), set(use.config_keys)) for use in read(text).uses}
    assert told == {"lib.Net": ({"depth", "wide"}, set()), "lib.fit": (set(), {"depth", "wide"})}


def test_a_class_that_a_dictionary_holds_is_told_its_keywords() -> None:
    text = "import lib\nkinds = {'a': lib.Tree, 'b': lib.Wood}\nprint(kinds['a'](depth=3))\n"
    found = {use.symbol: use.keywords for use in read(text).uses if use.keywords}
    assert found == {"lib.Tree": ("depth",)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("t['x'] = t['a'] - (220 - t['b'])\n    t['y'] = pd.cut(t['a'], 3)", {"?.__sub__"}),
        ("t['x'] = t['a'] - 3\n    print(t['a'])", set()),
        ("return t.apply(lambda row: (row['a'] > 3) & (row['b'] < 2), axis=1)", set()),
        ("return lib.check(lambda rows: (rows['a'] > 3) & (rows['b'] < 2))", {"?.__gt__", "?.__lt__", "?.__and__"}),
        ("return t[(t['a'] > 3) & (t['b'] < 2)]", {"?.__gt__", "?.__lt__", "?.__and__"}),
        ("return lib.Kind.from_json(t) == 3", {"?.__eq__"}),
        ("return lib.Kind.count(t) == 3", set()),
    ],
)
def test_operators_on_columns_that_pandas_is_told_count_and_those_on_rows_do_not(text: str, names: set[str]) -> None:
    found = read(f"import lib\nimport pandas as pd\n\n\ndef f(t):\n    {text}\n\n\nf(z)\n").uses
    assert {use.symbol.replace("__r", "__") for use in found if use.kind == "operator"} == names


def test_a_table_that_another_library_gave_has_columns_too() -> None:
    text = "import lib\nimport numpy as np\nimport pandas as pd\nt = lib.query().fetch()\npd.cut(t['a'], 3)\nprint(np.where(t['a'] > 3, 1, 2))\n"
    assert {use.symbol for use in read(text).uses if use.kind == "operator"} == {"?.__gt__"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("lib.net(c.deep, c.wide, c.rate, c.decay, c.seed)", False),
        ("lib.net(c.deep, c.wide, c.rate)", True),
        ("lib.net(c.deep, c.wide, c.rate, c.decay, c.seed)\n    c.freeze()", True),
    ],
)
def test_an_object_of_which_many_fields_are_read_and_nothing_else_is_asked_is_a_configuration(
    text: str, is_one: bool
) -> None:
    assert ("?.deep" in symbols(f"import lib\n\n\ndef f(c):\n    {text}\n\n\nf(z)\n")) is is_one
