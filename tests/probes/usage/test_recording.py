"""The recording run: what it tells of a verified run, and when it says that it cannot tell."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench import Bench, Given, Launcher
from evalkit.environments import Environment, Environments, Lock
from evalkit.model import Crossing, Implementation, Service, SymbolFacts, Usage, Use
from evalkit.probes.probe import Facilities
from evalkit.probes.usage.recording import VARYING, NotRecorded, from_json, record, to_json, usage_of
from tests.bench import talking
from tests.bench.riddle import CHECKER, INPUTS, LIMITS, tool

Recording = Callable[..., Usage]
SCRIPT = "tasks/riddle/tool/hello.py"
RIGHT = "import pathlib\n\npathlib.Path('outputs/answer.txt').write_text('7')\n"


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    """Record an implementation made of these files, the first of which is its script."""
    root, scratch = tmp_path / "workspace", tmp_path / "scratch"
    task = root / "tasks" / "riddle"
    task.mkdir(parents=True)
    scratch.mkdir()
    (task / "inputs.py").write_text(INPUTS)
    (task / "checker.py").write_text(CHECKER)
    python = Path(sys.executable)
    lock = Lock(
        Path("lock"), "tool", "here", "3.11", "asked", dt.date(2026, 1, 1), 0.0, {"tool": "1"}, {"tool": ()}, {}
    )
    environment = Environment("tool", None, python, python.parent.parent, lock, "3.11")
    with Launcher() as launcher, Bench(root, launcher) as bench:
        facilities = Facilities(
            bench=bench,
            launcher=launcher,
            environments=Environments(tmp_path / "cache", tmp_path / "locks"),
            limits=LIMITS,
            seed=7,
            scale=10,
            scratch=scratch,
            task_folder=task,
            tell=lambda _: None,
        )

        def run(
            sources: str | dict[str, str],
            driver: Service | None = None,
            checked: Given | None = None,
            **adapter: object,
        ) -> Usage:
            named = sources if isinstance(sources, dict) else {"hello.py": sources}
            files = tuple(task / "tool" / name for name in named)
            for file, text in zip(files, named.values(), strict=True):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            one = Implementation("riddle", "tool", "hello", files[0], files, driver=driver)
            usage = record(one, tool(**adapter), environment, facilities, root, checked)
            assert not list(scratch.iterdir()), "nothing is left behind"
            return usage

        yield run


def test_a_recorded_run_tells_uses_symbols_crossings_and_modules(recording: Recording) -> None:
    usage = recording(RIGHT)
    assert (usage.recorded, usage.reason) == (True, "")
    assert usage.uses == (
        Use("pathlib.Path", "call", "pathlib", SCRIPT, 3, 3),
        Use("pathlib.Path.write_text", "call", "pathlib", SCRIPT, 3, 3),
    )
    assert usage.symbols["pathlib.Path.write_text"].required == ("data",)
    assert Crossing("pathlib.Path", "out", "pathlib.PosixPath", SCRIPT, 3) in usage.crossings
    assert {"pathlib", "os"} <= set(usage.modules)
    assert not [name for name in usage.modules if name.startswith("evalkit")]


def test_files_are_named_as_in_the_workspace_also_those_that_a_sandbox_puts_elsewhere(recording: Recording) -> None:
    usage = recording(
        {
            "hello/main.py": "import _shared\nfrom part import inner\n_shared.answer(inner.seven())\n",
            "hello/part/__init__.py": "",
            "hello/part/inner.py": "import math\n\ndef seven():\n    return math.floor(7.5)\n",
            "_shared.py": "import pathlib\n\ndef answer(n):\n    pathlib.Path('outputs/answer.txt').write_text(str(n))\n",
        }
    )
    assert {(use.file.removeprefix("tasks/riddle/tool/"), use.line, use.symbol) for use in usage.uses} == {
        ("hello/part/inner.py", 4, "math.floor"),
        ("_shared.py", 4, "pathlib.Path"),
        ("_shared.py", 4, "pathlib.Path.write_text"),
    }


def test_steps_in_child_processes_are_recorded(recording: Recording) -> None:
    usage = recording(
        "import subprocess, sys\n\nif sys.argv[1:]:\n    open('outputs/answer.txt', 'w').write('7')\n"
        "    import math\n    math.ceil(1.5)\nelse:\n    subprocess.run([sys.executable, 'hello.py', 'step'])\n"
    )
    assert {"math.ceil", "subprocess.run"} <= {use.symbol for use in usage.uses}


def talks(folder: Path, driver: str = talking.DRIVER) -> None:
    (folder / "workspace/tasks/riddle/driver.py").write_text(driver)
    (folder / "workspace/tasks/riddle/checker.py").write_text(talking.CHECKER)


TOOL_THAT_COMPILES = """\
import ast, pathlib, runpy, sys

def run(path):
    source = pathlib.Path(path).read_text()
    code = {how}
    exec(code, {{"__name__": "__main__", "__file__": path}})

run("page.py")
"""
PAGE = """\
import fractions, json, pathlib

pathlib.Path('outputs/answer.txt').write_text(json.dumps(7))
def half(of: fractions.Fraction): pass
assert half.__annotations__['of'] is fractions.Fraction
"""


@pytest.mark.parametrize(
    "how",
    [
        "compile(source, path, 'exec')",
        "compile(source.encode(), path, 'exec', 0, True)",
        "compile(ast.parse(source, path), path, mode='exec', flags=0, dont_inherit=True, optimize=-1)",
    ],
)
def test_a_page_that_a_tool_compiles_by_itself_is_recorded(recording: Recording, how: str) -> None:
    usage = recording({"hello.py": TOOL_THAT_COMPILES.format(how=how), "page.py": PAGE})
    assert {use.symbol for use in usage.uses if use.file.endswith("page.py")} >= {
        "json.dumps",
        "pathlib.Path.write_text",
    }


def test_what_others_compile_inherits_their_futures_and_no_others(recording: Recording) -> None:
    script = """\
from __future__ import annotations
import pathlib

names = {}
exec(compile("def f(x: nowhere): pass", "<text>", "exec"), names)
assert names["f"].__annotations__ == {"x": "nowhere"}
try:
    exec(compile("def f(x: nowhere): pass", "<text>", "exec", dont_inherit=True), {})
except NameError:
    pathlib.Path('outputs/answer.txt').write_text('7')
"""
    assert recording({"hello.py": script, "helper.py": "x = 1\n"}).recorded


@pytest.mark.parametrize("child", [False, True])
def test_a_service_that_is_stopped_has_recorded_also_where_a_child_serves(
    recording: Recording, tmp_path: Path, child: bool
) -> None:
    talks(tmp_path)
    service = {"hello.py": talking.SERVICE}
    if child:
        call = "import subprocess, sys\nsubprocess.run([sys.executable, 'part.py'])\n"
        service = {"hello.py": call, "part.py": talking.SERVICE}
    usage = recording(service, driver="http")
    assert usage.recorded
    assert {"http.server.ThreadingHTTPServer", "socketserver.BaseServer.serve_forever"} <= {
        use.symbol for use in usage.uses
    }
    assert "http" in usage.modules


def test_what_a_driver_saw_may_vary_as_it_does_without_the_recorder(recording: Recording, tmp_path: Path) -> None:
    talks(tmp_path, talking.DRIVER.replace('"answers":', '"chance": __import__("random").random(), "answers":'))
    usage = recording(talking.SERVICE, driver="http")
    assert usage.recorded
    assert usage.reason.startswith("conversation")


VARIES = "import time; open('outputs/now', 'w').write(str(time.time_ns()))\n"


def test_an_output_that_varies_from_run_to_run_is_named_and_may_vary(recording: Recording) -> None:
    usage = recording(RIGHT + VARIES)
    assert usage.recorded
    assert usage.reason == VARYING.format("now")
    assert "pathlib.Path.write_text" in {use.symbol for use in usage.uses}


def test_so_may_the_names_of_outputs(recording: Recording) -> None:
    usage = recording(RIGHT + "import uuid; open(f'outputs/{uuid.uuid4()}', 'w').write('x')\n")
    assert usage.recorded


def test_beside_an_output_that_varies_the_others_must_be_the_same(recording: Recording) -> None:
    told = "import os; open('outputs/told', 'w').write(str('EVALKIT_RECORD_INTO' in os.environ))\n"
    with pytest.raises(NotRecorded, match=r"with the recorder the outputs differ: told$"):
        recording(RIGHT + VARIES + told)


COUNTS = "open('{log}', 'a').write('{word} ')\n"


@pytest.mark.parametrize(
    ("varies", "runs"),
    [("", "ran "), (VARIES, "ran ran ")],
    ids=["the same outputs", "outputs that vary"],
)
def test_beside_a_checked_run_one_recorded_run_is_judged_and_a_plain_one_runs_where_outputs_vary(
    recording: Recording, tmp_path: Path, varies: str, runs: str
) -> None:
    ran, asked = tmp_path / "ran", tmp_path / "judged"
    checker = tmp_path / "workspace/tasks/riddle/checker.py"
    checker.write_text(
        CHECKER.replace("    said =", "    " + COUNTS.format(log=asked, word="judged") + "    said =", 1)
    )
    answer = hashlib.sha256(b"7").hexdigest()
    outputs = (("answer.txt", answer), *((("now", "earlier"),) if varies else ()))
    usage = recording(RIGHT + varies + COUNTS.format(log=ran, word="ran"), checked=Given(outputs))
    assert usage.recorded
    assert (ran.read_text(), asked.read_text()) == (runs, "judged ")
    assert usage.reason == (VARYING.format("now") if varies else "")


def test_a_recorded_run_that_shows_other_facts_than_the_checked_one_does_not_count(recording: Recording) -> None:
    with pytest.raises(NotRecorded, match=r"facts that the checker found$"):
        recording(RIGHT + VARIES, checked=Given((("answer.txt", hashlib.sha256(b"7").hexdigest()),), ("more",)))


FUNCTION_MADE_ELSEWHERE = """\
import marshal, os, subprocess, sys, types

def half(n):
    import math
    return math.floor(n / 2)

open('function', 'wb').write(marshal.dumps(half.__code__))
subprocess.run([sys.executable, 'part.py'], check=True)
"""
TAKES_IT = """\
import marshal, pathlib, types

half = types.FunctionType(marshal.loads(open('function', 'rb').read()), {'__builtins__': __builtins__})
pathlib.Path('outputs/answer.txt').write_text(str(half(14)))
"""


def test_a_function_that_another_process_pickled_runs_as_it_does_without_the_recorder(recording: Recording) -> None:
    usage = recording({"hello.py": FUNCTION_MADE_ELSEWHERE, "part.py": TAKES_IT})
    lines = {(use.file.rpartition("/")[2], use.line, use.symbol) for use in usage.uses}
    assert ("part.py", 4, "pathlib.Path.write_text") in lines
    assert not [line for line in lines if line[2].startswith("math") and line[0] == "part.py"], (
        "nothing is taken for another"
    )


def test_an_adapters_own_python_path_stays(recording: Recording) -> None:
    usage = recording({"hello.py": "import far\n" + RIGHT, "lib/far.py": ""}, environ={"PYTHONPATH": "lib"})
    assert usage.recorded


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise ValueError('bad row')", "the plain run: .*ValueError: bad row"),
        (RIGHT.replace("7", "8"), "the plain run: .*the answer is not '8'"),
        (RIGHT + "import os; open('outputs/now', 'w').write(str('EVALKIT_RECORD_INTO' in os.environ))", "with the recorder the outputs differ: now$"),
        (RIGHT + "import os\nif 'EVALKIT_RECORD_INTO' in os.environ: raise SystemExit(3)", "the recorded run: .*exit code 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(recording: Recording, source: str, reason: str) -> None:
    with pytest.raises(NotRecorded, match=reason):
        recording(source)


def test_outputs_that_no_checker_may_get_are_not_read_into_memory(recording: Recording) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotRecorded, match=r"outputs/ holds more than 500 MB"):
            recording(RIGHT + "open('outputs/sparse', 'wb').truncate(600_000_000)\n")
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_outputs_may_have_names_that_are_not_utf_8(recording: Recording) -> None:
    assert recording(RIGHT + "open(b'outputs/caf\\xe9', 'w').close()\n").recorded


@pytest.mark.parametrize(
    ("written", "is_recorded"),
    [
        (rb"b'\xff\n[]\n5\n{}\n{\"what\": []}\n' + b'[' * 5000", True),
        (rb"b'{\"what\": \"use\"}\n'", False),
        (rb"b'{\"what\": \"file\", \"file\": []}\n'", False),
        (rb"b'{\"what\": \"modules\", \"names\": [1]}\n'", False),
    ],
)
def test_what_somebody_else_writes_into_the_recorders_files_breaks_nothing(
    recording: Recording, written: bytes, is_recorded: bool
) -> None:
    spoil = f"import os\nif into := os.environ.get('EVALKIT_RECORD_INTO'): open(into + '/0.jsonl', 'wb').write({written.decode()})\n"
    if is_recorded:
        assert recording(RIGHT + spoil).recorded
        return
    with pytest.raises(NotRecorded, match="somebody else wrote into the files of the recorder"):
        recording(RIGHT + spoil)


def test_a_script_that_takes_the_recorder_out_was_not_recorded(recording: Recording) -> None:
    again = "import os, sys\nif len(sys.argv) == 1:\n    os.execv(sys.executable, [sys.executable, '-E', 'hello.py', '1'])\n"
    with pytest.raises(NotRecorded, match="no recorded process came to its end"):
        recording(again + RIGHT)


def test_processes_and_repeated_looks_make_one_use_and_two_calls_on_a_line_two() -> None:
    use = {
        "what": "use", "symbol": "a.f", "package": "a", "kind": "call", "file": "/s/x.py", "line": 1, "column": 0,
        "end_line": 1, "end_column": 4, "keywords": ["k"], "config_keys": [],
    }  # fmt: skip
    usage = usage_of([use, use, {**use, "keywords": ["k", "m"]}, {**use, "column": 8}], {"/s/x.py": "tasks/x.py"})
    assert [(one.file, one.keywords) for one in usage.uses] == [("tasks/x.py", ("k", "m")), ("tasks/x.py", ("k",))]


TEXT = st.text(max_size=5)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
KINDS = st.sampled_from(["call", "attribute", "operator", "decorator", "base", "import"])
LINES = st.integers(1, 99)


@given(
    st.builds(
        Usage,
        st.booleans(),
        st.lists(st.builds(Use, TEXT, KINDS, TEXT, TEXT, LINES, LINES, NAMES, NAMES), max_size=3).map(tuple),
        st.dictionaries(TEXT, st.builds(SymbolFacts, st.booleans(), NAMES, NAMES, NAMES, TEXT), max_size=3),
        st.lists(
            st.builds(Crossing, TEXT, st.sampled_from(["in", "out"]), TEXT, TEXT, LINES, st.booleans()), max_size=3
        ).map(tuple),
        NAMES,
        TEXT,
    )
)
def test_a_usage_survives_json(usage: Usage) -> None:
    assert from_json(json.loads(json.dumps(to_json(usage)))) == usage


def test_half_a_character_in_a_docstring_does_not_lose_the_rest() -> None:
    told = Usage(recorded=True, uses=(), symbols={"a.b": SymbolFacts(docstring="half \ud800")})
    assert from_json(to_json(told)).symbols["a.b"].docstring == "half ?"
