"""Read a rubric: follow `extends`, build the typed model, and check the names that it refers to.

A rubric may list its tasks instead of weighing them: these alone, with the weights that the rubric below gives them.
What that one says of other tasks is then left out: stacks keep their tools for the tasks that stay, profiles their
weights of these, and claims about others go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from evalkit.documents import (
    BadInput,
    Form,
    Member,
    Place,
    Problem,
    Written,
    check_inside,
    closest,
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
    meant = {key for written in chain for _, _, key in _misspelt(written)}
    if EXTENDS in meant:  # what it would have inherited is not missing
        own_problems += [
            Problem(place, f"unknown key {quoted(key)}; did you mean {EXTENDS!r}?")
            for written in chain
            for key, place, one in _misspelt(written)
            if one == EXTENDS
        ]
    elif chain:
        written = _laid_over(None, chain[0], own_problems)
        for top in chain[1:]:
            written = _laid_over(written, top, own_problems)
        rubric = validate(_RUBRIC, file.stem, written, Place(shown(file, root)), own_problems)
        if not meant:  # names of a section whose key is misspelt are not unknown
            own_problems += reference_problems(written, known, _removals(chain))
    problems.extend(own_problems)
    return None if own_problems else rubric


def _misspelt(written: Written) -> Iterator[tuple[str, Place, str]]:
    """Yield each key of a rubric that is none, its place, and the key that was probably meant, unless that is there too."""
    known = _RUBRIC.keys(Rubric)
    free = [key for key in known if written.child(key) is None]
    for key, place, _ in written.members():
        if key not in known and (meant := closest(key, free)):
            yield key, place, meant


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


def _laid_over(base: Written | None, top: Written, problems: list[Problem]) -> Written:
    """Lay a rubric over the one that it extends, if there is one."""
    listed = top.at("tasks")
    if listed is None or not listed.is_list:
        return overlay(base, top) if base else top
    places: dict[str, Place] = {}
    for item in listed.items():
        task = item.value
        if not isinstance(task, str):
            problems.append(Problem(item.place, "a list of tasks holds their names, such as data-validation"))
            continue
        if task in places:
            problems.append(Problem(item.place, f"the task {quoted(task)} is listed twice here; remove one"))
        places.setdefault(task, item.place)
    weights = {name: value for name, _, value in base.members("tasks")} if base else {}
    weighed = {
        name: Member(place, Written(place, weights[name].value if name in weights else 1.0, raw="1"))
        for name, place in places.items()
    }
    alone = _with(top, "tasks", Written(listed.place, weighed))
    return overlay(_about(base, frozenset(places)), alone) if base else alone


def _about(base: Written, tasks: frozenset[str]) -> Written:
    """Return a rubric without what it says of other tasks than these."""

    def narrowed(holder: Written, key: str) -> Written:
        """The holder with a mapping of tasks that has these alone."""
        chosen = holder.at(key)
        return _with(holder, key, _members(chosen, lambda task, value: value if task in tasks else None))

    def stack(_: str, value: Written) -> Written | None:
        narrow = narrowed(value, "tools")
        tools = narrow.at("tools")
        return None if tools is not None and tools.is_mapping and not tools.value else narrow

    def claim(_: str, value: Written) -> Written | None:
        sides = (test.at(side, "task") for test in (value, *value.items("tests")) for side in ("left", "right"))
        return None if any(task is not None and task.value not in tasks for task in sides) else value

    changes: Mapping[str, Callable[[str, Written], Written | None]] = {
        "stacks": stack,
        "profiles": lambda _, value: narrowed(value, "tasks"),
        "claims": claim,
    }
    found = narrowed(base, "tasks")
    for section, change in changes.items():
        found = _with(found, section, _members(base.at(section), change))
    return found


def _members(written: Written | None, change: Callable[[str, Written], Written | None]) -> Written | None:
    """Return a mapping with each value changed, without those that `change` has None for; anything else as it is."""
    if written is None or not written.is_mapping:
        return written
    changed = ((name, place, change(name, value)) for name, place, value in written.members())
    return Written(written.place, {name: Member(place, value) for name, place, value in changed if value is not None})


def _with(written: Written, key: str, value: Written | None) -> Written:
    """Return a mapping with another value of a key that it has; anything else as it is."""
    if value is None or not isinstance(written.value, Mapping) or key not in written.value:
        return written
    return Written(written.place, {**written.value, key: Member(written.value[key].place, value)})


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
