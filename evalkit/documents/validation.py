"""Turn written values into a typed model; every pydantic error gets the place of its cause."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evalkit.documents.messages import EXAMPLES, EXPECTED, WHOLES, not_a_name, options, wrong_type, wrong_value
from evalkit.documents.problems import Place, Problem, quoted
from evalkit.documents.suggestions import closest, did_you_mean
from evalkit.documents.yaml_tree import Written
from evalkit.model.document import Document

AnyDocument = TypeVar("AnyDocument", bound=Document)
Location = Sequence[str | int]
"""Keys and list indices from the root of a document to a value."""


@dataclass(frozen=True, slots=True)
class Form(Generic[AnyDocument]):
    """One kind of document: its model, the key that the file or folder name supplies, and keys that are read earlier.

    `context` is what the model's validators are handed beside the values.
    """

    model: type[AnyDocument]
    name_key: str
    also: tuple[str, ...] = ()
    context: Mapping[str, object] | None = None

    def keys(self, owner: type[BaseModel]) -> tuple[str, ...]:
        """Return the keys that people may write in a mapping of `owner`, a whole document or a part of it."""
        if owner is not self.model:
            return keys_of(owner)
        return tuple(key for key in keys_of(owner) + self.also if key != self.name_key)


def validate(
    form: Form[AnyDocument], name: str, written: Written, file: Place, problems: list[Problem]
) -> AnyDocument | None:
    """Return the document `name` in `written`, or None and more `problems`; `file` is its place."""
    if written.child(form.name_key):
        message = f"the key {form.name_key!r} is not written here: the name in the path says it; remove this line"
        problems.append(Problem(written.key_place(form.name_key), message))
    values = {key: value for key, value in written.plain().items() if key not in form.also}
    values[form.name_key] = name
    try:
        return form.model.model_validate(
            values, strict=True, by_alias=True, by_name=False, context=form.context and dict(form.context)
        )
    except ValidationError as error:
        complaints = []
        for details in error.errors(include_url=False, include_input=False):
            if details["loc"][:1] == (form.name_key,):
                problems.append(Problem(file, f"{not_a_name(name)}; rename it"))
            else:
                complaints.append(_Complaint.of(details, written))
        problems.extend(_problems(complaints, form))
        return None


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One error of pydantic's, followed down the written values as far as its location leads.

    `path` are the keys and list places that exist, `node` what stands there. `branch` is the alternative of a union
    that the error is about, which begins behind the first `fork` parts of the path.
    """

    details: ErrorDetails
    path: tuple[str | int, ...]
    node: Written
    parent: Written
    branch: str | None
    fork: int

    @classmethod
    def of(cls, details: ErrorDetails, written: Written) -> _Complaint:
        loc = details["loc"]
        node = parent = written
        path: list[str | int] = []
        branch: str | None = None
        fork = 0
        for number, part in enumerate(loc):
            child = node.child(part)
            if child is not None:
                parent, node = node, child
                path.append(part)
            elif part != "[key]" and not (details["type"] == "missing" and number == len(loc) - 1) and branch is None:
                branch, fork = str(part), len(path)
        return cls(details, tuple(path), node, parent, branch, fork)

    @property
    def is_about_key(self) -> bool:
        return bool(self.details["loc"]) and self.details["loc"][-1] == "[key]"

    @property
    def is_wrong_kind(self) -> bool:
        """Whether the value does not have the branch's type, so that this branch was not meant."""
        return len(self.path) == self.fork and self.details["type"] in EXPECTED

    @property
    def label(self) -> str:
        """The name of the value in messages: its key, and its number in a list."""
        keys = [part for part in self.path if isinstance(part, str)]
        named = quoted(keys[-1]) if keys else "the file"
        last = self.path[-1] if self.path else None
        return f"item {last + 1} of {named}" if isinstance(last, int) else named


def _problems(complaints: list[_Complaint], form: Form[AnyDocument]) -> Iterable[Problem]:
    unions: dict[tuple[str | int, ...], list[_Complaint]] = {}
    single: list[_Complaint] = []
    for complaint in complaints:
        if complaint.branch is None:
            single.append(complaint)
        else:
            unions.setdefault(complaint.path[: complaint.fork], []).append(complaint)
    for group in unions.values():
        strayed = {complaint.branch for complaint in group if complaint.is_wrong_kind}
        meant = [complaint for complaint in group if complaint.branch not in strayed]
        if meant:
            single += meant
        else:
            yield _none_of_a_union(group)
    meant_keys = {_meant_key(complaint, single) for complaint in single}
    for complaint in single:
        if complaint.details["type"] == "missing" and (complaint.path, complaint.details["loc"][-1]) in meant_keys:
            continue
        if problem := _problem(complaint, form):
            yield problem


def _none_of_a_union(group: list[_Complaint]) -> Problem:
    kinds = list(dict.fromkeys(EXPECTED[complaint.details["type"]] for complaint in group if complaint.is_wrong_kind))
    if "a number" in kinds and "a whole number" in kinds:
        kinds.remove("a whole number")
    first = group[0]
    return Problem(first.node.place, wrong_type(first.label, " or ".join(sorted(kinds)), first.node))


def _problem(complaint: _Complaint, form: Form[AnyDocument]) -> Problem | None:
    """Return the problem behind one complaint, or None if other complaints describe it better."""
    details, node = complaint.details, complaint.node
    kind = details["type"]
    if complaint.is_about_key:
        return _wrong_key(complaint)
    if kind == "too_short" and node.value:
        return None  # pydantic says so too where all entries are wrong, each of which has its own message
    if kind == "extra_forbidden":
        return _unknown_key(complaint, form)
    if kind == "missing":
        message = _missing(str(details["loc"][-1]), model_at(form.model, complaint.path))
    elif kind in EXPECTED:
        message = wrong_type(complaint.label, EXPECTED[kind], node)
    else:
        message = wrong_value(complaint.label, kind, details.get("ctx", {}), details["msg"], node)
    return Problem(node.place, message)


def _unknown_key(complaint: _Complaint, form: Form[AnyDocument]) -> Problem:
    key = str(complaint.path[-1])
    owner = model_at(form.model, complaint.path[:-1])
    known = _unwritten_first(form.keys(owner), complaint.parent, key) if owner else ()
    return Problem(complaint.parent.key_place(key), f"unknown key {quoted(key)}{did_you_mean(key, known)}")


def _wrong_key(complaint: _Complaint) -> Problem:
    key = str(complaint.path[-1]) if complaint.path else ""
    kind = complaint.details["type"]
    if kind == "literal_error":
        message = f"unknown key {quoted(key)}{did_you_mean(key, options(complaint.details['ctx']))}"
    elif kind == "string_pattern_mismatch":
        message = not_a_name(key)
    else:
        message = f"{quoted(key)} cannot be a key; write a shorter word"
    return Problem(complaint.parent.key_place(key), message)


def _unwritten_first(known: tuple[str, ...], parent: Written, key: str) -> tuple[str, ...]:
    """Return the keys that may have been meant: those not written yet, if one is similar."""
    free = tuple(name for name in known if parent.child(name) is None)
    return free if closest(key, free) else known


def _meant_key(complaint: _Complaint, others: list[_Complaint]) -> tuple[tuple[str | int, ...], str] | None:
    """Return the missing key that an unknown key was probably meant to be, so that one mistake gives one message."""
    if complaint.details["type"] != "extra_forbidden":
        return None
    where = complaint.path[:-1]
    missing = [str(c.details["loc"][-1]) for c in others if c.details["type"] == "missing" and c.path == where]
    best = closest(str(complaint.path[-1]), missing)
    return (where, best) if best else None


def _missing(key: str, owner: type | None) -> str:
    name = owner.__name__ if owner else ""
    whole = WHOLES.get(name, "this mapping")
    example = EXAMPLES.get((name, key))
    return f"{key!r} is missing: {whole} needs it" + (f", such as `{example}`" if example else "")


def model_at(model: type[BaseModel], path: Location) -> type[BaseModel] | None:
    """Return the model of the mapping at `path` in a document of `model`, or None if it has no model."""
    annotations: list[Any] = [model]
    for part in path:
        annotations = [inner for annotation in annotations for inner in _step(annotation, part)]
    return next((annotation for annotation in annotations if _is_model(annotation)), None)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys that a document of `model` may have, as people write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    if _is_model(annotation):
        for name, field in annotation.model_fields.items():
            if part == (field.alias or name):
                yield from _options(field.annotation)
    elif get_origin(annotation) is tuple:
        yield from _options(get_args(annotation)[0])
    elif isinstance(get_origin(annotation), type) and issubclass(get_origin(annotation), Mapping):
        yield from _options(get_args(annotation)[1])


def _options(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
