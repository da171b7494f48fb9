"""Talk to a service as README.md says, and return what it answered.

A service may speak one of several protocols; api.json says which. Whatever it answers is returned for the checker to judge,
so that nothing here may fail because of it. What is returned holds no times, and nothing that chance decides.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evalkit.bench.address import BadAddress, loopback
from evalkit.bench.load import Answer, Request, UnderLoad, ask, under_load
from evalkit.model.conversation import Conversation, Load
from evalkit.model.verdict import Truth
from tasks.outputs import Unreadable, read_json

API = "api.json"
FEATURES = ["age", "education", "hours"]
BATCH = 50
CONNECTIONS = 4
LOAD, STEADY = 500, 2000
"""Requests under load, of level adapt, and of level stretch before the switch."""
SWITCH = 20_000
"""The most requests while versions are switched."""
SWITCH_SECONDS = 20.0
"""How long a switch may take."""
AFTER = 100
"""How many requests go on after the new version has answered for the first time."""
LATER = 500
"""Requests that come after all that, on new connections."""
METRICS_SECONDS = 2.0
"""How long a service may take until its metrics have the last requests of a load."""
BESIDE = 30
"""Requests that may be counted beside those of a load: those for metrics."""
SAMPLE = r"^([A-Za-z_:][\w:]*)(\{[^\n]*\})? ([-+.\deE]+)"
CLOSE = 2e-6

Row = Sequence[Any]
Numbers = list[float] | None
Body = Callable[[Sequence[Row]], Any]


def _named(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows with the name of each value; a row that is too short lacks the last names."""
    return [dict(zip(FEATURES, row, strict=False)) for row in rows]


PROTOCOLS: Mapping[str, tuple[Body, Callable[[Any], Any]]] = {
    "plain": (lambda rows: {"rows": _named(rows)}, lambda value: value["predictions"]),
    "open-inference": (
        lambda rows: {
            "inputs": [
                {
                    "name": "rows",
                    "shape": [len(rows), len(rows[0])],
                    "datatype": "FP64",
                    "data": [value for row in rows for value in row],
                }
            ]
        },
        lambda value: value["outputs"][0]["data"],
    ),
    "open-inference-columns": (
        lambda rows: {
            "parameters": {"content_type": "pd"},
            "inputs": [
                {
                    "name": name,
                    "shape": [len(rows), 1],
                    "datatype": "FP64",
                    "data": [row[place] for row in rows],
                }
                for place, name in enumerate(FEATURES[: len(rows[0])])
            ],
        },
        lambda value: value["outputs"][0]["data"],
    ),
    "tensorflow-serving": (lambda rows: {"instances": [list(row) for row in rows]}, lambda value: value["predictions"]),
    "tensorflow-serving-named": (lambda rows: {"instances": _named(rows)}, lambda value: value["predictions"]),
    "mlflow": (
        lambda rows: {"dataframe_split": {"columns": FEATURES[: len(rows[0])], "data": [list(row) for row in rows]}},
        lambda value: value["predictions"],
    ),
}


class Misread(Exception):
    """api.json cannot be followed; the text says why, for the author of the implementation."""


class Api:
    """What api.json says, and the requests that follow from it."""

    def __init__(self, folder: Path, address: str) -> None:
        try:
            said = read_json(folder, API, 100_000)
        except Unreadable as why:
            raise Misread(str(why).replace(f"outputs/{API}", API)) from None
        protocol = said.get("protocol") if isinstance(said, dict) else None
        if not isinstance(protocol, str) or protocol not in PROTOCOLS:
            raise Misread(f'{API} must hold an object whose "protocol" is one of {", ".join(PROTOCOLS)}')
        self.said, self.address = said, address
        self.body, self.read = PROTOCOLS[protocol]

    def path(self, *names: str) -> tuple[str, str] | None:
        """The address and the path that it gives under some names, one inside the other; None where it gives none."""
        where: Any = self.said
        for name in names:
            where = where.get(name) if isinstance(where, dict) else None
        if where is None:
            return None
        if isinstance(where, str) and where.startswith("/") and where.isprintable() and " " not in where:
            return self.address, where
        try:
            parts = urlsplit(loopback(where if isinstance(where, str) else ""))
        except BadAddress:
            raise Misread(f"{API}: {' of '.join(reversed(names))} must be a path such as /predict") from None
        return f"http://{parts.netloc}", parts.path or "/"

    def asking(self, rows: Sequence[Row], *names: str) -> tuple[str, Request]:
        """Where to post some rows, and the request; raises `Misread` where the api has no such path."""
        place = self.path(*(names or ("predict",)))
        if place is None:
            raise Misread(f'{API} must say "{" ".join(names or ("predict",))}", the path to post to')
        return place[0], Request.post(place[1], self.body(rows))

    def predict(self, rows: Sequence[Row], *names: str) -> dict[str, Any]:
        """Ask once, and return the status and the predictions."""
        answer = ask(*self.asking(rows, *names))
        return {"status": answer.status, "predictions": self.predictions(answer, len(rows))}

    def predictions(self, answer: Answer, count: int) -> Numbers:
        """The predictions in an answer; None where it holds anything but so many numbers."""
        return self.numbers(answer.value, count) if answer.status == 200 else None

    def numbers(self, value: Any, count: int) -> Numbers:
        """The predictions that a value holds, whatever status it came with; None where they are not so many numbers."""
        try:
            found = self.read(value)
            numbers = [each[0] if isinstance(each, list) and len(each) == 1 else each for each in found]
        except (KeyError, IndexError, TypeError):
            return None
        right = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in numbers)
        return [float(each) for each in numbers] if right and len(numbers) == count and _are_finite(numbers) else None


def ready(folder: Path, address: str, level: str) -> bool:
    """Whether the service gives a prediction, or its api.json cannot be followed, so that there is nothing to wait for."""
    try:
        return bool(Api(folder, address).predict([[40, 10, 40]])["status"] == 200)
    except Misread:
        return True


def drive(
    folder: Path, address: str, level: str, truth: Truth, *, load: int = LOAD, seconds: float = SWITCH_SECONDS
) -> Conversation:
    """Talk to a service of a level, at adapt with so many requests under load; a switch may take so many seconds."""
    try:
        api = Api(folder, address)
        if level == "stretch":
            return _stretch(api, folder, truth, seconds)
        return _adapt(api, truth, load) if level == "adapt" else _hello(api, truth)
    except Misread as why:
        return Conversation({"misread": str(why)})


def _hello(api: Api, truth: Truth) -> Conversation:
    return Conversation({"single": [api.predict([row]) for row in truth["asked"][:5]]})


def _adapt(api: Api, truth: Truth, count: int) -> Conversation:
    asked = truth["asked"]
    first, last = asked[0], asked[-1]
    saw = {
        "health": _get(api, "health").status,
        "single": [api.predict([row]) for row in asked[:3]],
        "batch": api.predict(asked[:BATCH]),
        "bad": _bad(api, first),
        "afterwards": api.predict([last]),
    }
    before = _get(api, "metrics")
    where, _ = api.asking([first])
    requests = [api.asking([asked[place % len(asked)]])[1] for place in range(count)]
    load = under_load(where, requests, CONNECTIONS)
    saw["load"] = {
        "lost": load.load.lost,
        "predictions": [api.predictions(answer, 1) if answer else None for answer in load.answers],
    }
    saw["schema"] = _schema(api)
    saw["metrics"] = _metrics(api, before, count)
    return Conversation(saw, load.load)


def _get(api: Api, name: str) -> Answer:
    place = api.path(name)
    return ask(place[0], Request(place[1])) if place else Answer(0)


def _bad(api: Api, row: Row) -> dict[str, dict[str, Any]]:
    """What bad requests are answered: the status, whether a prediction came, and whether the bad field is named."""
    bad: dict[str, tuple[Sequence[Row] | None, str]] = {
        "missing": ([row[:-1]], FEATURES[-1]),
        "text": ([[*row[:-1], "many"]], FEATURES[-1]),
        "another text": ([["many", *row[1:]]], FEATURES[0]),
        "not JSON": (None, ""),
    }
    answers = {name: _refusal(api, rows) for name, (rows, _) in bad.items()}
    # What is said of whichever field names none, although all fields may stand in it.
    always = answers["text"].body == answers["another text"].body
    return {
        name: {
            "status": answer.status,
            "predicted": 200 <= answer.status < 300 or api.numbers(answer.value, 1) is not None,
            "named": not always and _names(answer, bad[name][1]),
        }
        for name, answer in answers.items()
    }


def _refusal(api: Api, rows: Sequence[Row] | None) -> Answer:
    where, request = api.asking(rows or [[40, 10, 40]])
    return ask(where, request if rows else replace(request, body=b'{"rows": ['))


def _names(answer: Answer, field: str) -> bool:
    return bool(field) and re.search(rf"\b{field}\b", answer.body.decode(errors="replace")) is not None


def _schema(api: Api) -> dict[str, Any] | None:
    """What a description of requests is good for: its status, whether it is JSON, and which features it names."""
    if api.path("schema") is None:
        return None
    answer = _get(api, "schema")
    named = set(_texts(answer.value))
    return {
        "status": answer.status,
        "json": answer.value is not None,
        "named": [name for name in FEATURES if name in named],
    }


def _texts(value: Any, depth: int = 0) -> list[str]:
    """All texts and names in a JSON value."""
    if isinstance(value, str):
        return [value]
    inner: list[Any] = (
        [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    )
    return [text for each in inner for text in _texts(each, depth + 1)] if depth < 60 else []


def _metrics(api: Api, before: Answer, count: int) -> dict[str, Any] | None:
    """What metrics tell that were asked for before a load and after it: whether something counted its requests, and timed them."""
    if api.path("metrics") is None:
        return None
    until = time.monotonic() + METRICS_SECONDS
    while True:
        answer = _get(api, "metrics")
        grew = [_grew(old, new, count) for old, new in zip(_counted(before), _counted(answer), strict=True)]
        if all(grew) or time.monotonic() > until:
            return {"status": answer.status, "counted": grew[0], "timed": grew[1]}
        time.sleep(0.1)


def _grew(before: Mapping[str, float], after: Mapping[str, float], count: int) -> bool:
    """Whether a number grew by so many, or by a few more: asking for metrics is a request, too."""
    return any(count <= number - before.get(name, 0.0) <= count + BESIDE for name, number in after.items())


def _counted(answer: Answer) -> tuple[dict[str, float], dict[str, float]]:
    """What counts and what times things in a text of Prometheus's format, for each set of labels and summed over all of them.

    A histogram has a bucket for each bound, and a summary a quantile; both end with a count.
    """
    text = answer.body.decode(errors="replace")
    kinds = dict(re.findall(r"^# TYPE (\S+) (\w+)", text, re.MULTILINE))
    counters: dict[str, float] = {}
    timed: dict[str, float] = {}
    for name, labels, number in re.findall(SAMPLE, text, re.MULTILINE):
        whole = name.removesuffix("_count")
        is_count = name.endswith("_count") and kinds.get(whole) in ("histogram", "summary")
        if is_count or kinds.get(name, kinds.get(name.removesuffix("_total"))) == "counter":
            _add(counters, name, labels, number)
        if is_count and any(word in name for word in ("second", "duration", "latency", "time")):
            _add(timed, name, labels, number)
    return counters, timed


def _add(numbers: dict[str, float], name: str, labels: str, number: str) -> None:
    with contextlib.suppress(ValueError):
        value = float(number)
        numbers[name] = numbers.get(name, 0.0) + value
        if labels:
            numbers[name + labels] = value


def _stretch(api: Api, folder: Path, truth: Truth, seconds: float) -> Conversation:
    asked, right = truth["asked"], truth["stretch"]
    where, _ = api.asking([asked[0]])
    requests = [api.asking([row])[1] for row in asked]
    steady = under_load(where, [requests[place % len(asked)] for place in range(STEADY)], CONNECTIONS)
    saw: dict[str, Any] = {"steady": _against(api, steady.answers, right["right"], [])}
    settled: list[float] = []
    trouble: list[str] = []
    most = max(range(len(asked)), key=lambda place: abs(right["newer"][place] - right["right"][place]))
    told_apart = (asked[most], right["newer"][most])

    def switch(load: UnderLoad) -> None:
        try:
            trouble.extend(_switch(api, folder, load, told_apart, settled, seconds))
        except Misread as why:
            trouble.append(str(why))
        finally:
            load.enough = True

    during = under_load(where, [requests[place % len(asked)] for place in range(SWITCH)], CONNECTIONS, meanwhile=switch)
    if trouble:
        return Conversation({"misread": trouble[0]})
    saw["switched"] = bool(settled)
    saw["during"] = _against(api, during.answers, right["right"], right["newer"], settled)
    saw["after"] = [api.predict([row]) for row in asked[:5]]
    later = under_load(where, [requests[place % len(asked)] for place in range(LATER)], CONNECTIONS)
    saw["later"] = _against(api, later.answers, right["newer"], [])
    saw["versions"] = _versions(api, asked[:5])
    calm = steady.load
    return Conversation(saw, Load(calm.latencies, calm.seconds, calm.lost + during.load.lost))


def _switch(
    api: Api, folder: Path, load: UnderLoad, newer: tuple[Row, float], settled: list[float], seconds: float
) -> list[str]:
    """Do what api.json says, and wait until the new version answers, which `settled` then has the time of.

    `newer` is a row and what the new version predicts for it. What is returned is why nothing could be done.
    """
    while load.answered < AFTER:
        time.sleep(0.005)
    said = api.said.get("switch")
    if not isinstance(said, dict) or not said.keys() & {"move", "request"}:
        return [f'{API}: "switch" must say what to do: {{"move": [from, to]}}, {{"request": {{...}}}} or both']
    if "move" in said:
        old, new = (_inside(folder, name) for name in _pair(said["move"]))
        try:
            os.replace(old, new)
        except OSError as error:
            return [f"{API}: what is to be moved cannot be: {error.strerror}"]
    if "request" in said:
        wanted = said["request"] if isinstance(said["request"], dict) else {}
        place = api.path("switch", "request", "path")
        if place is None:
            return [f'{API}: the request of "switch" must have a path']
        body = None if wanted.get("body") is None else json.dumps(wanted["body"]).encode()
        answer = ask(place[0], Request(place[1], body, _method(wanted)), seconds)
        if not 200 <= answer.status < 300:
            return [f'the request of "switch" was answered with status {answer.status}']
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = api.predict([newer[0]])["predictions"]
        if found and _is_close(found[0], newer[1]):
            settled.append(time.monotonic())
            break
    so_far = load.answered
    while settled and load.answered < min(so_far + AFTER, SWITCH) and time.monotonic() < until:
        time.sleep(0.005)
    return []


def _method(wanted: Mapping[str, Any]) -> str:
    method = wanted.get("method", "POST")
    if method not in ("POST", "PUT", "PATCH", "GET"):
        raise Misread(f'{API}: the method of "switch" must be POST, PUT, PATCH or GET')
    return str(method)


def _pair(value: Any) -> list[str]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value):
        return value
    raise Misread(f'{API}: "move" of "switch" must be two paths')


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.parent.resolve().is_relative_to(folder.resolve()) or path.name in ("", "..", "."):
        raise Misread(f"{API}: {name!r:.60} leads out of the folder")
    return path


def _against(
    api: Api,
    answers: Sequence[Answer | None],
    old: Sequence[float],
    new: Sequence[float],
    settled: Sequence[float] = (),
) -> dict[str, int]:
    """Count answers of a load: lost, by neither version, and by the old version though sent after the new one had answered.

    `settled` has when the new version answered outside the load.
    """
    counts = {"lost": 0, "wrong": 0}
    answered: dict[bool, list[Answer]] = {True: [], False: []}  # by the new version, and by the old one
    for place, answer in enumerate(answers):
        if answer is None:
            continue
        at = place % len(old)
        found = api.predictions(answer, 1)
        by = [found is not None and _is_close(found[0], version[at]) for version in (old, new) if version]
        if answer.is_lost:
            counts["lost"] += 1
        elif not any(by):
            counts["wrong"] += 1
        elif not all(by) and len(by) == 2:  # where both predict the same, nobody knows
            answered[by[1]].append(answer)
    first = min([*settled, *(answer.began + answer.seconds for answer in answered[True])], default=math.inf)
    return {**counts, "late": sum(answer.began > first for answer in answered[False])}


def _versions(api: Api, rows: Sequence[Row]) -> dict[str, Any] | None:
    """What each version answers under a path of its own, and whether the answer names it."""
    if api.said.get("versions") is None:
        return None
    found = {}
    for version in ("1", "2"):
        where, request = api.asking(rows, "versions", version)
        answer = ask(where, request)
        found[version] = {"predictions": api.predictions(answer, len(rows)), "told": _version_in(answer.value)}
    return found


def _version_in(value: Any) -> str | None:
    """The version that an answer says it is from, at its top, without a v in front."""
    if not isinstance(value, dict):
        return None
    told = next((value[name] for name in ("version", "model_version") if name in value), None)
    return str(told).removeprefix("v")[:20] if isinstance(told, (str, int)) else None


def _is_close(value: float, right: float) -> bool:
    return math.isclose(value, right, rel_tol=CLOSE)


def _are_finite(numbers: Sequence[Any]) -> bool:
    try:
        return all(math.isfinite(each) for each in numbers)
    except OverflowError:
        return False
