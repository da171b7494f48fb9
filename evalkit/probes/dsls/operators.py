"""Operators: pipelines that are put together with `|`, `>>` and `<<`, and everything else that they do."""

from __future__ import annotations

import ast

from evalkit.probes.dsls.families import families, matches
from evalkit.probes.dsls.kinds import OPERATOR_PIPELINE
from evalkit.probes.dsls.known_names import known
from evalkit.probes.dsls.reader import Reader
from evalkit.source.expression_flow import gone_on
from evalkit.source.values import CONTAINERS, STRING, UNKNOWN, Value, either

COLLECTION = Value("apache_beam.PCollection()", family="beam")
_SIGNS: dict[type[ast.operator], str] = {ast.BitOr: "|", ast.RShift: ">>", ast.LShift: "<<"}


def read_operation(reader: Reader, node: ast.BinOp, *, for_effect: bool = False) -> Value:
    """What a binary operation gives; `for_effect` where nothing is done with it."""
    sign = _SIGNS.get(type(node.op))
    if sign:
        return _chain(reader, node, sign, for_effect=for_effect)
    left, right = reader.read(node.left), reader.read(node.right)
    is_symbolic = bool(left.family or right.family)
    if not is_symbolic and STRING in (left.origin, right.origin) and isinstance(node.op, ast.Add | ast.Mod):
        return reader.joined_text(node, left, right)
    return reader.computed(node, left, right)


def _chain(reader: Reader, node: ast.BinOp, sign: str, *, for_effect: bool) -> Value:
    operands = _operands(node)
    if sign == ">>" and len(operands) == 2 and _is_label(reader, operands[0]):
        return labelled(reader, node)
    values, labels = [], []
    for operand in operands:
        label = sign == "|" and _is_labelled(reader, operand)
        values.append(labelled(reader, operand, noted=False) if label else reader.read(operand))
        labels.append(label)
    is_known = _is_pipeline(sign, values)
    are_stages = not is_known and sign == "|" and _are_stages(reader, operands[1:], values)
    if not (any(labels) or is_known or are_stages or (for_effect and _only_for_effect(operands, sign))):
        return reader.computed(node, *values)
    covered = reader.site(node, OPERATOR_PIPELINE, sign, "")
    reader.notes.covered.append(covered)
    for operand, value, label in zip(operands[1:], values[1:], labels[1:], strict=True):
        reader.note(operand, OPERATOR_PIPELINE, f"'label' >> after {sign}" if label else sign, value.name)
    for operand in operands if sign == "|" else ():
        _note_branches(reader, operand)
    beam = sign == "|" and (are_stages or any(labels) or any(_is_beams(value) for value in values))
    return COLLECTION if beam else next((value for value in reversed(values) if value.origin), values[-1])


def _note_branches(reader: Reader, operand: ast.expr) -> None:
    """Note the stages within a dictionary that stands in a pipeline: each of its values is one of its branches."""
    for branch in operand.values if isinstance(operand, ast.Dict) else ():
        if not (isinstance(branch, ast.BinOp) and isinstance(branch.op, ast.BitOr)):
            continue
        if not any(one.kind == OPERATOR_PIPELINE for one in reader.sites_within(branch)):
            for stage in _operands(branch)[1:]:
                reader.note(stage, OPERATOR_PIPELINE, "|", reader.again(stage).name)
            reader.notes.covered.append(reader.site(branch, OPERATOR_PIPELINE, "|", ""))


def augmented(reader: Reader, node: ast.AugAssign, target: Value) -> Value:
    """What `x |= stage` gives."""
    sign = _SIGNS.get(type(node.op), "")
    label = sign == "|" and _is_labelled(reader, node.value)
    value = labelled(reader, node.value, noted=False) if label else reader.read(node.value)
    if sign and (label or _is_pipeline(sign, [target, value])):
        reader.note(node.value, OPERATOR_PIPELINE, sign, value.name)
        return COLLECTION if sign == "|" else value
    if target.origin == STRING and isinstance(node.op, ast.Add):
        whole = gone_on(target, value)
        if language := next(filter(None, map(reader.language_of, target.written)), ""):
            reader.speaks(whole, language)
        return whole
    if target.origin in CONTAINERS and value.inside is not None and isinstance(node.op, ast.Add):
        return target.with_inside(either(target.inside, value.inside))
    if not (target.family or value.family) or isinstance(node.value, ast.Tuple):
        return target
    computed = reader.computed(node.value, target, value)
    is_held = target.origin and not target.family and not target.origin.startswith("builtins.")
    return target if is_held else computed  # a model to which something is added stays one


def labelled(reader: Reader, node: ast.expr, *, noted: bool = True) -> Value:
    """What `"label" >> stage` gives, which is one stage."""
    if not isinstance(node, ast.BinOp):
        return reader.read(node)
    reader.read(node.left)
    value = reader.read(node.right)
    if noted:
        reader.note(node, OPERATOR_PIPELINE, "'label' >>", value.name)
        reader.notes.covered.append(reader.site(node, OPERATOR_PIPELINE, ">>", ""))
    return value if value.origin.startswith("apache_beam") else Value("apache_beam.PTransform()")


def _operands(node: ast.BinOp) -> list[ast.expr]:
    """The operands of a chain such as a | b | c, which Python reads from the left."""
    operands: list[ast.expr] = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp) and type(left.op) is type(node.op):
        operands.append(left.right)
        left = left.left
    return [left, *reversed(operands)]


def _is_labelled(reader: Reader, node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift) and _is_label(reader, node.left)


def _is_label(reader: Reader, node: ast.expr) -> bool:
    """Whether an expression is a text: nothing shifts one, so that `>>` must be a pipeline's."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _is_label(reader, node.left) or _is_label(reader, node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "format" and _is_label(reader, node.func.value)
    if isinstance(node, ast.Name):
        found = reader.scope.find(node.id)
        return found is not None and found.origin == STRING
    return isinstance(node, ast.JoinedStr)


def _is_pipeline(sign: str, values: list[Value]) -> bool:
    globs = families().pipelines["|" if sign == "|" else ">>"]
    for value in values:
        whole = [value] if value.inside is None else [value, value.inside]
        for one in whole:
            if one.origin and matches(globs, one.origin):
                return True
            if one.family == "beam" if sign == "|" else one.family in known().steps.handles:
                return True
    return False


def _are_stages(reader: Reader, operands: list[ast.expr], values: list[Value]) -> bool:
    """Whether everything is piped into an object that is made there, in a source of Beam's: a stage of somebody's own."""
    if "apache_beam" not in reader.notes.packages or any(value.origin.startswith("builtins.") for value in values):
        return False
    made = [one.func for one in operands if isinstance(one, ast.Call)]
    names = [one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in made]
    return len(made) == len(operands) and all(name[:1].isupper() for name in names)


def _is_beams(value: Value) -> bool:
    whole = (value, value.inside or UNKNOWN)
    return any(one.family == "beam" or one.origin.startswith(known().steps.beam) for one in whole)


def _only_for_effect(operands: list[ast.expr], sign: str) -> bool:
    """Whether a shift whose result is thrown away must be an orchestrator's: numbers would be shifted in vain."""
    return sign in (">>", "<<") and all(
        isinstance(operand, ast.Name | ast.List | ast.Attribute | ast.Call | ast.Subscript) for operand in operands
    )
