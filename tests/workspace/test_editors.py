"""Editors: one command tells them which schema belongs to which file, and takes nothing away from their settings."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from evalkit.workspace import KINDS, schema_of, wire
from evalkit.workspace.editors import PATTERNS

ROOT = Path(__file__).parents[2]


def mappings(file: Path) -> dict[str, tuple[str, str]]:
    """What PyCharm's file says: the schema's file and the pattern, by name."""
    found = {}
    for entry in ET.parse(file).iterfind("component/state/map/entry"):
        options = {each.get("name"): each.get("value", "") for each in entry.iter("option")}
        found[entry.get("key", "")] = (options["relativePathToSchema"], options["path"])
    return found


def test_every_schema_is_written_and_named_to_both_editors(tmp_path: Path) -> None:
    wired = wire(tmp_path)
    assert wired.left == ()
    assert set(PATTERNS) == set(KINDS)
    settings = json.loads((tmp_path / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    told = mappings(tmp_path / ".idea/jsonSchemas.xml")
    for kind, pattern in PATTERNS.items():
        file = f".evalkit/schemas/{kind}.schema.json"
        assert json.loads((tmp_path / file).read_text(encoding="utf-8")) == schema_of(kind)
        assert settings[f"./{file}"] == pattern
        assert told[f"evalkit {kind}"] == (file, pattern)
    assert all((tmp_path / name).is_file() for name in wired.files)


def test_the_patterns_meet_the_files_that_people_write() -> None:
    for kind in ("adapter", "task", "rubric"):
        assert list(ROOT.glob(PATTERNS[kind])), kind


def test_what_stands_in_the_settings_already_stays_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    settings, mapped = tmp_path / ".vscode/settings.json", tmp_path / ".idea/jsonSchemas.xml"
    settings.parent.mkdir()
    mapped.parent.mkdir()
    settings.write_text('{"editor.rulers": [100], "yaml.schemas": {"mine.json": "*.yml"}}')
    mapped.write_text(
        '<project version="4"><component name="Other"/><component name="JsonSchemaMappingsProjectConfiguration"><state><map>'
        '<entry key="mine"><value><SchemaInfo><option name="name" value="mine"/>'
        '<option name="relativePathToSchema" value="mine.json"/><option name="patterns"><list><Item>'
        '<option name="path" value="*.yml"/></Item></list></option></SchemaInfo></value></entry></map></state></component></project>'
    )
    wire(tmp_path)
    first = settings.read_text(), mapped.read_text()
    assert json.loads(first[0])["editor.rulers"] == [100]
    assert json.loads(first[0])["yaml.schemas"]["mine.json"] == "*.yml"
    assert mappings(mapped)["mine"] == ("mine.json", "*.yml")
    assert 'name="Other"' in first[1]
    wire(tmp_path)
    assert (settings.read_text(), mapped.read_text()) == first


@pytest.mark.parametrize("rest", ["", "[" * 10_000])
def test_settings_with_comments_are_left_alone_and_what_they_lack_is_said(tmp_path: Path, rest: str) -> None:
    settings = tmp_path / ".vscode/settings.json"
    settings.parent.mkdir()
    settings.write_text('{\n  "editor.rulers": [100' + rest + "]\n  // mine\n}\n")
    wired = wire(tmp_path)
    [said] = wired.left
    assert 'stays as it is; put this into it: {"yaml.schemas"' in said
    assert "// mine" in settings.read_text()
    assert ".idea/jsonSchemas.xml" in wired.files
