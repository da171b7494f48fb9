"""Judge what came back from a tracker: every value as the trainings gave it, and only by way of the tracker.

Written from the contract in README.md. The record of the given code, `truth["ran"]`, says which trainings ran, in which
process and with which losses, as a digest; `truth["stages"]`, which evalkit measures itself, when each script began and
ended. Whatever trained in a stage that only reads computed anew what it should have kept, and fails.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict
from tasks.outputs import Unreadable, read_json, read_text
from tasks.pages import is_named, read_page

LARGEST = 5_000_000
"""Bytes of an output: the curves of four runs are short."""
MOST_REASONS = 3
BEGIN = {"did", "run", "code", "file", "at", "pid", "writers"}
END = {"did", "run", "steps", "gave", "began", "ended", "pid"}
SAVE = {"did", "file", "at", "pid"}
CUT = {"did", "at", "pid"}
"""What each kind of line holds; a training at once with others also lists the packages that it saw."""
NEAR, SMALL = 1e-5, 5e-7
"""How far a value may be off, as a share of it or at all: six decimals keep a curve, although not to the last digit."""
NUMBER = re.compile(r"(?<![\w.])\d{1,20}\.\d{1,20}(?:e[+-]?\d{1,2})?(?!\w)")
LINE = re.compile(r"<(?:path|polyline)\b[^>]*?[\s](?:d|points)=[\"'](?:[^\"'\d]*\d[\d.]*){60}")
"""A line with at least thirty points, as a plotting library draws it."""
PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]{4000}")
LEFT_OUT = {"pip", "setuptools", "wheel"}
"""Packages that a list may leave out: they install others, and nothing is trained with them."""


@dataclass(frozen=True, slots=True)
class Training:
    """A training that came to an end: learned, or diverged."""

    did: str
    run: str
    steps: int
    gave: str
    began: float
    ended: float
    pid: int


@dataclass(frozen=True, slots=True)
class Begin:
    """The begin of a training, and the digest of the file whose code asked for it."""

    run: str
    code: str
    at: float
    pid: int
    packages: tuple[str, ...]


@dataclass(slots=True)
class Stage:
    """One script that ran, and what was trained while it did."""

    name: str
    began: float
    ended: float
    begins: list[Begin] = field(default_factory=list)
    ends: list[Training] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)

    def holds(self, began: float, ended: float) -> bool:
        """Whether something happened while this script ran."""
        return self.began <= began <= ended <= self.ended


class Tampered(Exception):
    """The record holds what given code does not write; the text says where."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the `outputs` folder of one level together with the record in `truth["ran"]`.

    Nothing that an outputs folder or a record can hold makes this raise. A fault spoils the table or the training, and then
    no output is right; a harmless change leaves what is right as it is.
    """
    judges: dict[str, Callable[[Path, Mapping[str, Any], Sequence[Stage]], Verdict]] = {
        "hello": _hello,
        "adapt": _adapt,
        "stretch": _stretch,
    }
    try:
        return judges[level](outputs, truth[level], _stages(truth.get("ran", ()), truth.get("stages", ())))
    except Tampered as where:
        return Verdict(False, 0.0, (f"the record of what ran was tampered with: {where}",))
    except Unreadable as reason:
        return Verdict(False, 0.0, (str(reason),))


def _hello(outputs: Path, truth: Mapping[str, Any], stages: Sequence[Stage]) -> Verdict:
    found = _object(outputs, "run.json", ("parameters", "loss", "test_loss"))
    parameters = found["parameters"] if isinstance(found["parameters"], dict) else {}
    reasons = _trained(stages, truth["runs"], ("read",))
    reasons += _parameters_wrong("run.json", parameters, truth["parameters"])
    reasons += _curve_wrong("run.json", found["loss"], truth["loss"])
    if not _is_near(found["test_loss"], truth["test_loss"]):
        reasons.append(f"run.json: test_loss is {_shown(found['test_loss'])}, not {truth['test_loss']!r}")
    if _bytes(outputs, "model.json") != truth["model"].encode():
        reasons.append("model.json is not the file that was logged, byte for byte")
    missed = {}
    if changed := _changed(parameters, truth["parameters"], nested=False):
        missed["types"] = f"run.json: {changed}"
    if changed := _changed(parameters, truth["parameters"], nested=True):
        missed["nested"] = f"run.json: {changed}"
    if not reasons:
        pairs = [*zip([value for _, value in found["loss"]], truth["loss"], strict=True)]
        rounded = [
            (value, right) for value, right in (*pairs, (found["test_loss"], truth["test_loss"])) if value != right
        ]
        if rounded:
            missed["digits"] = f"{len(rounded)} values were rounded, {rounded[0][1]!r} to {_shown(rounded[0][0])}"
    return _verdict(reasons, missed)


def _adapt(outputs: Path, truth: Mapping[str, Any], stages: Sequence[Stage]) -> Verdict:
    best = _object(outputs, "best.json", ("run", "parameters", "test_loss"))
    compared = _object(outputs, "compare.json", ("parameters", "loss"))
    right, other = truth["curves"][truth["best"]], truth["curves"][truth["other"]]
    reasons = _trained(stages, truth["runs"], ("compare",))
    if best["run"] != truth["best"]:
        reasons.append(f"best.json: the best of all runs is {truth['best']}, not {_shown(best['run'])}")
    else:
        parameters = best["parameters"] if isinstance(best["parameters"], dict) else {}
        reasons += _parameters_wrong("best.json", parameters, truth["parameters"][truth["best"]])
        if not _is_near(best["test_loss"], truth["test_loss"]):
            reasons.append(f"best.json: test_loss is {_shown(best['test_loss'])}, not {truth['test_loss']!r}")
    curves = compared["loss"] if isinstance(compared["loss"], list) else []
    if len(curves) != 2:
        reasons.append("compare.json: loss must hold two curves, that of the best run and that of the other one")
    else:
        reasons += _curve_wrong(f"compare.json: {truth['best']}", curves[0], right)
        reasons += _curve_wrong(f"compare.json: {truth['other']}", curves[1], other)
    reasons += _differences_wrong(compared["parameters"], truth)
    missed: dict[str, str] = {}
    reasons += _broken(outputs, truth, missed)
    reasons += _diverged(outputs, truth, missed)
    return _verdict(reasons, missed)


def _stretch(outputs: Path, truth: Mapping[str, Any], stages: Sequence[Stage]) -> Verdict:
    curves = read_json(outputs, "curves.json", LARGEST)
    origin = _object(outputs, "origin.json", ("run", "data"))
    reasons = _trained(stages, truth["runs"], ("answer",)) + _at_once(stages, truth["runs"]) + _cut(stages, truth)
    if not isinstance(curves, dict) or curves.keys() != truth["curves"].keys():
        reasons.append(f"curves.json must hold the runs {', '.join(truth['curves'])}, and no others")
    else:
        reasons += [
            reason
            for name, curve in truth["curves"].items()
            for reason in _curve_wrong(f"curves.json: {name}", curves[name], curve)
        ]
    if origin["run"] != truth["deployed"]:
        reasons.append(
            f"origin.json: inputs/deployed.json is the model of {truth['deployed']}, not of {_shown(origin['run'])}"
        )
    if origin["data"] != truth["data"]:
        reasons.append("origin.json: data is not the digest of the table that the model was trained on")
    missed: dict[str, str] = {}
    begins = [each for stage in _last(stages, "log") for each in stage.begins if each.run in truth["runs"]]
    reasons += _interrupted(outputs, truth, missed)
    reasons += _source(outputs, truth, begins, missed)
    reasons += _packages(outputs, begins, missed)
    reasons += _page(outputs, truth, missed)
    return _verdict(reasons, missed)


# What ran


def _stages(lines: Iterable[Any], times: Iterable[Mapping[str, Any]]) -> list[Stage]:
    """The record by the script that ran meanwhile; raises `Tampered`."""
    stages = [Stage(one["stage"], one["began"], one["ended"]) for one in times]
    for number, line in enumerate(lines, 1):
        event = _event(line, number)
        began, ended = (event.began, event.ended) if isinstance(event, Training) else (_at(event), _at(event))
        stage = next((one for one in stages if one.holds(began, ended)), None)
        if stage is None:
            raise Tampered(f"line {number} says that something was done while no script ran")
        if isinstance(event, Begin):
            stage.begins.append(event)
        elif isinstance(event, Training):
            stage.ends.append(event)
        elif line["did"] == "power cut":
            stage.cuts.append(event)
    return stages


def _at(event: Begin | float) -> float:
    return event.at if isinstance(event, Begin) else event


def _event(line: Any, number: int) -> Begin | Training | float:
    """A line as what happened, a save or a power cut as its time; raises `Tampered`."""
    did = line.get("did") if isinstance(line, dict) else None
    if did == "begin" and line.keys() - {"packages"} == BEGIN and _are(str, line, "run", "code", "file"):
        packages = line.get("packages", [])
        if isinstance(packages, list) and all(isinstance(one, str) for one in packages):
            at, pid = _time(line["at"]), line["pid"]
            if not math.isnan(at) and isinstance(pid, int):
                return Begin(line["run"], line["code"], at, pid, tuple(packages))
    elif did in ("learn", "diverge") and line.keys() == END and _are(str, line, "run", "gave"):
        began, ended = _time(line["began"]), _time(line["ended"])
        if began <= ended and _are(int, line, "steps", "pid"):
            return Training(did, line["run"], line["steps"], line["gave"], began, ended, line["pid"])
    elif (did == "save" and line.keys() == SAVE) or (did == "power cut" and line.keys() == CUT):
        at = _time(line["at"])
        if not math.isnan(at):
            return at
    raise Tampered(f"line {number} is none that given code writes")


def _are(kind: type, line: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(line[name], kind) and not isinstance(line[name], bool) for name in names)


def _time(value: Any) -> float:
    """A time of the monotonic clock; NaN, which is in no order, for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value) if abs(value) < 1e15 else math.nan


def _last(stages: Sequence[Stage], name: str) -> list[Stage]:
    """The last stage of a name, if there is one: a second run in the same folder has all stages once more."""
    return [stage for stage in stages if stage.name == name][-1:]


def _trained(stages: Sequence[Stage], runs: Mapping[str, Mapping[str, Any]], reading: Sequence[str]) -> list[str]:
    """Say what was not trained once in stage log, or was trained where only the tracker may answer."""
    ends = [each for stage in _last(stages, "log") for each in stage.ends]
    begins = [each.run for stage in _last(stages, "log") for each in stage.begins]
    reasons = []
    for run, right in runs.items():
        of_run = [each for each in ends if each.run == run]
        if not of_run:
            reasons.append(
                f"{right['name']} was not trained in stage log, with the parameters and the data that it has"
            )
        elif len(of_run) > 1:
            reasons.append(f"{right['name']} was trained {len(of_run)} times in stage log")
        elif (of_run[0].did, of_run[0].steps, of_run[0].gave) != (right["did"], right["steps"], right["gave"]):
            reasons.append(f"the record says of {right['name']} what its training does not give")
        elif begins.count(run) > 1:  # a training that is left before its end writes no line of its end
            reasons.append(f"{right['name']} was begun {begins.count(run)} times in stage log")
    if any(run not in runs for run in (*begins, *(each.run for each in ends))):
        reasons.append("stage log trained with parameters or on data that no run has")
    if any(stage.begins or stage.ends for stage in stages if stage.name in reading):
        reasons.append("a stage that only reads trained too: what it wrote need not come from the tracker")
    return reasons


def _at_once(stages: Sequence[Stage], runs: Mapping[str, Any]) -> list[str]:
    """Say why the runs were not four processes at once."""
    ends = [each for stage in _last(stages, "log") for each in stage.ends if each.run in runs]
    if len({each.pid for each in ends}) < len(ends):
        return ["two runs were trained in the same process"]
    if ends and max(each.began for each in ends) >= min(each.ended for each in ends):
        return ["one run had ended before another one began: they did not log at once"]
    return []


def _cut(stages: Sequence[Stage], truth: Mapping[str, Any]) -> list[str]:
    crash = _last(stages, "crash")
    if [each.run for stage in crash for each in stage.begins] != [truth["night"]]:
        return ["stage crash did not begin the run night, once and nothing else"]
    if len([at for stage in stages for at in stage.cuts]) != 1 or not crash[0].cuts:
        return ["the power did not fail once, in stage crash"]
    return ["the run night came to an end, although the power failed"] if crash[0].ends else []


# What came back


def _object(outputs: Path, name: str, keys: Sequence[str]) -> dict[str, Any]:
    value = read_json(outputs, name, LARGEST)
    if not isinstance(value, dict) or not set(keys) <= value.keys():
        raise Unreadable(f"outputs/{name} must hold an object with {', '.join(keys)}")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_near(value: Any, right: float) -> bool:
    wide = max(NEAR * abs(right), SMALL)
    return _is_number(value) and right - wide <= value <= right + wide


def _curve_wrong(where: str, found: Any, right: Sequence[Any]) -> list[str]:
    """Say where a curve, a list of [step, value], is another than the right one, whose values are listed by step."""
    if not isinstance(found, list) or not all(isinstance(one, list) and len(one) == 2 for one in found):
        return [f"{where}: a curve must be a list of [step, value]"]
    steps = [step for step, _ in found]
    if not all(_is_number(step) for step in steps) or steps != sorted(set(steps)):
        return [f"{where}: the steps of a curve must be numbers in ascending order, each once"]
    if lost := sorted(set(range(len(right))) - set(steps)):
        return [f"{where}: {len(lost)} of {len(right)} values are lost, that of step {lost[0]} among them"]
    if len(steps) > len(right):
        return [f"{where}: there are {len(steps)} values, and {len(right)} were logged"]
    for step, value in found:
        if not _is_value(value, right[int(step)]):
            return [f"{where}: the value of step {int(step)} is {_shown(value)}, not {right[int(step)]!r}"]
    return []


def _is_value(value: Any, right: float | str) -> bool:
    """Whether a value is the right one; what is no finite number is a text on both sides."""
    if isinstance(right, str):
        words = {"inf": {"inf", "infinity", "+inf", "+infinity"}, "nan": {"nan"}}[right]
        return isinstance(value, str) and value.lower() in words
    return _is_near(value, right)


def _parameters_wrong(where: str, found: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """Say which parameters are others, whatever their types are: a text may stand for each."""
    reasons = []
    for name, value in right.items():
        if name not in found:
            reasons.append(f"{where}: the parameter {name} is lost")
        elif not _says(found[name], value):
            reasons.append(f"{where}: the parameter {name} is {_shown(found[name])}, not {_shown(value)}")
    return reasons


def _says(found: Any, right: Any) -> bool:
    """Whether a parameter is right, or is the right one as a text."""
    return found == right or (isinstance(found, str) and found in (str(right), json.dumps(right)))


def _changed(found: Mapping[str, Any], right: Mapping[str, Any], *, nested: bool) -> str:
    """Say which parameter came back as something else than it went in; lists and objects, or all others."""
    for name, value in right.items():
        if isinstance(value, list | dict) is nested and not _is_same(found.get(name), value, strict=not nested):
            return f"{name} came back as {_shown(found.get(name))}, not as {_shown(value)}"
    return ""


def _is_same(found: Any, right: Any, *, strict: bool) -> bool:
    if strict:  # Python takes 1, 1.0 and True for equal, and JSON does not
        return type(found) is type(right) and found == right
    return isinstance(found, list | dict) and found == right


def _differences_wrong(found: Any, truth: Mapping[str, Any]) -> list[str]:
    """Judge which parameters of the two runs differ, and in what."""
    best, other = (truth["parameters"][truth[which]] for which in ("best", "other"))
    right = {name: [best[name], other[name]] for name in best if best[name] != other[name]}
    if not isinstance(found, dict):
        return ["compare.json: parameters must be an object, {name: [of the best run, of the other run]}"]
    if unlike := sorted(found.keys() ^ right.keys()):
        return [
            f"compare.json: the runs differ in {', '.join(sorted(right))}; {_shown(unlike[0])} is one too many or missing"
        ]
    for name, values in right.items():
        if not (
            isinstance(found[name], list)
            and len(found[name]) == 2
            and all(_says(one, value) for one, value in zip(found[name], values, strict=True))
        ):
            return [f"compare.json: {name} is {_shown(found[name])}, not {values!r}"]
    return []


# Facts


def _is_left_out(outputs: Path, name: str, fact: str, missed: dict[str, str]) -> bool:
    if (outputs / name).exists() or (outputs / name).is_symlink():
        return False
    missed[fact] = f"there is no {name}"
    return True


def _broken(outputs: Path, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "broken.json", "broke-off", missed):
        return []
    found = read_json(outputs, "broken.json", LARGEST)
    return (
        []
        if found == [truth["broken"]]
        else [f"broken.json is {_shown(found)}; {truth['broken']} broke off, and no other"]
    )


def _diverged(outputs: Path, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "diverged.json", "diverged", missed):
        return []
    curve = read_json(outputs, "diverged.json", LARGEST)
    return _curve_wrong(f"diverged.json: {truth['broken']}", curve, truth["curves"][truth["broken"]])


def _interrupted(outputs: Path, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "interrupted.json", "interrupted", missed):
        return []
    return _curve_wrong("interrupted.json", read_json(outputs, "interrupted.json", LARGEST), truth["interrupted"])


def _source(outputs: Path, truth: Mapping[str, Any], begins: Sequence[Begin], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "source.py", "source", missed):
        return []
    code = [each.code for each in begins if truth["runs"][each.run]["name"] == truth["deployed"]]
    if _sha256(_bytes(outputs, "source.py")) in code:
        return []
    return [f"source.py is not the file whose code trained {truth['deployed']}, as it was then"]


def _packages(outputs: Path, begins: Sequence[Begin], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "packages.json", "packages", missed):
        return []
    found = read_json(outputs, "packages.json", LARGEST)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        return ['packages.json must hold a list of texts such as "pip==26.3"']
    there = {package for each in begins for package in each.packages}
    told = {_normal(one) for one in found}
    if more := sorted(told - there):
        return [f"packages.json lists {_shown(more[0])}, which was not installed"]
    lost = sorted(one for one in there - told if one.partition("==")[0] not in LEFT_OUT)
    return [f"packages.json leaves {len(lost)} packages out, {lost[0]} among them"] if lost else []


def _normal(package: str) -> str:
    name, _, version = package.partition("==")
    return f"{re.sub(r'[-_.]+', '-', name.strip()).lower()}=={version.strip()}"


def _page(outputs: Path, truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    if _is_left_out(outputs, "page.html", "page", missed):
        return []
    page = read_page(outputs, "page.html")
    data = f"{page.source} {_unpacked(page.source)}"
    as_data = _holds(data, truth["curves"].values())
    text = f"{page.text} {data}" if as_data else page.text
    reasons = [f"page.html does not name {name}" for name in truth["curves"] if not is_named(name, text)]
    if page.loaded:
        reasons.append(f"page.html loads {page.loaded[0]}, so nobody can open it without a network")
    if not page.draws:
        reasons.append("page.html draws no curve")
    elif not (as_data or len(LINE.findall(page.source)) >= len(truth["curves"]) or PICTURE.search(page.source)):
        reasons.append("page.html does not draw the curves: neither their values, nor a line for each, nor a picture")
    return reasons


def _holds(data: str, curves: Iterable[Sequence[float]]) -> bool:
    """Whether nine tenths of the values of each curve stand in the data of a page, to four digits."""
    told = {f"{float(number):.4g}" for number in NUMBER.findall(data)}
    return all(sum(f"{value:.4g}" in told for value in curve) >= 0.9 * len(curve) for curve in curves)


def _unpacked(source: str) -> str:
    """What stands packed in base64 in the data of a page, for its own scripts to draw."""
    found = []
    for packed in re.findall(r'"([A-Za-z0-9+/]{400,}={0,2})"', source):
        try:
            found.append(base64.b64decode(packed, validate=True).decode())
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
    return " ".join(found)


def _bytes(outputs: Path, name: str) -> bytes:
    """What a text file holds to the byte, its line ends too; raises `Unreadable`."""
    read_text(outputs, name, LARGEST)
    return (outputs / name).read_bytes()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _shown(value: Any) -> str:
    try:
        return f"{json.dumps(value):.60}"
    except (TypeError, ValueError, RecursionError):
        return f"{value!r:.60}"


def _verdict(reasons: Sequence[str], missed: Mapping[str, str]) -> Verdict:
    if reasons:
        more = (f"and {len(reasons) - MOST_REASONS} more",) if len(reasons) > MOST_REASONS + 1 else ()
        return Verdict(False, 0.0, (*(reasons[:MOST_REASONS] if more else reasons), *more), missed)
    return Verdict(True, 1.0, (), missed)
