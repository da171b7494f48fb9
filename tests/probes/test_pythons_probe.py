from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from evalkit.environments import Environment, ResolverAnswer, Shared, Unavailable
from evalkit.model import PYTHONS, Adapter, Status, python_metric
from evalkit.model.facts import PythonResolution
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Facilities, Question
from evalkit.probes.pythons import PROBE, observe
from tests.environments.tinytool import an_adapter

FITS = Shared(ResolverAnswer.INSTALLS, {"tinytool": "1.0", "base": "2.0"})
CONFLICT = Shared(ResolverAnswer.CONFLICT, sentence="No solution found: Because tinytool==1.0 depends on Python<3.12")
UNKNOWN = Shared(ResolverAnswer.UNKNOWN, sentence="Failed to build `crate==1.0`")


class Scripted:
    """Environments that answer by version what a test says, and note what they are asked."""

    def __init__(self, answers: dict[str, Shared]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def on_python(self, _: Sequence[Adapter], python: str) -> Shared:
        self.asked.append(python)
        if python not in self.answers:
            raise Unavailable("there is no uv")
        return self.answers[python]


def ask(scripted: Scripted, folder: Path = Path("nowhere")) -> dict[str, Finding]:
    facilities = SimpleNamespace(environments=scripted, tell=lambda _: None)
    question = Question(
        Path(),
        (),
        lambda _: pytest.fail("no usage is needed"),
        adapter=an_adapter(python="3.11"),
        environment=cast("Environment", SimpleNamespace(python_version="3.11.7", folder=folder)),
        facilities=cast("Facilities", facilities),
    )
    return {finding.metric: finding for finding in observe(question)}


def test_every_version_that_may_be_required_is_answered() -> None:
    found = ask(Scripted(dict.fromkeys(PYTHONS, FITS)))
    assert set(found) == set(PROBE.metrics) == set(map(python_metric, PYTHONS))
    assert {finding.value for finding in found.values()} == {1.0}
    assert all(finding.facts for finding in found.values())


def test_on_its_own_python_it_stands_installed_and_nobody_is_asked() -> None:
    scripted = Scripted(dict.fromkeys(PYTHONS, CONFLICT))
    finding = ask(scripted)["setup.python_3_11"]
    assert finding.value == 1.0
    assert finding.facts == (PythonResolution("3.11", ResolverAnswer.INSTALLS, measured_on="3.11.7"),)
    assert scripted.asked == ["3.10", "3.12", "3.13"]


def test_a_conflict_is_none_and_says_the_resolvers_own_sentence() -> None:
    finding = ask(Scripted({"3.12": CONFLICT}))["setup.python_3_12"]
    assert (finding.status, finding.value, finding.reason) == (Status.OK, 0.0, CONFLICT.sentence)
    [fact] = finding.facts
    assert isinstance(fact, PythonResolution)
    assert (fact.python, fact.outcome, fact.requires) == ("3.12", ResolverAnswer.CONFLICT, ("tinytool==1.0",))
    assert fact.sentence == CONFLICT.sentence


def test_a_failed_build_or_nobody_to_ask_is_not_known() -> None:
    found = ask(Scripted({"3.12": UNKNOWN}))
    assert (found["setup.python_3_12"].status, found["setup.python_3_12"].value) == (Status.PROBE_ERROR, None)
    assert found["setup.python_3_12"].reason == UNKNOWN.sentence
    assert (found["setup.python_3_13"].status, found["setup.python_3_13"].reason) == (
        Status.PROBE_ERROR,
        "there is no uv",
    )


@pytest.mark.parametrize(
    ("bound", "refused"),
    [(">=3.9,<3.13", {"3.13"}), (">=3.11.4", {"3.10"}), ("!=3.12.*", {"3.12"}), ("rubbish", set()), (">=3.9", set())],
)
def test_bounds_of_the_tool_itself_that_the_resolver_passes_over_are_kept_to(
    tmp_path: Path, bound: str, refused: set[str]
) -> None:
    metadata = tmp_path / "lib" / "python3.11" / "site-packages" / "tinytool-1.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.4\nName: tinytool\nVersion: 1.0\nRequires-Python: {bound}\n")
    scripted = Scripted(dict.fromkeys(PYTHONS, FITS))
    found = ask(scripted, tmp_path)
    assert {version for version in PYTHONS if found[python_metric(version)].value == 0} == refused
    for version in refused:
        finding = found[python_metric(version)]
        assert finding.reason == f"tinytool 1.0 declares Requires-Python: {bound}"
        refusal = PythonResolution(version, ResolverAnswer.CONFLICT, refused_by="tinytool 1.0", requires_python=bound)
        assert finding.facts == (refusal,)
        assert version not in scripted.asked


def test_where_nothing_may_be_resolved_nothing_can_be_told() -> None:
    with pytest.raises(CannotTell, match="resolved"):
        observe(Question(Path(), (), lambda _: pytest.fail("no usage"), adapter=an_adapter()))
