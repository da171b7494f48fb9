"""Judge what the driver saw of a service: predictions, answers to bad requests, and a switch of versions under load."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evalkit.model.verdict import Truth, Verdict

BATCH, LOAD, LATER = 50, 500, 500
CLOSE = 2e-6
"""How far a prediction may be from the right one, as a share of it: single precision stays within a fifth of that."""
FEATURES = ["age", "education", "hours"]
NAMED = ("missing", "text", "another text")
"""The bad requests in which one field is bad."""


def check(outputs: Path, truth: Truth, level: str, fault: str | None = None) -> Verdict:
    """Judge the conversation with a service of one level; outputs hold nothing further."""
    saw = truth.get("conversation")
    if saw is None:
        return Verdict(False, 0.0, ("nobody talked to a service",))
    if "misread" in saw:
        return Verdict(False, 0.0, (saw["misread"],))
    missed: dict[str, str] = {}
    judge = {"hello": _hello, "adapt": _adapt, "stretch": _stretch}[level]
    wrong = judge(saw, truth[level], missed)
    return Verdict(not wrong, float(not wrong), tuple(wrong), missed)


def _hello(saw: Mapping[str, Any], truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    return _singles(saw["single"], truth["right"], "a request with one row")


def _adapt(saw: Mapping[str, Any], truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    right = truth["right"]
    wrong = _singles(saw["single"], right, "a request with one row")
    wrong += _answered(saw["batch"], right[:BATCH], f"a request with {BATCH} rows")
    wrong += _answered(saw["afterwards"], right[-1:], "a good request after bad ones")
    if saw["health"] != 200:
        wrong.append(f'GET on "health" of api.json was answered with {_status(saw["health"])}, not 200')
    wrong += _load(saw["load"], right)
    wrong += _bad(saw["bad"], missed)
    wrong += _schema(saw["schema"], missed)
    return wrong + _metrics(saw["metrics"], missed)


def _load(load: Mapping[str, Any], right: Sequence[float]) -> list[str]:
    wrong = []
    if load["lost"]:
        wrong.append(f"{load['lost']:,} of {LOAD:,} requests under load were lost")
    strange = sum(not _are(found, [right[at % len(right)]]) for at, found in enumerate(load["predictions"]))
    if strange > load["lost"]:
        wrong.append(f"{strange - load['lost']:,} of {LOAD:,} requests under load got another prediction")
    return wrong


def _bad(bad: Mapping[str, Mapping[str, Any]], missed: dict[str, str]) -> list[str]:
    """Judge the answers to bad requests: none may hold a prediction, and each must be an answer."""
    wrong = [f"a bad request ({name}) got a prediction" for name, answer in bad.items() if answer["predicted"]]
    wrong += [f"a bad request ({name}) got no answer" for name, answer in bad.items() if not answer["status"]]
    own = [f"{name}: {_status(answer['status'])}" for name, answer in bad.items() if not 400 <= answer["status"] < 500]
    if own:
        missed["client-errors"] = f"bad requests were answered as if the service had failed ({', '.join(own)})"
    unnamed = [name for name in NAMED if not bad[name]["named"]]
    if unnamed:
        missed["named-field"] = f"the answer to a bad request ({', '.join(unnamed)}) does not name its field"
    return wrong


def _schema(schema: Mapping[str, Any] | None, missed: dict[str, str]) -> list[str]:
    if schema is None:
        missed["schema"] = 'api.json has no "schema"'
        return []
    if schema["status"] != 200 or not schema["json"]:
        return [f'"schema" of api.json was answered with {_status(schema["status"])}, and not with JSON and 200']
    lacking = [name for name in FEATURES if name not in schema["named"]]
    return [f'"schema" of api.json does not name {", ".join(lacking)}'] if lacking else []


def _metrics(metrics: Mapping[str, Any] | None, missed: dict[str, str]) -> list[str]:
    if metrics is None:
        missed["metrics"] = 'api.json has no "metrics"'
        return []
    if metrics["status"] != 200:
        return [f'"metrics" of api.json was answered with {_status(metrics["status"])}, not 200']
    lacking = [words for key, words in (("counted", "count"), ("timed", "time")) if not metrics[key]]
    return [f'"metrics" of api.json does not {" and ".join(lacking)} the requests'] if lacking else []


def _stretch(saw: Mapping[str, Any], truth: Mapping[str, Any], missed: dict[str, str]) -> list[str]:
    old, new = truth["right"], truth["newer"]
    steady, during = saw["steady"], saw["during"]
    wrong = []
    if steady["lost"]:
        wrong.append(f"{steady['lost']:,} of 2,000 requests were lost, before anything was switched")
    if steady["wrong"]:
        wrong.append(
            f"{steady['wrong']:,} of 2,000 requests were not answered by version 1, before anything was switched"
        )
    if not saw["switched"]:
        wrong.append("version 2 did not answer in place of version 1 after the switch")
    if during["wrong"]:
        wrong.append(f"{during['wrong']:,} requests during the switch got a prediction of neither version")
    wrong += _singles(saw["after"], new, "after the switch a request")
    strange = saw["later"]["lost"] + saw["later"]["wrong"]
    if saw["switched"] and strange:
        wrong.append(f"{strange:,} of {LATER:,} requests long after the switch were not answered by version 2")
    if during["lost"]:
        missed["seamless"] = f"{during['lost']:,} requests were lost during the switch"
    elif during["late"]:
        missed["seamless"] = f"{during['late']:,} requests were answered by version 1 after version 2 had answered"
    return wrong + _versions(saw["versions"], old, new, missed)


def _versions(
    versions: Mapping[str, Any] | None, old: Sequence[float], new: Sequence[float], missed: dict[str, str]
) -> list[str]:
    if versions is None:
        missed["side-by-side"] = missed["told-version"] = 'api.json has no "versions"'
        return []
    wrong = [
        f"version {name}, asked under its own path, gave other predictions than its own"
        for name, right in (("1", old), ("2", new))
        if not _are(versions[name]["predictions"], right[:5])
    ]
    told = {name: versions[name]["told"] for name in ("1", "2")}
    silent = [name for name, version in told.items() if version is None]
    if silent:
        missed["told-version"] = (
            f"an answer of version {' and of version '.join(silent)} does not say which version it is from"
        )
    else:
        wrong += [
            f"an answer of version {name} says that it is from {version!r}"
            for name, version in told.items()
            if version != name
        ]
    return wrong


def _singles(answers: Sequence[Mapping[str, Any]], right: Sequence[float], what: str) -> list[str]:
    return [reason for at, answer in enumerate(answers) for reason in _answered(answer, [right[at]], what)][:2]


def _answered(answer: Mapping[str, Any], right: Sequence[float], what: str) -> list[str]:
    if answer["predictions"] is None:
        return [f"{what} was answered with {_status(answer['status'])} and without a number for each row"]
    return [] if _are(answer["predictions"], right) else [f"{what} got another prediction than least squares give"]


def _are(found: Sequence[float] | None, right: Sequence[float]) -> bool:
    return found is not None and len(found) == len(right) and all(
        math.isclose(one, other, rel_tol=CLOSE) for one, other in zip(found, right, strict=True)
    )  # fmt: skip


def _status(status: int) -> str:
    return f"status {status}" if status else "nothing"
