"""Concepts as inference tells them, with a real interpreter and a real library: padding and renaming change nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.probes.usage.concepts import Concept, concepts_of
from evalkit.probes.usage.source_keys import with_keys
from evalkit.probes.usage.static_usage import static_usage
from tests.probes.usage.test_static_usage import renamed

SCRIPT = '''\
import json
import textwrap

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

text = textwrap.dedent(
    """
    {"floors": {"pandas": "2.2"}}
    """
)
floors = json.loads(text)["floors"]
wanted = Requirement("pandas[excel]>=2")
newest = Version("3.0")


def reaches(requirement, version):
    allowed = requirement.specifier & SpecifierSet("<4", prereleases=True)
    return allowed.contains(version, prereleases=False) and version.release


for name, floor in floors.items():
    oldest = Version(floor)
    if name == wanted.name and oldest < newest and reaches(wanted, newest):
        print(oldest.public, newest.base_version.split("."))
'''
# Padding: comments, blank lines, code behind a return, a branch and a loop never taken, a function that nothing names.
PADDED = (
    "# what this does\n\n\n"
    + SCRIPT.replace(
        "\n\nfor name, floor",
        "\n    # behind a return\n    version.bump(major=True)\n    return json.loads('{\"dead\": 1}')\n\n\n"
        "if False:\n    wanted.marker.evaluate(environment={'extra': 'x'})\n\n\n"
        'def unused(version):\n    """Nobody calls this."""\n    return json.loads(\'{"never": 1}\'), version.epoch\n'
        "\n\n# a comment\n\nfor name, floor",
    )
    + "\n\n# the end\nwhile 0:\n    Version('1').is_devrelease\n"
)
LOCALS = (
    "text",
    "floors",
    "wanted",
    "newest",
    "reaches",
    "requirement",
    "version",
    "allowed",
    "name",
    "floor",
    "oldest",
)
RENAMED = renamed(SCRIPT, {name: f"x{number}" for number, name in enumerate(LOCALS)})


def concepts(folder: Path, text: str) -> set[Concept]:
    file = folder / "adapt.py"
    file.write_text(text, encoding="utf-8")
    one = Implementation("skew", "tool", "adapt", file, (file,))
    usage = static_usage(one, folder, Path(sys.executable), "not run")
    assert usage.reason == "not run", "inference came to its end"
    return set(concepts_of(with_keys(usage, one, lambda path: path.name)))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(tmp_path / "cache"))


def test_padding_and_renaming_change_no_concept_that_is_inferred(tmp_path: Path) -> None:
    known = concepts(tmp_path, SCRIPT)
    assert "packaging.version.Version.public" in {concept.symbol for concept in known}
    assert {"floors", "pandas"} == {concept.key for concept in known if concept.key}
    assert concepts(tmp_path, PADDED) == known
    assert concepts(tmp_path, RENAMED) == known


def test_the_probe_command_counts_padded_and_renamed_code_alike(tmp_path: Path) -> None:
    program = "from evalkit.commands import main; main()"
    files = []
    for name, text in {"plain.py": SCRIPT, "padded.py": PADDED, "renamed.py": RENAMED}.items():
        files.append(name)
        (tmp_path / name).write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", program, "probe", "code", *files, "--python", sys.executable, "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    counted = {each["path"]: each["value"] for each in json.loads(ended.stdout) if each["metric"] == "code.concepts"}
    assert counted == dict.fromkeys(files, counted["plain.py"])
    assert counted["plain.py"] > 10
