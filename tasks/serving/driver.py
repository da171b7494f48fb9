"""Talk to a service as README.md says, and return what it answered.

A service may speak one of several protocols; api.json says which. Whatever it answers is returned for the checker to judge,
so that nothing here may fail because of it. What is returned holds no times, and nothing that chance decides.
"""

from __future__ import annotations

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
CLOSE = 1e-4

Row = Sequence[Any]
Numbers = list[float] | None
Body = Callable[[Sequence[Row]], Any]

PROTOCOLS: Mapping[str, tuple[Body, Callable[[Any], Any]]] = {
    "plain": (
        lambda rows: {"rows": [dict(zip(FEATURES, row, strict=False)) for row in rows]},
        lambda value: value["predictions"],
    ),
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
        if answer.status != 200:
            return None
        try:
            found = self.read(answer.value)
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
        "bad": {
            "missing": _refusal(api, [first[:-1]], FEATURES[-1]),
            "text": _refusal(api, [[*first[:-1], "many"]], FEATURES[-1]),
            "not JSON": _refusal(api, None, ""),
        },
        "afterwards": api.predict([last]),
    }
    where, _ = api.asking([first])
    requests = [api.asking([asked[place % len(asked)]])[1] for place in range(count)]
    load = under_load(where, requests, CONNECTIONS)
    saw["load"] = {
        "lost": load.load.lost,
        "predictions": [api.predictions(answer, 1) if answer else None for answer in load.answers],
    }
    saw["schema"] = _schema(api)
    saw["metrics"] = _metrics(api, count)
    return Conversation(saw, load.load)


def _get(api: Api, name: str) -> Answer:
    place = api.path(name)
    return ask(place[0], Request(place[1])) if place else Answer(0)


def _refusal(api: Api, rows: Sequence[Row] | None, field: str) -> dict[str, Any]:
    """What a bad request is answered: the status, whether a prediction came, and whether the field is named."""
    where, request = api.asking(rows or [[40, 10, 40]])
    answer = ask(where, request if rows else replace(request, body=b'{"rows": ['))
    said = answer.body.decode(errors="replace")
    return {
        "status": answer.status,
        "predicted": answer.status == 200,
        "named": bool(field) and re.search(rf"\b{field}\b", said) is not None,
    }


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


def _metrics(api: Api, count: int) -> dict[str, Any] | None:
    """What metrics tell: whether something counted all requests, and whether the same has a histogram or summary of times."""
    if api.path("metrics") is None:
        return None
    answer = _get(api, "metrics")
    counted, timed = _counted(answer.body.decode(errors="replace"))
    return {"status": answer.status, "counted": counted >= count, "timed": timed >= count}


def _counted(text: str) -> tuple[float, float]:
    """The largest counter and the largest number of timed things in a text of Prometheus's format, each summed over its labels.

    A histogram has a bucket for each bound, and a summary a quantile; both end with a count.
    """
    kinds = dict(re.findall(r"^# TYPE (\S+) (\w+)", text, re.MULTILINE))
    sums: dict[str, float] = {}
    for name, number in re.findall(r"^([A-Za-z_:][\w:]*)(?:\{[^\n]*\})? ([-+.\deE]+)", text, re.MULTILINE):
        sums[name] = sums.get(name, 0.0) + float(number)
    counters = [
        total
        for name, total in sums.items()
        if kinds.get(name, kinds.get(name.removesuffix("_total"))) == "counter" or name.endswith("_count")
    ]
    timed = [
        total
        for name, total in sums.items()
        if name.endswith("_count") and kinds.get(name.removesuffix("_count")) in ("histogram", "summary")
        and any(word in name for word in ("second", "duration", "latency", "time"))
    ]  # fmt: skip
    return max(counters, default=0.0), max(timed, default=0.0)


def _stretch(api: Api, folder: Path, truth: Truth, seconds: float) -> Conversation:
    asked, right = truth["asked"], truth["stretch"]
    where, _ = api.asking([asked[0]])
    requests = [api.asking([row])[1] for row in asked]
    steady = under_load(where, [requests[place % len(asked)] for place in range(STEADY)], CONNECTIONS)
    saw: dict[str, Any] = {"steady": _against(api, steady.answers, right["right"], [])}
    settled: list[float] = []
    trouble: list[str] = []

    def switch(load: UnderLoad) -> None:
        try:
            trouble.extend(_switch(api, folder, load, (asked[0], right["newer"][0]), settled, seconds))
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
    """Count answers of a load: lost, by neither version, and by the old version though sent after the new one had answered."""
    counts = {"lost": 0, "wrong": 0, "late": 0}
    for place, answer in enumerate(answers):
        if answer is None:
            continue
        at = place % len(old)
        found = api.predictions(answer, 1)
        if answer.is_lost:
            counts["lost"] += 1
        elif found and new and _is_close(found[0], new[at]):
            continue
        elif not found or not _is_close(found[0], old[at]):
            counts["wrong"] += 1
        elif settled and answer.began > settled[0]:
            counts["late"] += 1
    return counts


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
