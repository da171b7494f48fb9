"""Names that say what a run would have shown: which calls give objects, and which take data instead of configuration.

The last resort, where nothing was recorded and no type could be inferred. The lists stand in YAML,
evalkit/probes/dsls/known/data.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from evalkit.probes.dsls.kinds import pattern
from evalkit.probes.dsls.known_names import known, pandas_names
from evalkit.source.ownership import KnownCalls


@cache
def known_calls() -> KnownCalls:
    """What is known of functions that give Python's own values, or objects with fields of the code's own."""
    data = known().data
    methods = {(package, name) for package, names in data.methods_that_make_fields.items() for name in names}
    return KnownCalls(
        gives_object,
        data.gives_plain,
        gives_built_in,
        data.makes_fields,
        data.makes_classes,
        frozenset(methods),
        has_fields,
        data.hands_over,
        data.calls_with,
        frozenset(f"{name}()" for name in data.doubles),
        data.double_parts,
        data.gives_pairs,
        gives_dictionary,
        calls_back,
        {**known().frames.bound_by_shells, **data.bound_by_notebooks},
    )


def gives_object(symbol: str) -> bool:
    """Whether calling a symbol gives an instance of a library's class: it is one, or is known to give one."""
    package, last, data = symbol.partition(".")[0], symbol.rpartition(".")[2], known().data
    of = symbol.rpartition(".")[0].rpartition(".")[2]
    if of[:1].isupper() and last.startswith("from"):  # what a class makes of something else
        return True
    is_array = package in data.gives_arrays and last not in data.gives_no_array
    return is_array or last[:1].isupper() or pattern(data.objects).match(symbol) is not None


def gives_built_in(name: str) -> bool:
    """Whether a method that is called so gives a value of one of Python's own types, if it is told nothing."""
    return pattern(known().data.methods_that_give_plain).match(name) is not None


def gives_dictionary(origin: str) -> bool:
    """Whether calling what has an origin gives a dictionary, whatever it is told."""
    data = known().data
    names = data.gives_no_dictionary.intersection(each.strip("()@") for each in origin.split("."))
    return not names and "@" not in origin and pattern(data.gives_dictionaries).match(origin) is not None


def calls_back(name: str) -> bool:
    """Whether what is called so takes a function that is called when something happens, however it spells that."""
    return pattern(known().data.calls_back).match(name.lower()) is not None


def has_fields(origin: str) -> bool:
    """Whether the attributes of what an origin gives are fields of a configuration, or of those in it."""
    return pattern(known().data.configurations).match(origin) is not None or _is_record(origin)


def _is_record(origin: str) -> bool:
    """Whether an origin is that of one of the records that a query gives."""
    made = origin.rstrip("@")
    return made != origin and made.endswith("()") and made[:-2].rpartition(".")[2] in known().data.gives_records


def takes_data(symbol: str, package: str = "") -> bool:
    """Whether the dictionaries that a call is given are data: rows, columns, or what is written out.

    `package` is that of what an unresolved method is called on.
    """
    names = (symbol, f"{package}.{symbol}") if package and symbol.startswith("?.") else (symbol,)
    return any(pattern(known().data.data).match(name) is not None for name in names)


def keys_of(package: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Those keys that are a package's own: of a database without columns, the ones that begin with its sign."""
    sign = known().data.signs_of_keys.get(package, "")
    return tuple(key for key in keys if key.startswith(sign))


def takes_columns(symbol: str) -> bool:
    """Whether the keyword arguments of a call name columns or fields that the code makes up."""
    return pattern(known().data.columns_by_keyword).match(symbol) is not None


def is_column(package: str, name: str) -> bool:
    """Whether an attribute of something that was got from a package is a column of a table."""
    named = name.startswith("_") or name in pandas_names()
    return package in known().data.columns_as_attributes and not named
