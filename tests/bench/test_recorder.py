"""The recorder looks and changes nothing: plain and recorded runs are compared, in every Python at hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from evalkit.model.task import HAND_OVER_MARK
from tests.bench.recorded import CHILDREN, HANDED_OVER, MATCHING, QUERY, RECORDER, TORTURE, VERSIONS, Desk, python


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path.resolve())


@pytest.mark.parametrize("version", VERSIONS)
def test_every_construct_of_the_language_does_what_it_did(desk: Desk, version: str) -> None:
    matching = MATCHING if version != "3.9" else ""
    runs = desk.run(TORTURE + matching + HANDED_OVER, "an argument", interpreter=python(version))
    assert runs.plain.returncode == 0, runs.plain.stderr
    runs.same()
    assert not [line for line in runs.lines if line["what"] == "broken"]
    used = {symbol.replace("_pydecimal", "decimal") for symbol in runs.uses()}
    assert {"decimal.Decimal", "json.dumps", "math.pi", "asyncio.tasks.gather", "fractions.Fraction"} <= used
    assert "json.loads" not in used, "what is below the mark is not looked at"
    assert {"collections.OrderedDict", "typing.NamedTuple", "enum.Enum", "typing.Generic"} <= runs.uses("base")
    assert {"dataclasses.dataclass", "functools.wraps", "functools.lru_cache"} <= runs.uses("decorator")
    assert {"decimal.Decimal.__add__", "decimal.Decimal.__neg__", "decimal.Decimal.__rsub__"} <= runs.uses("operator")
    assert runs.uses("import") == set(), "each of its modules is named"
    assert not [line for line in runs.lines if line["what"] == "use" and line["package"] == "__main__"]


@pytest.mark.parametrize("version", ["3.9", "3.11", "3.13"])
@pytest.mark.parametrize(
    "ending",
    [
        "raise SystemExit(3)",
        "import sys; sys.exit('said')",
        "json.loads('[1,')",
        "def f():\n    return (1 +\n            json.loads('{}')['a'])\nf()",
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    json.dumps(object())",
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "import os; json.dumps(1); os._exit(5)",
        "import atexit; atexit.register(json.loads, 'x')",
        "import warnings; warnings.warn('odd', stacklevel=1)",
        "from helper import fails; fails(1)",
        "import broken",
        "raise ExceptionGroup('g', [ValueError(json.dumps(1))])",
    ],
)
def test_endings_and_tracebacks_are_unchanged(desk: Desk, version: str, ending: str) -> None:
    desk.write("helper.py", "import json\n\n\ndef fails(x):\n    return json.loads(\n        x)\n")
    desk.write("broken.py", "import json\njson.loads(\n")
    runs = desk.run(f"import json\n\n{ending}\n", interpreter=python(version), others=("helper.py", "broken.py"))
    runs.same()


def test_a_script_that_python_cannot_parse_fails_as_it_did(desk: Desk) -> None:
    runs = desk.run("import json\njson.dumps(1\n")
    runs.same()
    assert [line["what"] for line in runs.lines] == ["broken", "modules"]


def test_uses_say_where_they_are_and_what_they_pass(desk: Desk) -> None:
    text = 'import json\n\njson.dumps(\n    {"a": {"b": [dict(c=1)]}}, indent=2,\n    **dict(sort_keys=True)\n)\n'
    line = next(line for line in desk.run(text).lines if line["what"] == "use" and len(line["keywords"]) == 2)
    assert {name: line[name] for name in ("symbol", "kind", "package", "line", "end_line")} == {
        "symbol": "json.dumps",
        "kind": "call",
        "package": "json",
        "line": 3,
        "end_line": 6,
    }
    assert line["keywords"] == ["indent", "sort_keys"]
    assert {"a", "b", "c"} <= set(line["config_keys"])


def test_a_million_of_the_same_is_written_once(desk: Desk) -> None:
    runs = desk.run("import math\nfor n in range(100_000):\n    math.floor(n + .5)\n")
    assert [line["what"] for line in runs.lines] == ["file", "symbol", "use", "crossing", "crossing", "modules"]


def test_what_a_decorator_made_of_a_function_is_seen(desk: Desk) -> None:
    desk.write(
        "library.py",
        "class Step:\n    def __init__(self, f): self.f = f\n\n\ndef step(f): return Step(f)\n\n\ndef mark(**k):\n    def inner(f): return f\n    return inner\n",
    )
    text = (
        "import library\nfrom library import step\n\n@step\ndef a(): ...\n\n@library.mark(x=1)\n@step\ndef b(): ...\n\n"
        "@library.mark()\nclass C:\n    @property\n    def d(self): ...\nfor _ in range(3):\n    @step\n    def e(): ...\n"
        "print(type(a).__name__, type(b).__name__, C.__name__)\n"
    )
    runs = desk.run(text)
    runs.same()
    made = [(line["line"], line["symbol"], line["kept"]) for line in runs.lines if line["what"] == "decorated"]
    assert made == [
        (4, "library.step", False),
        (8, "library.step", False),
        (7, "library.mark", True),
        (11, "library.mark", True),
        (16, "library.step", False),
    ]


def test_builtins_and_own_code_are_no_library(desk: Desk) -> None:
    desk.write(
        "mine.py",
        "def helper(x):\n    return x\n\n\nclass Thing:\n    def go(self):\n        return len('a'.upper())\n",
    )
    text = "import mine\nfrom mine import Thing\nopen(__file__).read()\n[].append(1)\nmine.helper(2)\nThing().go()\nThing().x = 1\n"
    runs = desk.run(text, others=("mine.py",))
    assert runs.uses() == set()
    assert sum(line["what"] == "file" for line in runs.lines) == 2
    assert "mine" not in runs.lines[-1]["names"]


def test_symbols_are_named_by_the_class_that_defines_them(desk: Desk) -> None:
    desk.write(
        "library.py",
        "import functools\n\nclass Root:\n    'Root.'\n    depth = 1\n    def meet(self, who: str, *, how=1):\n        'Meets.'\n"
        "    @classmethod\n    def new(cls): return cls()\n    def __rshift__(self, other): return self\n"
        "class Leaf(Root):\n    def meet(self, who, *, how=1): return super().meet(who)\n"
        "    def __call__(self, x): return x\n"
        "def wrapped(f):\n    @functools.wraps(f)\n    def inner(*a, **k): return f(*a, **k)\n    return inner\n"
        "@wrapped\ndef tool(a, b=2): 'A tool.'\n"
        "def _make():\n    def local(x): return x\n    return local\nmade = _make()\n"
        "class Dynamic:\n    def __getattr__(self, name): return lambda: name\n",
    )
    runs = desk.run(
        "import functools, library\nfrom library import Leaf, tool\n\n"
        "class Mine(Leaf):\n    def meet(self, who):\n        return super().meet(who, how=2)\n\n"
        "leaf = Mine.new()\nleaf.meet('x')\nleaf(1)\nleaf.depth\nLeaf() >> 1\ntool(1)\nfunctools.partial(tool, 1)()\n"
        "library.made(1)\nlibrary.Dynamic().anything()\nprint(list(map(tool, [1])), Leaf.meet.__name__)\n"
    )
    runs.same()
    assert runs.uses() - {"functools.partial"} == {
        "library.Leaf", "library.Leaf.meet", "library.Root.new", "library.Leaf.__call__", "library.Root.depth",
        "library.Root.__rshift__", "library.tool", "library.made", "library.Dynamic", "library.Dynamic.anything",
    }  # fmt: skip
    facts = {line["symbol"]: line for line in runs.lines if line["what"] == "symbol"}
    assert facts["library.tool"]["docstring"] == "A tool."
    assert facts["library.tool"]["parameters"] == ["a", "b"]
    assert facts["library.tool"]["required"] == ["a"]
    assert facts["library.Leaf.meet"]["parameters"] == ["who", "how"]


def test_what_is_used_does_not_depend_on_how_it_is_imported(desk: Desk) -> None:
    ways = (
        "import decimal\ndecimal.Decimal.from_float(.5)\nprint(decimal.ROUND_UP)\n",
        "import decimal as d\nd.Decimal.from_float(.5)\nprint(d.ROUND_UP)\n",
        "from decimal import Decimal as D, ROUND_UP as up\nD.from_float(.5)\nprint(up)\n",
        "from decimal import *\nDecimal.from_float(.5)\nimport decimal as m\nprint(m.ROUND_UP)\n",
    )
    for way in ways:
        assert desk.run(way).uses() == {"decimal.Decimal.from_float", "decimal.ROUND_UP"}


def test_attributes_that_are_set_and_functions_that_are_passed_on_are_used(desk: Desk) -> None:
    desk.write("library.py", "class Config:\n    threshold = 1\n    limit = property(lambda s: 1, lambda s, v: None)\n")
    text = (
        "from library import Config\nfrom json import dumps\nc = Config()\nc.threshold = 2\nc.limit = 3\n"
        "list(map(dumps, [1]))\n"
    )
    assert desk.run(text).uses("attribute") == {"library.Config.threshold", "library.Config.limit", "json.dumps"}


def test_two_names_from_one_place_are_written_once_each(desk: Desk) -> None:
    text = "import math, json\nfor f in [math.floor, json.dumps] * 3:\n    f(1.5)\n"
    calls = [line["symbol"] for line in desk.run(text).lines if line["what"] == "use" and line["kind"] == "call"]
    assert calls == ["math.floor", "json.dumps"]


def test_placeholders_are_what_python_can_neither_branch_on_nor_iterate_over(desk: Desk) -> None:
    no = "    def __bool__(self): raise TypeError\n"
    desk.write(
        "graph.py",
        f"class Symbolic:\n{no}    def __gt__(self, other): return Symbolic()\n"
        f"class Lazy:\n{no}    def __getitem__(self, at): raise SystemExit('asked for an item')\n"
        f"class Sequence(Lazy):\n{no}    def __len__(self): raise SystemExit('asked for its length')\n"
        f"class Mask:\n{no}    def __iter__(self): return iter(())\n"
        "class Eager:\n    def __len__(self): raise SystemExit('asked for its length')\n"
        "    __repr__ = __str__ = __len__\n",
    )
    text = "import graph\ngraph.Symbolic() > 1\ngraph.Mask()\ngraph.Eager()\ngraph.Lazy()\ngraph.Sequence()\n"
    results = {
        (line["symbol"], line["type_name"]): line["placeholder"]
        for line in desk.run(text).lines
        if line["what"] == "crossing" and line["direction"] == "out"
    }
    assert results == {
        ("graph.Symbolic", "graph.Symbolic"): True,
        ("graph.Symbolic.__gt__", "graph.Symbolic"): True,
        ("graph.Lazy", "graph.Lazy"): True,
        ("graph.Sequence", "graph.Sequence"): False,
        ("graph.Mask", "graph.Mask"): False,
        ("graph.Eager", "graph.Eager"): False,
    }


def test_a_module_imported_for_its_effect_is_a_use(desk: Desk) -> None:
    desk.write("effect.py", "")
    desk.write("mine.py", "")
    assert desk.run("import effect, mine\nimport json as j\nj\n", others=("mine.py",)).uses() == {"effect"}


@pytest.mark.parametrize("version", ["3.9", "3.11", "3.13"])
def test_child_processes_record_as_well(desk: Desk, version: str) -> None:
    runs = desk.run(CHILDREN, interpreter=python(version))
    assert runs.recorded.stdout == runs.plain.stdout
    assert runs.recorded.returncode == 0
    assert {"json.dumps", "json.loads", "json.encoder.JSONEncoder"} <= runs.uses()
    assert sum(any(line["what"] == "use" for line in file) for file in runs.files) >= 5


STOPPED = """
import json, os, signal, sys
{handler}
json.dumps(1)
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        ("", -15),
        ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))", 7),
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN)", 0),
    ],
)
def test_a_process_that_is_stopped_ends_as_it_did_and_has_written_its_last_lines(
    desk: Desk, handler: str, code: int
) -> None:
    runs = desk.run(STOPPED.format(handler=handler), is_stopped=True)
    assert runs.recorded.returncode == runs.plain.returncode == code
    assert any(line["what"] == "modules" for file in runs.files for line in file)


def test_a_sitecustomize_further_down_the_path_still_runs(desk: Desk) -> None:
    desk.write("site/sitecustomize.py", "import builtins\nbuiltins.greeting = __file__\n")
    text = "import sitecustomize, sys\nprint(greeting, sitecustomize.__file__, sys.path)\n"
    runs = desk.run(text, path=str(desk.folder / "site"))
    assert "site/sitecustomize.py" in runs.plain.stdout
    runs.same()


def test_the_mark_is_the_one_of_the_tasks() -> None:
    spec = importlib.util.spec_from_file_location("rewriting", RECORDER / "evalkit_rewriting.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.HAND_OVER_MARK == HAND_OVER_MARK


def test_pandas_finds_the_names_of_the_calling_frame(desk: Desk) -> None:
    runs = desk.run(QUERY)
    runs.same()
    assert runs.plain.returncode == 0
    assert {"query", "eval"} <= {symbol.rpartition(".")[2] for symbol in runs.uses("call")}
    assert not [symbol for symbol in runs.uses() if symbol.endswith(".a")], "a column is the user's word"


def test_a_field_of_a_librarys_own_tuple_is_its_and_one_of_a_tuple_made_up_is_not(desk: Desk) -> None:
    runs = desk.run(
        "import collections\nfrom urllib.parse import urlsplit\n\n"
        "print(urlsplit('http://a/b').netloc)\n"
        "print(collections.namedtuple('Row', 'age')(7).age)\n"
    )
    runs.same()
    assert "urllib.parse.SplitResult.netloc" in runs.uses()
    assert not [symbol for symbol in runs.uses() if symbol.endswith(".age")]
