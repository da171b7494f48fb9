"""Concepts as inference tells them, with a real interpreter and a real library: padding and renaming change nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evalkit.model import Implementation
from evalkit.probes.usage.concepts import Concept, concepts_of
from evalkit.probes.usage.source_keys import with_keys
from evalkit.probes.usage.static_usage import static_usage
from tests.conftest import command
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


FILES = {"plain.py": SCRIPT, "padded.py": PADDED, "renamed.py": RENAMED}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script in all its forms, and beside it the cache: what one test has inferred, the next finds there."""
    folder = tmp_path_factory.mktemp("forms")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def own_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALKIT_CACHE", str(folder / "cache"))


def concepts(file: Path) -> set[Concept]:
    one = Implementation("skew", "tool", "adapt", file, (file,))
    usage = static_usage(one, file.parent, Path(sys.executable), "not run")
    assert usage.reason == "not run", "inference came to its end"
    return set(concepts_of(with_keys(usage, one, lambda path: path.name)))


def test_padding_and_renaming_change_no_concept_that_is_inferred(folder: Path) -> None:
    known = concepts(folder / "plain.py")
    assert "packaging.version.Version.public" in {concept.symbol for concept in known}
    assert {"floors", "pandas"} == {concept.key for concept in known if concept.key}
    assert concepts(folder / "padded.py") == known
    assert concepts(folder / "renamed.py") == known


def test_the_probe_command_counts_padded_and_renamed_code_alike(folder: Path) -> None:
    done = command(folder, "probe", "code", *FILES, "--python", sys.executable, "--json")
    assert done.returncode == 0, done.stderr
    counted = {each["path"]: each["value"] for each in json.loads(done.stdout) if each["metric"] == "code.concepts"}
    assert counted == dict.fromkeys(FILES, counted["plain.py"])
    assert counted["plain.py"] > 10
