"""Read a rubric: follow `extends`, build the typed model, and check the names that it refers to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from evalkit.documents import (
    BadInput,
    Form,
    Place,
    Problem,
    Written,
    check_inside,
    did_you_mean,
    entries,
    overlay,
    quoted,
    read_document,
    shown,
    validate,
)
from evalkit.model import Rubric
from evalkit.probes import METRICS
from evalkit.workspace.references import Known
from evalkit.workspace.rubric_references import Removal, Removals, reference_problems

EXTENDS = "extends"
_RUBRIC = Form(Rubric, "rubric", also=(EXTENDS,), context={"metrics": METRICS})


def read_rubric(file: Path, root: Path, known: Known, problems: list[Problem]) -> Rubric | None:
    """Return the rubric of a file with everything that it extends, or None and more `problems`.

    Every problem points into the file that has to change.
    """
    own_problems: list[Problem] = []
    chain = _chain(file, root, own_problems)
    rubric = None
    if chain:
        written = reduce(overlay, chain)
        rubric = validate(_RUBRIC, file.stem, written, Place(shown(file, root)), own_problems)
        own_problems += reference_problems(written, known, _removals(chain))
    problems.extend(own_problems)
    return None if own_problems else rubric


def _chain(file: Path, root: Path, problems: list[Problem]) -> list[Written]:
    """Return the files that a file extends, the base first and itself last; empty if one of them cannot be used."""
    chain: list[Written] = []
    seen: dict[str, str] = {}
    path: Path | None = file
    while path is not None:
        seen[os.path.realpath(path)] = shown(path, root)
        written = read_document(path, root, problems)
        if written is None:
            return []
        chain.append(written)
        try:
            path = _base(path, written, root, seen)
        except BadInput as error:
            problems.extend(error.problems)
            return []
    return chain[::-1]


def _removals(chain: Sequence[Written]) -> Removals:
    """Return the tasks and criteria that files of a chain remove."""
    return {
        (section, name): Removal(place, frozenset(base.place.file for base in chain[:above]))
        for above, written in enumerate(chain)
        for section in ("tasks", "criteria")
        for name, place, value in written.members(section)
        if value.value is None
    }


def _base(file: Path, written: Written, root: Path, seen: dict[str, str]) -> Path | None:
    """Return the file that `extends` names, or None without that key."""
    value = written.at(EXTENDS)
    if value is None:
        return None
    place = value.place
    others = [path.name for path in entries(file.parent, root, []) if path.suffix == ".yaml" and path.name != file.name]
    if not isinstance(value.value, str) or not value.value.strip():
        raise BadInput([Problem(place, "'extends' must be the name of a rubric's file, such as default.yaml")])
    name = value.value
    base = Path(os.path.normpath(file.parent / name))
    try:
        check_inside(base, root)
    except BadInput:
        message = f"{quoted(name)} leads out of the workspace; extend a rubric in {shown(file.parent, root)}"
        raise BadInput([Problem(place, message)]) from None
    if os.path.realpath(base) in seen:
        circle = [*seen.values(), shown(base, root)]
        first = circle.index(seen[os.path.realpath(base)])
        message = f"extends runs in a circle: {' -> '.join(circle[first:])}; remove one of these lines"
        raise BadInput([Problem(place, message)])
    if not os.path.isfile(base):
        raise BadInput([Problem(place, f"there is no rubric {quoted(name)}{did_you_mean(name, others)}")])
    return base
