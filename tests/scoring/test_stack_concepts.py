"""What a stack asks one to know: each concept once, however many of its tasks need it."""

from __future__ import annotations

from pathlib import Path

from evalkit.model import Implementation, Observation, Status, Usage, Use
from evalkit.model.facts import ConceptUse, Origin
from evalkit.probes import PROBES
from evalkit.probes.probe import Question
from evalkit.scoring.figures import Reading
from evalkit.scoring.stack_concepts import concepts_together


def concept(symbol: str, keyword: str = "", line: int = 1) -> ConceptUse:
    return ConceptUse("tasks/x.py", (line, line), symbol, keyword)


def reading(value: float | None, *concepts: ConceptUse) -> Reading:
    facts = (Origin(recorded=True), *concepts)
    status = Status.OK if value is not None else Status.FAILED
    seen = Observation("a", "code", "code.concepts", "concepts", status, "k", "s", "t", value, facts=facts)
    return Reading(status, value, seen=(seen,))


def test_a_symbol_or_keyword_that_two_tasks_need_counts_once() -> None:
    one = reading(3, concept("pandas.read_csv"), concept("pandas.read_csv", "dtype"), concept("pandas.concat"))
    other = reading(2, concept("pandas.read_csv", line=7), concept("pandas.read_csv", "sep", 8))
    assert concepts_together([one, other]) == 4
    assert concepts_together([one, one]) == 3


def test_without_a_value_or_with_fewer_concepts_than_were_counted_it_is_not_known() -> None:
    assert concepts_together([reading(1, concept("json.loads")), reading(None)]) is None
    assert concepts_together([reading(2, concept("json.loads"))]) is None


def test_an_implementation_of_any_size_counts_whole() -> None:
    many = [concept(f"library.f{number}", line=number + 1) for number in range(1000)]
    assert concepts_together([reading(1000, *many), reading(1, concept("library.f0"))]) == 1000


def test_it_reads_what_the_code_probe_sees(tmp_path: Path) -> None:
    file = tmp_path / "hello.py"
    file.write_text("import a\na.f(1, k=2)\na.g({'depth': 1})\n", "utf-8")
    uses = (
        Use("a.f", "call", "a", "hello.py", 2, 2, keywords=("k",)),
        Use("a.g", "call", "a", "hello.py", 3, 3, config_keys=("depth",)),
    )
    question = Question(
        root=tmp_path,
        implementations=(Implementation("t", "a", "hello", file, (file,)),),
        usage_of=lambda _: Usage(recorded=True, uses=uses),
    )
    (found,) = [one for one in PROBES["code"].ask(question) if one.metric == "code.concepts"]
    seen = Observation(
        "a", "code", "code.concepts", "concepts", Status.OK, "k", "s", "t", found.value, facts=found.facts
    )
    assert found.value == 4
    assert concepts_together([Reading(Status.OK, found.value, seen=(seen,))]) == 4
