"""Withholding: no run on a reader's own data keeps a value of theirs, whatever a tool does with it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from evalkit.bench import Sample
from evalkit.bench.pictures import Drawn
from evalkit.model import Status, Subject, Verdict
from evalkit.model.facts import PROSE, LeftFile, Note, Place, Rerun, kinds
from evalkit.plan import TakenSample
from evalkit.probes import Finding
from evalkit.store import Manifest, RunFolder
from evalkit.workers.withholding import (
    FROM_ELSEWHERE,
    WITHHELD,
    withheld_fact,
    withheld_findings,
    withheld_sample,
)
from tests.conftest import SmallWorkspace
from tests.own_tables import CANARY, DISTRICTS, JOBS, LABELS, write_table
from tests.workers.real_run import Said, run

SUBJECT = Subject("run", "plain", "key", "counting", "hello", 10)


def texts_of(kind: type) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    return [name for name, hint in hints.items() if PROSE in get_args(hint)[1:]]


def test_a_sample_keeps_its_figures_and_nothing_that_was_said_or_drawn() -> None:
    verdict = Verdict(True, 0.5, ("accuracy of Altstadt",), {"rows": "Altstadt is missing"}, ("page",))
    drawn = Drawn("outputs/a.html", b"webp", 3, 2, "Altstadt", "Altstadt", saw={"Altstadt": 1})
    sample = Sample(
        Status.OK, wall_seconds=1.5, verdict=verdict, log="Altstadt", pictures=(drawn,), outputs=(("a.html", "digest"),)
    )
    kept = withheld_sample(TakenSample(SUBJECT, "check", sample)).sample
    assert (kept.status, kept.wall_seconds, kept.outputs) == (Status.OK, 1.5, (("a.html", "digest"),))
    assert kept.verdict is not None
    assert (kept.verdict.score, kept.verdict.shown, list(kept.verdict.missed)) == (0.5, ("page",), ["rows"])
    assert "Altstadt" not in repr(kept)
    assert kept.pictures[0].why == WITHHELD


@pytest.mark.parametrize("status", [Status.WRONG, Status.FAILED, Status.PROBE_ERROR])
def test_what_a_failure_said_is_withheld(status: Status) -> None:
    kept = withheld_sample(TakenSample(SUBJECT, "check", Sample(status, "no row Altstadt"))).sample
    assert (kept.status, kept.reason) == (status, WITHHELD)


def test_what_evalkit_itself_says_of_a_limit_stays() -> None:
    sample = Sample(Status.TIMEOUT, "did not end within 20 s")
    assert withheld_sample(TakenSample(SUBJECT, "check", sample)).sample.reason == sample.reason


def test_what_a_machine_lacks_is_told_without_what_the_tool_said() -> None:
    lacking = Sample(Status.UNAVAILABLE, "there is no Chromium")
    assert withheld_sample(TakenSample(SUBJECT, "check", lacking)).sample.reason == "there is no Chromium"
    hindered = Sample(Status.UNAVAILABLE, "the disk is full (no row Altstadt)", hindrance="the disk is full")
    assert withheld_sample(TakenSample(SUBJECT, "check", hindered)).sample.reason == "the disk is full"


def test_findings_of_a_probe_that_runs_nothing_stay_as_they_are() -> None:
    found = (Finding("setup.install_mb", None, Status.PROBE_ERROR, "the disk is full", (Note("of a resolver"),)),)
    assert withheld_findings(found, "setup") == found
    [kept] = withheld_findings(found, "errors")
    assert kept.reason == WITHHELD
    assert kept.facts == (Note(WITHHELD),)


def test_a_probe_that_nobody_knows_is_taken_to_see_the_data() -> None:
    [kept] = withheld_findings([Finding("x", None, Status.FAILED, "Altstadt")], "brand-new")
    assert kept.reason == WITHHELD


def test_every_kind_of_fact_with_a_text_is_withheld_unless_its_texts_come_from_elsewhere() -> None:
    with_texts = {kind for kind in kinds().values() if texts_of(kind)}
    assert with_texts >= FROM_ELSEWHERE  # else the list names what needs no naming
    for kind in with_texts - FROM_ELSEWHERE:
        fact = blank(kind)
        for name in texts_of(kind):
            spoken = dataclasses.replace(fact, **{name: "Altstadt"})
            is_source = kind is Rerun and name == "excerpt"
            assert ("Altstadt" in repr(withheld_fact(spoken))) == is_source, (kind, name)


def blank(kind: Any) -> Any:
    """A fact with some value in every field that has no default."""
    samples = {"str": "", "int": 0, "float": 0.0, "bool": False}
    values = {
        field.name: samples.get(str(field.type).partition(" ")[0], "")
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING
    }
    return kind(**values)


def test_a_text_of_a_source_file_and_a_kind_of_file_that_was_left_stay() -> None:
    place = Place("tasks/a/b/hello.py", (1, 2), "train = read()")
    assert withheld_fact(place) == place
    left = withheld_fact(LeftFile("outputs/district=Altstadt/part.parquet", 10, "Parquet", readable=True))
    assert left == LeftFile("(withheld).parquet", 10, "Parquet", readable=True)


OWN_INPUTS = """\
def make(rows, seed, folder, own=None):
    lines = own.read_text().splitlines() if own else ["row", *map(str, range(rows))]
    (folder / "rows.csv").write_text("".join(f"{line}\\n" for line in lines))
    return {"rows": len(lines) - 1}
"""
TELLING = "print(open('inputs/rows.csv').read())\nfirst = open('inputs/rows.csv').read().split(',')[-1]\n"


def telling(small: SmallWorkspace) -> None:
    """Let the task take own data, one tool print all rows, and another fail with some of them."""
    task = (small.root / "tasks/counting/task.yaml").read_text()
    small.write("tasks/counting/task.yaml", f"{task}roles: {{numbers: 1}}\n")
    small.write("tasks/counting/inputs.py", OWN_INPUTS)
    for level in ("hello", "adapt"):
        script = small.root / "tasks/counting/plain" / f"{level}.py"
        head, _, rest = script.read_text().partition("\n")
        script.write_text(f"{head}\n{TELLING}{rest}")
    script = small.root / "tasks/counting/other/hello.py"
    head, _, rest = script.read_text().partition("\n")
    script.write_text(f"{head}\nraise ValueError(open('inputs/rows.csv').read()[-200:])\n{rest}")


def kept(folder: Path) -> str:
    return "\n".join(file.read_text(errors="replace") for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.mark.slow  # two whole runs
def test_no_value_of_the_data_is_in_the_folder_of_a_run_unless_it_may_be_shown(small: SmallWorkspace) -> None:
    telling(small)
    (small.root / "mine").mkdir()
    table = write_table(small.root / "mine")
    run(small, data=table, probes=("run", "code"), blocks=1)
    folder = small.root / "reports" / "small-own-data"
    text = kept(folder)
    assert WITHHELD in text
    values = (*DISTRICTS, *filter(None, JOBS), *LABELS, str(CANARY), "people.csv", str(table), "Filiale")
    assert not [value for value in values if value in text]
    assert "1,500 rows and 8 columns of a table" in text
    told = Manifest.from_json(RunFolder(folder).read_manifest()).data
    assert told is not None
    assert (told.rows, told.columns, told.table, told.shown) == (1500, 8, "", False)

    run(small, data=table, show_data=True, probes=("run",), levels=("hello",), blocks=1, out=small.root / "shown")
    shown = kept(small.root / "shown")
    assert str(CANARY) in shown
    assert "people.csv" in shown


def test_a_run_on_own_data_is_never_continued_as_another_one(small: SmallWorkspace) -> None:
    from evalkit.plan.loading import BadRequest

    telling(small)
    (small.root / "mine").mkdir()
    table = write_table(small.root / "mine")
    where = small.root / "somewhere"
    run(small, data=table, show_data=True, probes=("code",), levels=("hello",), out=where)
    with pytest.raises(BadRequest, match="holds a run on a reader's own data; name another folder with --out"):
        run(small, probes=("code",), out=where)
    with pytest.raises(BadRequest, match="may hold values of the data, as it was made with --show-data"):
        run(small, data=table, probes=("code",), out=where)
    run(small, probes=("code",), levels=("hello",), out=small.root / "usual")
    with pytest.raises(BadRequest, match="holds a run on the census's data"):
        run(small, data=table, probes=("code",), out=small.root / "usual")


def test_tasks_that_take_no_own_data_are_named_and_left_out(small: SmallWorkspace) -> None:
    from evalkit.plan.loading import BadRequest

    telling(small)
    (small.root / "mine").mkdir()
    table = write_table(small.root / "mine", mapping="texts: [job]\n")
    with pytest.raises(
        BadRequest, match=r"left out of a run on your own data: counting \(needs a column of numbers\); nothing is left"
    ):
        run(small, data=table)
    said = Said()
    write_table(small.root / "mine")
    small.write("tasks/counting/inputs.py", "def make(rows, seed, folder, own=None):\n    raise ValueError('no')\n")
    with pytest.raises(BadRequest, match=r"counting \(its inputs could not be made of these rows\)"):
        run(small, said, data=table)
