"""Adapters: what evalkit must know to install and run a tool."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, field_validator

from evalkit.model.document import Document, Name, Text

Command = Annotated[tuple[Text, ...], Field(min_length=1)]
"""A program and its arguments; evalkit starts it without a shell."""


class Adapter(Document):
    """An adapter file, `adapters/<tool>.yaml`.

    `tool` is the file's name without its ending; the file holds everything else. `requires` lists requirement specifiers
    (PEP 508). `packages` lists the import names whose API counts as the tool's own. `companions` maps tasks to further
    requirements. `index` is a vendor's package index, for a tool that the usual index does not carry.
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

    @field_validator("python")
    @classmethod
    def _is_minor_version(cls, value: str) -> str:
        if not re.fullmatch(r"3\.\d{1,2}", value):
            raise ValueError('must be a minor version of Python in quotes, such as "3.11"')
        return value

    @field_validator("homepage", "index")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("must be a web address that begins with https://")
        return value

    @field_validator("packages")
    @classmethod
    def _are_import_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for package in value:
            if not all(part.isidentifier() for part in package.split(".")):
                raise ValueError(f"{package!r} is not an import name; write the name that follows 'import'")
        return value

    def requirements(self, task: str | None = None) -> tuple[str, ...]:
        """Return the requirements of an environment for `task`: the tool's own and its companions for that task."""
        return self.requires + (self.companions.get(task, ()) if task else ())

    def for_tasks(self, tasks: Iterable[str]) -> Adapter:
        """Return the adapter with its companions for all these tasks added to `requires`, without duplicates."""
        together = dict.fromkeys(text for task in (None, *tasks) for text in self.requirements(task))
        return self.model_copy(update={"requires": tuple(together), "companions": {}})
