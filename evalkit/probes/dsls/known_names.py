"""Names that say what a run would have shown: the last resort, where nothing was run. The lists stand in known/*.yaml.

Each file has one subject, and each of its lists a comment that says why it is there. `families` and `kinds` read
theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

FOLDER = Path(__file__).with_name("known")
Globs = tuple[str, ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Steps:
    """Names of orchestrators, in steps.yaml."""

    handles: frozenset[str]
    in_pipelines: frozenset[str]
    of_handles: frozenset[str]
    same_step: frozenset[str]
    no_steps: frozenset[str]
    module_words: frozenset[str]
    beam: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Messages:
    """Names of protobuf's methods, in messages.yaml."""

    changes: frozenset[str]
    changes_messages_alone: frozenset[str]
    gives_message: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statements:
    """Names of what holds or takes texts in another language, in statements.yaml."""

    takes_sql: frozenset[str]
    sql_keywords: frozenset[str]
    sql_variables: frozenset[str]
    routes: frozenset[str]
    runs_cypher: frozenset[str]
    takes_path: frozenset[str]
    takes_condition: Mapping[str, tuple[str, ...]]
    takes_schema: frozenset[str]
    selector_constants: Mapping[str, str]
    selects: Mapping[str, tuple[str, ...]]
    expression_keywords: frozenset[str]
    text_keywords: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frames:
    """Names of tables, in frames.yaml."""

    takes_row_expressions: Globs
    of_tables: tuple[Mapping[str, Any], ...]
    takes_column: Mapping[str, int]
    of_queries: frozenset[str]
    table_modules: frozenset[str]
    of_columns_alone: frozenset[str]
    of_columns: frozenset[str]
    bound_by_shells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Modules:
    """Names of packages, in modules.yaml."""

    same: Mapping[str, str]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Data:
    """Names that tell data from configuration, in data.yaml."""

    objects: Globs
    data: Globs
    data_keywords: frozenset[str]
    columns_by_keyword: Globs
    gives_plain: frozenset[str]
    methods_that_give_plain: Globs
    makes_fields: frozenset[str]
    methods_that_make_fields: Mapping[str, tuple[str, ...]]
    makes_classes: frozenset[str]
    columns_as_attributes: frozenset[str]
    attributes_of_tables: frozenset[str]
    columns_as_items: frozenset[str]
    has_dates: frozenset[str]
    gives_rows: frozenset[str]
    gives_records: frozenset[str]
    gives_arrays: frozenset[str]
    gives_no_array: frozenset[str]
    sums_up: frozenset[str]
    objects_of_modules: Globs
    plain_of_modules: frozenset[str]
    logs_fields: frozenset[str]
    configurations: Globs
    of_texts: frozenset[str]
    hands_over: Mapping[str, str]
    calls_with: Mapping[str, str]
    calls_back: Globs
    configures: Globs
    tunes: Globs
    doubles: frozenset[str]
    double_parts: frozenset[str]
    gives_pairs: frozenset[str]
    calls_with_each: frozenset[str]
    data_keywords_of: Mapping[str, frozenset[str]]
    keys_above_names: Mapping[str, frozenset[str]]
    keys_above_settings: Mapping[str, frozenset[str]]
    gives_dictionaries: Globs
    dictionaries: Globs
    bound_by_notebooks: Mapping[str, str]
    gives_no_dictionary: frozenset[str]
    signs_of_keys: Mapping[str, str]
    only_tables_have: frozenset[str]
    gives_own_objects: frozenset[str]
    objects_of_tables: frozenset[str]
    gives_no_table: frozenset[str]


@dataclass(frozen=True, slots=True)
class Runs:
    """Names that a recording run needs, in runs.yaml."""

    eager: frozenset[str]
    tabular: frozenset[str]
    deferred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """All lists but those of families and kinds."""

    steps: Steps
    messages: Messages
    statements: Statements
    frames: Frames
    modules: Modules
    data: Data
    runs: Runs


@cache
def known() -> Known:
    """What the lists say; read when first asked for, since most commands never ask."""
    return Known(
        _read(Steps, "steps"),
        _read(Messages, "messages"),
        _read(Statements, "statements"),
        _read(Frames, "frames"),
        _read(Modules, "modules"),
        _read(Data, "data"),
        _read(Runs, "runs"),
    )


@cache
def known_parsers() -> Mapping[str, Globs]:
    """The calls of parsers.yaml by the language that they read."""
    return {language: tuple(calls) for language, calls in load_known("parsers").items()}


@cache
def known_engines() -> Mapping[str, str]:
    """The engines of engines.yaml: how people call each, by its import name."""
    engines: dict[str, str] = load_known("engines")["engines"]
    return engines


@cache
def pandas_names() -> frozenset[str]:
    """Every public attribute of pandas' own classes, in pandas_names.yaml."""
    return frozenset(load_known("pandas_names")["of_tables"])


def load_known(name: str) -> dict[str, Any]:
    """What one file of lists says."""
    said: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return said


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe loader, the faster one where PyYAML was built with it."""


def _read(kind: type[_T], name: str) -> _T:
    """One file as its class; raises TypeError where a list is missing, or nobody asks for one."""
    types = kind.__annotations__
    return kind(**{key: _held(said, str(types.get(key))) for key, said in load_known(name).items()})


def _held(said: Any, held_as: str) -> Any:
    if isinstance(said, dict):
        return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    return frozenset(said) if held_as.startswith("frozenset") else tuple(said)
