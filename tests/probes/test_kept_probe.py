"""How much of the baseline's code survives in a tool's implementation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Implementation, Status, Usage
from evalkit.model.facts import Gone, Kept
from evalkit.probes.finding import Finding
from evalkit.probes.kept import PROBE, observe
from evalkit.probes.probe import CannotTell, Question
from evalkit.probes.surviving_statements import statements_of

BASELINE = """\
import json
import pandas as pd

train = pd.read_csv("inputs/train.csv")
known = {}
for column in train:
    known[column] = train[column].unique()

# evalkit: hand over
json.dump(known, open("outputs/known.json", "w"))
"""


def written(root: Path, name: str, text: str | dict[str, str]) -> Implementation:
    files = []
    for file, content in (text if isinstance(text, dict) else {"adapt.py": text}).items():
        path = root / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        files.append(path)
    return Implementation("t", name, "adapt", files[0], tuple(files))


def kept(root: Path, text: str | dict[str, str], baseline: str = BASELINE) -> Finding:
    one, before = written(root, "tool", text), written(root, "pandas", baseline)
    (finding,) = observe(Question(root, (one,), lambda _: Usage(False, ()), baseline={"adapt": before}))
    return finding


def test_the_baseline_itself_is_kept_whole(tmp_path: Path) -> None:
    found = kept(tmp_path, BASELINE)
    assert found.value == 1
    assert found.facts == (Kept("pandas", "adapt", 6, 6, "tool/adapt.py"),)


def test_names_of_locals_comments_and_additions_cost_nothing(tmp_path: Path) -> None:
    renamed = BASELINE.replace("train", "table").replace("known", "values").replace("pd", "p")
    assert kept(tmp_path, "# more\nimport tool\ntool.start()\n" + renamed).value == 1


def test_what_did_not_survive_is_shown_with_its_lines(tmp_path: Path) -> None:
    found = kept(tmp_path, BASELINE.replace('pd.read_csv("inputs/train.csv")', "tool.load()"))
    assert found.value == pytest.approx(5 / 6)
    kept_, lost = found.facts
    assert kept_ == Kept("pandas", "adapt", 5, 6, "tool/adapt.py")
    assert isinstance(lost, Gone)
    assert (lost.file, lost.lines) == ("pandas/adapt.py", (4, 4))
    assert "read_csv" in lost.statement


def test_every_statement_that_went_is_a_fact_however_many_they_are(tmp_path: Path) -> None:
    many = "import pandas\n" + "".join(f"pandas.f{number}()\n" for number in range(300))
    assert len(kept(tmp_path, "print(1)\n", many).facts) == 1 + 301


def test_statements_count_as_often_as_they_stand_there(tmp_path: Path) -> None:
    assert kept(tmp_path, "print(1)\n", "print(1)\nprint(1)\n").value == 0.5


def test_below_the_hand_over_line_nothing_counts(tmp_path: Path) -> None:
    below = "import json\n# evalkit: hand over\n" + BASELINE.replace("# evalkit: hand over\n", "")
    assert kept(tmp_path, below).value == pytest.approx(1 / 6)


def test_statements_may_survive_in_another_file(tmp_path: Path) -> None:
    parts = {"adapt/main.py": "import parts\n", "adapt/parts.py": BASELINE}
    assert kept(tmp_path, parts).value == 1


def test_other_text_files_count_line_by_line_and_data_do_not(tmp_path: Path) -> None:
    one = written(tmp_path, "tool", {"a/main.py": "print(1)\n", "a/c.yaml": "# why\n\nx: 1\n", "a/d.bin": "\0x\n"})
    assert [(s.text, s.file, s.lines) for s in statements_of(one, lambda file: file.name)][1:] == [
        ("x: 1", "c.yaml", (3, 3))
    ]


def test_comments_in_other_text_files_are_those_of_their_language(tmp_path: Path) -> None:
    one = written(tmp_path, "tool", {"a/main.py": "print(1)\n", "a/page.j2": "{# why #}\n# Title\n"})
    assert [s.text for s in statements_of(one, lambda file: file.name)][1:] == ["# Title"]


def test_a_level_without_a_baseline_or_a_script_says_so(tmp_path: Path) -> None:
    one = written(tmp_path, "tool", BASELINE)
    with pytest.raises(CannotTell, match="the baseline has no implementation of adapt"):
        observe(Question(tmp_path, (one,), lambda _: Usage(False, ())))
    with pytest.raises(CannotTell, match="has no statement"):
        kept(tmp_path, BASELINE, "# nothing\n")
    unable = Implementation("t", "tool", "adapt", None, unsupported=tmp_path / "adapt.unsupported.md")
    (finding,) = PROBE.ask(Question(tmp_path, (unable,), lambda _: Usage(False, ())))
    assert finding.status is Status.UNSUPPORTED


def test_what_is_not_python_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CannotTell, match=r"^tool/adapt\.py:2:"):
        kept(tmp_path, "x = 1\nimport import\n")


_LINES = st.lists(st.sampled_from(["import json", "print(1)", "print(len([]))", "f = open('x')"]), min_size=1)


@given(_LINES, _LINES)
def test_it_is_a_share_and_adding_to_a_tools_code_never_lowers_it(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str]
) -> None:
    root = tmp_path_factory.mktemp("kept")
    baseline = "\n".join(before) + "\n"
    share = kept(root, "\n".join(after) + "\n", baseline).value
    more = kept(root, "\n".join([*after, *before]) + "\n", baseline).value
    assert share is not None
    assert more is not None
    assert 0 <= share <= more == 1
