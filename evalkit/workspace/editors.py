"""Tell editors which JSON Schema belongs to which file of a workspace: VS Code, and PyCharm with its relatives."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evalkit.workspace.schemas import schema_of

FOLDER = ".evalkit/schemas"
PATTERNS: Mapping[str, str] = {
    "adapter": "adapters/*.yaml",
    "task": "tasks/*/task.yaml",
    "rubric": "rubrics/*.yaml",
    "ratings": "ratings/*.yaml",
    "data": "**/data.yaml",
}
"""Which files each schema is for, as patterns that both kinds of editors read."""

_VS_CODE, _KEY = ".vscode/settings.json", "yaml.schemas"
_PYCHARM, _COMPONENT = ".idea/jsonSchemas.xml", "JsonSchemaMappingsProjectConfiguration"
_VERSION = "JSON Schema version 7"


@dataclass(frozen=True, slots=True)
class Wired:
    """The files that were written, relative to the workspace, and what has to be done by hand, in sentences."""

    files: tuple[str, ...]
    left: tuple[str, ...] = ()


def wire(root: Path) -> Wired:
    """Write the schemas of a workspace, and tell both kinds of editors about them; what else their files hold stays.

    A settings file that is no plain JSON, or no XML, is left as it is, and what it lacks is said.
    """
    left: list[str] = []
    written = [
        _write(root, _schema_file(kind), json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n")
        for kind in PATTERNS
    ]
    for name, merged in ((_VS_CODE, _vs_code), (_PYCHARM, _pycharm)):
        file = root / name
        try:
            text = merged(file.read_text(encoding="utf-8") if file.is_file() else "")
        except (ValueError, RecursionError, ET.ParseError):
            left.append(
                f"{name} cannot be read as plain {file.suffix[1:].upper()}, and stays as it is; {_by_hand(name)}"
            )
            continue
        written.append(_write(root, name, text))
    return Wired(tuple(written), tuple(left))


def _schema_file(kind: str) -> str:
    return f"{FOLDER}/{kind}.schema.json"


def _by_hand(name: str) -> str:
    if name == _VS_CODE:
        return f"put this into it: {json.dumps({_KEY: _associations()})}"
    return "remove it, and run this again"


def _associations() -> dict[str, str]:
    return {f"./{_schema_file(kind)}": pattern for kind, pattern in PATTERNS.items()}


def _vs_code(text: str) -> str:
    """The settings of VS Code's YAML extension with the schemas in it."""
    settings: Any = json.loads(text) if text.strip() else {}
    if not isinstance(settings, dict) or not isinstance(settings.get(_KEY, {}), dict):
        raise ValueError("settings are an object")  # noqa: TRY004 - as json says of a text that is none
    settings[_KEY] = {**settings.get(_KEY, {}), **_associations()}
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"


def _pycharm(text: str) -> str:
    """The mappings of JSON Schemas of PyCharm, IntelliJ and their relatives with the schemas in them."""
    project = ET.fromstring(text) if text.strip() else ET.Element("project", version="4")  # noqa: S314 - the reader's own file
    component = project.find(f"component[@name='{_COMPONENT}']")
    if component is None:
        component = ET.SubElement(project, "component", name=_COMPONENT)
    state = component.find("state")
    if state is None:
        state = ET.SubElement(component, "state")
    mappings = state.find("map")
    if mappings is None:
        mappings = ET.SubElement(state, "map")
    for kind, pattern in PATTERNS.items():
        name = f"evalkit {kind}"
        for old in mappings.findall(f"entry[@key='{name}']"):
            mappings.remove(old)
        mappings.append(_entry(name, _schema_file(kind), pattern))
    ET.indent(project)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(project, encoding="unicode") + "\n"


def _entry(name: str, file: str, pattern: str) -> ET.Element:
    entry = ET.Element("entry", key=name)
    info = ET.SubElement(ET.SubElement(entry, "value"), "SchemaInfo")
    for key, value in (("name", name), ("relativePathToSchema", file), ("schemaVersion", _VERSION)):
        ET.SubElement(info, "option", name=key, value=value)
    item = ET.SubElement(ET.SubElement(ET.SubElement(info, "option", name="patterns"), "list"), "Item")
    for key, value in (("pattern", "true"), ("path", pattern), ("mappingKind", "Pattern")):
        ET.SubElement(item, "option", name=key, value=value)
    return entry


def _write(root: Path, name: str, text: str) -> str:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return name
