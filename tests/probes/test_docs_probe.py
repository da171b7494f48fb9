from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.model import Adapter, Implementation, Status, SymbolFacts, Usage, Use
from evalkit.model.facts import ApiNames, ApiObject, Counted, DocstringStyles, Origin, StyleCount, Unresolved
from evalkit.probes import METRICS, probe_of
from evalkit.probes.docs import PROBE, observe
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Question

FRAME = SymbolFacts(
    callable_=True,
    parameters=("data", "index", "columns", "_private"),
    required=(),
    annotated=("index",),
    docstring="A frame.\n\nParameters\n----------\ndata : list\nindex : list\n\nExamples\n--------\n>>> Frame([1])\n",
)
PLAIN = SymbolFacts(callable_=True, parameters=("x", "y"), annotated=("x", "y"), docstring="Adds `x`.")
SILENT = SymbolFacts(callable_=True)
CONSTANT = SymbolFacts(callable_=False, docstring="The one.", parameters=("never",))


def use(symbol: str, package: str | None = None, line: int = 3, kind: str = "call") -> Use:
    top = symbol.partition(".")[0] if package is None else package
    return Use(symbol, kind, top, "tasks/skew/lib/adapt.py", line, line)  # type: ignore[arg-type]


def adapter(*packages: str) -> Adapter:
    return Adapter(
        tool="lib", name="Lib", homepage="https://example.org", python="3.11", requires=("lib",), packages=packages
    )


def question(usage: Usage, *packages: str, main: bool = True) -> Question:
    file = Path("/workspace/tasks/skew/lib/adapt.py")
    implementation = Implementation("skew", "lib", "adapt", file if main else None, (file,) if main else ())
    return Question(
        Path("/workspace"), (implementation,), lambda _: usage, adapter=adapter(*packages) if packages else None
    )


def answered(usage: Usage, *packages: str) -> dict[str, Finding]:
    return {finding.metric: finding for finding in observe(question(usage, *packages))}


USAGE = Usage(
    True,
    (
        use("lib.core.Frame", line=5),
        use("lib.core.Frame", line=3),
        use("lib.add", line=7),
        use("lib.silent", line=8),
        use("lib.ONE", line=9, kind="attribute"),
        use("json.dumps"),
        use("other.helper"),
        use("?.tail", ""),
        use("lib.plugin", kind="import"),
    ),
    {
        "lib.core.Frame": FRAME,
        "lib.add": PLAIN,
        "lib.silent": SILENT,
        "lib.ONE": CONSTANT,
        "json.dumps": SymbolFacts(callable_=True),
        "other.helper": SymbolFacts(callable_=True),
        "lib.plugin": SymbolFacts(),
    },
)


def test_each_share_is_over_the_tools_own_symbols_once() -> None:
    found = answered(USAGE, "lib", "lib.core")
    assert {metric: finding.value for metric, finding in found.items()} == {
        "docs.used_documented": 3 / 4,  # Frame, add, ONE of these and silent
        "docs.used_parameters": 2 / 5,  # data, index of these, columns, y and x, which prose mentions
        "docs.used_examples": 1 / 3,
        "docs.used_annotated": 3 / 5,  # index, x, y
    }
    assert all(finding.status is Status.OK for finding in found.values())


def objects(finding: Finding) -> list[ApiObject]:
    return [fact for fact in finding.facts if isinstance(fact, ApiObject)]


def test_the_facts_say_of_each_symbol_what_is_missing_and_where_it_is_used_first() -> None:
    found = answered(USAGE, "lib")["docs.used_parameters"]
    file = "tasks/skew/lib/adapt.py"
    lacking = [one for one in objects(found) if one.lacking]
    assert lacking == [
        ApiObject("lib.core.Frame", file, 5, "parameters", lacking=True, missing=("columns",)),
        ApiObject("lib.add", file, 7, "parameters", lacking=True, missing=("y",), mentioned=("x",)),
    ]
    assert found.facts[0] == Counted(2, "parameters", of=5)
    assert found.facts[-3:] == (
        DocstringStyles(3, (StyleCount("numpy", 1),), mentioned=1),
        Origin(recorded=True),
        Unresolved(1),
    )


def test_symbols_with_nothing_missing_are_named_too() -> None:
    found = answered(USAGE, "lib")["docs.used_documented"]
    assert found.facts[0] == Counted(3, "symbols", of=4)
    assert {one.name: one.lacking for one in objects(found)} == {
        "lib.core.Frame": False,
        "lib.add": False,
        "lib.ONE": False,
        "lib.silent": True,
    }


def test_without_an_adapter_every_package_but_the_standard_library_and_the_files_themselves_counts() -> None:
    usage = Usage(
        False,
        (use("lib.add"), use("other.helper"), use("json.dumps"), use("adapt.mine"), use("__main__.x", "__main__")),
        dict.fromkeys(("lib.add", "other.helper", "json.dumps", "adapt.mine", "__main__.x"), PLAIN),
        reason="the checker did not pass",
    )
    found = answered(usage)["docs.used_documented"]
    assert found.value == 1
    assert found.facts[0] == Counted(2, "symbols", of=2)
    assert [one.name for one in objects(found)] == ["lib.add", "other.helper"]
    assert found.facts[-1] == Origin(recorded=False, reason="the checker did not pass")


def test_symbols_of_which_nothing_is_known_are_left_out_and_named() -> None:
    usage = Usage(True, (use("lib.add"), use("lib.gone")), {"lib.add": PLAIN})
    found = answered(usage, "lib")["docs.used_documented"]
    assert found.value == 1
    assert found.facts[-1] == ApiNames("unknown", ("lib.gone",))
    with pytest.raises(CannotTell, match="nothing is known of the 1 symbols"):
        observe(question(Usage(True, (use("lib.gone"),)), "lib"))


def test_using_nothing_of_the_tool_cannot_be_told_and_is_never_0() -> None:
    with pytest.raises(CannotTell, match=r"uses nothing of its tool's own packages \(lib\)"):
        observe(question(Usage(True, (use("json.dumps"),), {"json.dumps": PLAIN}), "lib"))
    answers = PROBE.ask(question(Usage(True, ()), "lib"))
    assert {finding.status for finding in answers} == {Status.PROBE_ERROR}


def test_a_share_of_nothing_is_not_measured() -> None:
    found = answered(Usage(True, (use("lib.ONE"),), {"lib.ONE": CONSTANT}), "lib")
    assert found["docs.used_documented"].value == 1
    for metric in ("docs.used_parameters", "docs.used_examples", "docs.used_annotated"):
        assert found[metric].status is Status.PROBE_ERROR
        assert found[metric].value is None
        assert found[metric].reason


def test_a_level_that_the_tool_cannot_do_is_unsupported() -> None:
    found = PROBE.ask(question(USAGE, "lib", main=False))
    assert {finding.status for finding in found} == {Status.UNSUPPORTED}


def test_every_metric_of_the_probe_is_answered() -> None:
    assert set(answered(USAGE, "lib")) == {name for name in METRICS if probe_of(name) == "docs"}
