"""Names that say what a run would have shown: which calls give objects, and which take data instead of configuration.

The last resort, where nothing was recorded and no type could be inferred. The lists stand in YAML,
evalkit/probes/dsls/known/data.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from evalkit.probes import dsls
from evalkit.probes.dsls.kinds import pattern


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The lists of data.yaml, each of globs of qualified names; they are explained there."""

    objects: tuple[str, ...]
    data: tuple[str, ...]
    columns_by_keyword: tuple[str, ...]


@cache
def known_names() -> KnownNames:
    """What data.yaml says; read when first asked for."""
    path = Path(dsls.__file__).parent / "known" / "data.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return KnownNames(**{name: tuple(globs) for name, globs in said.items()})


def gives_object(symbol: str) -> bool:
    """Whether calling a symbol gives an instance of a library's class: it is one, or is known to give one."""
    return symbol.rpartition(".")[2][:1].isupper() or pattern(known_names().objects).match(symbol) is not None


def takes_data(symbol: str) -> bool:
    """Whether the dictionaries that a call is given are data: rows, columns, or what is written out."""
    return pattern(known_names().data).match(symbol) is not None


def takes_columns(symbol: str) -> bool:
    """Whether the keyword arguments of a call name columns or fields that the code makes up."""
    return pattern(known_names().columns_by_keyword).match(symbol) is not None


@cache
def pandas_names() -> frozenset[str]:
    """Every public attribute of pandas' own classes: what else is read from a table is one of its columns."""
    import pandas as pd  # noqa: PLC0415  (slow to import, and seldom asked for)

    classes = [each for each in vars(pd).values() if isinstance(each, type)]
    groups = (type(pd.DataFrame({"a": [1]}).groupby("a")), type(pd.Series([1]).groupby([1])))
    accessors = ("str", "dt", "cat", "plot", "loc", "iloc", "at", "iat", "sparse", "style")
    methods = (getattr(pd.Series, name, None) for name in accessors)
    return frozenset(
        name for each in (*classes, *groups, *methods) if each is not None for name in dir(each)
    ) | frozenset(accessors)
