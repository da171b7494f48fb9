"""Adapters: what evalkit must know to install and run a tool."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from evalkit.model.document import Document, Name, Text

Command = Annotated[tuple[Text, ...], Field(min_length=1)]
"""A program and its arguments; evalkit starts it without a shell."""


MOST_NOTES = 20
"""The most notes of a tool; a page with more is read by nobody."""


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("must be a web address that begins with https://")
    return value


def _link(value: str) -> str:
    if re.search(r"[\s<>]", value):
        raise ValueError("must be a web address, without spaces, '<' and '>'")
    return _web_address(value)


class AdapterNote(Document):
    """One thing that a reader of a tool's figures should know, such as a known issue or its maintainers' reply.

    `about` names what it concerns: a task, 'task/level' or a metric; the whole tool if it is left out. `source` is a
    web address where a reader can check it.
    """

    says: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
        Field(description="What a reader should know, in a sentence or two."),
    ]
    severity: Annotated[
        Literal["info", "minor", "major"],
        Field(
            description="'major' where it may change a reader's choice, 'minor' where it costs something, else 'info'."
        ),
    ]
    source: Annotated[Text, AfterValidator(_link), Field(description="A web address where a reader can check it.")]
    about: Annotated[
        Text | None, Field(description="What it concerns: a task, 'task/level' or a metric; left out: the whole tool.")
    ] = None


class Adapter(Document):
    """An adapter file, `adapters/<tool>.yaml`.

    `tool` is the file's name without its ending; the file holds everything else. `requires` lists requirement
    specifiers (PEP 508). `packages` lists the import names whose API counts as the tool's own. `companions` maps tasks
    to further requirements. `index` is a vendor's package index, for a tool that the usual index does not carry.
    `programs` maps further programs that the tool needs to how to get them; without one of them it is unavailable.
    `notes` stand beside the tool's name in every report; they change no figure.
    """

    tool: Name
    name: Text
    homepage: Text
    python: Text
    requires: Annotated[tuple[Text, ...], Field(min_length=1)]
    packages: Annotated[tuple[Text, ...], Field(min_length=1)]
    family: Text | None = None
    companions: Mapping[Name, tuple[Text, ...]] = Field(default_factory=dict)
    environ: Mapping[Text, str] = Field(default_factory=dict)
    telemetry_off: Mapping[Text, str] = Field(default_factory=dict)
    prepare: tuple[Command, ...] = ()
    why_not_newest: Text | None = None
    index: Text | None = None
    programs: Annotated[
        Mapping[Text, Text],
        Field(description="Programs that no package index carries, by name, each with how to get it."),
    ] = Field(default_factory=dict)
    notes: Annotated[tuple[AdapterNote, ...], Field(max_length=MOST_NOTES)] = ()

    @field_validator("python")
    @classmethod
    def _is_minor_version(cls, value: str) -> str:
        if not re.fullmatch(r"3\.[0-9]{1,2}", value):
            raise ValueError('must be a minor version of Python in quotes, such as "3.11"')
        return value

    @field_validator("environ", "telemetry_off")
    @classmethod
    def _are_variables(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for name in value:
            if "=" in name:
                raise ValueError(f"{name!r} cannot be the name of a variable, because of its '='; write `NAME: value`")
        return value

    @field_validator("homepage", "index")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        return value if value is None else _web_address(value)

    @field_validator("packages")
    @classmethod
    def _are_import_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for package in value:
            if not all(part.isidentifier() for part in package.split(".")):
                raise ValueError(f"{package!r} is not an import name; write the name that follows 'import'")
        return value

    @property
    def comes_with_python(self) -> bool:
        """Whether the tool is part of Python: its version is Python's, whatever distribution its environment holds."""
        return all(package.partition(".")[0] in sys.stdlib_module_names for package in self.packages)

    def requirements(self, task: str | None = None) -> tuple[str, ...]:
        """Return the requirements of an environment for `task`: the tool's own and its companions for that task."""
        return self.requires + (self.companions.get(task, ()) if task else ())

    def for_tasks(self, tasks: Iterable[str]) -> Adapter:
        """Return the adapter with its companions for all these tasks added to `requires`, without duplicates."""
        together = dict.fromkeys(text for task in (None, *tasks) for text in self.requirements(task))
        return self.model_copy(update={"requires": tuple(together), "companions": {}})
