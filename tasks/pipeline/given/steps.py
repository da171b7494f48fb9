"""The steps of the pipeline: plain functions, for any orchestrator to call.

A step takes and gives plain data: dictionaries, lists, texts and whole numbers, as JSON holds them. What a step gives
carries a seal, a digest of its content and of the seals of what it was made from. A step refuses what no step gave. It
writes one line into a record whenever it has run or failed.

This module needs nothing but the standard library, and it may be imported, pickled or copied into any process.
"""

import csv
import hashlib
import json
import os
import time
from pathlib import Path

COLUMNS = ("age", "education-num", "hours-per-week", "occupation", "income")
_RAN = os.environ.get("EVALKIT_RAN") or str(Path(__file__).resolve().parents[1] / "ran.jsonl")


def load(path: str) -> dict:
    """Read the CSV file at `path`: a table."""
    return _run("load", _load, path)


def train(table: dict, rounds: int) -> dict:
    """Learn the income from the other numbers, in so many rounds over the table: a model."""
    return _run("train", _train, table, rounds)


def evaluate(table: dict, model: dict) -> dict:
    """Count how many of the rows that were not learned from a model gets right: a report."""
    return _run("evaluate", _evaluate, table, model)


def publish(report: dict) -> dict:
    """Send a report to a service, which is busy and raises ConnectionError at the first two calls with it: a receipt."""
    return _run("publish", _publish_when_free, report)


def split(table: dict) -> list:
    """Part a table by occupation: a list of slices; how many there are depends on the table."""
    return _run("split", _split, table)


def score(part: dict) -> dict:
    """Train and evaluate on one slice alone, which takes a moment: a score. The power fails during one of the slices."""
    return _run("score", _score_with_power_cut, part)


def join(scores: list) -> dict:
    """Put the scores of all slices together, in any order: a report."""
    return _run("join", _join, list(scores))


def archive(report: dict) -> dict:
    """Send a report to a service, which does not answer the first call: a receipt. Waits ten minutes for an answer."""
    return _run("archive", _archive_when_there, report)


def _load(path):
    name = os.path.basename(path)
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    if not header:
        raise ValueError(f"{name} is empty: there is no header")
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise KeyError(f"{name}: column {missing[0]!r} is missing")
    if not rows:
        raise ValueError(f"{name} is empty: there are no rows")
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            raise ValueError(f"{name}, row {number}: {len(row)} fields in a table of {len(header)} columns")
    at = [header.index(column) for column in COLUMNS]
    return _sealed("table", rows=[[_whole(row[at[0]], name, 0), _whole(row[at[1]], name, 1), _whole(row[at[2]], name, 2),
                                   row[at[3]], int(row[at[4]] == ">50K")] for row in rows])  # fmt: skip


def _whole(field, name, column):
    try:
        return int(field)
    except ValueError:
        raise ValueError(f"{name}, column {COLUMNS[column]!r}: cannot convert {field!r} to a number") from None


def _train(table, rounds):
    _known(table, "table", "slice")
    return _sealed("model", table, rounds=rounds, weights=_learned(table["rows"], rounds))


def _learned(rows, rounds):
    """The weights of a perceptron; every fifth row is left for the evaluation."""
    weights = [0, 0, 0, 0]
    for _ in range(rounds):
        for number, row in enumerate(rows):
            if number % 5:
                numbers = (1, row[0] - 38, row[1] - 10, row[2] - 40)
                wrong = row[4] - (sum(map(int.__mul__, weights, numbers)) > 0)
                if wrong:
                    weights = [weight + wrong * each for weight, each in zip(weights, numbers)]
    return weights


def _evaluate(table, model):
    _known(table, "table", "slice")
    _known(model, "model")
    if model["made_of"] != [table["seal"]]:
        raise ValueError("evaluate: the model was trained on another table")
    right, rows = _right(table["rows"], model["weights"])
    return _sealed("report", table, model, right=right, rows=rows)


def _right(rows, weights):
    left = rows[::5]
    guesses = (sum(map(int.__mul__, weights, (1, row[0] - 38, row[1] - 10, row[2] - 40))) > 0 for row in left)
    return sum(guess == bool(row[4]) for guess, row in zip(guesses, left)), len(left)


def _publish(report):
    _known(report, "report")
    return _sealed("receipt", report, by="publish")


def _publish_when_free(report):
    calls = [line for line in _record() if line.get("step") == "publish" and line.get("got") == _got((report,))]
    if len(calls) < 2:
        raise ConnectionError("publish: the service is busy, try again")
    return _publish(report)


def _split(table):
    _known(table, "table")
    names = sorted({row[3] for row in table["rows"]})
    return [
        _sealed("slice", table, slice=name, place=place, rows=[row for row in table["rows"] if row[3] == name])
        for place, name in enumerate(names)
    ]


def _score(part):
    _known(part, "slice")
    right, rows = _right(part["rows"], _learned(part["rows"], 3))
    return _sealed("score", part, slice=part["slice"], right=right, rows=rows)


def _score_with_power_cut(part):
    time.sleep(1)
    cut = os.path.join(os.path.dirname(_RAN), "cut")
    if part["place"] == 2 and not os.path.exists(cut):
        _wait_until_nothing_ends(2.0)
        _note(step="power cut", at=time.monotonic(), pid=os.getpid())
        with open(cut, "w"):
            time.sleep(60)
        raise RuntimeError("score: the power was to fail, and nobody cut it")
    return _score(part)


def _wait_until_nothing_ends(seconds):
    """Let an orchestrator keep what the other slices gave, before the power fails."""
    since, before = time.monotonic(), -1
    while time.monotonic() - since < seconds:
        ended = len(_record())
        if ended != before:
            since, before = time.monotonic(), ended
        time.sleep(0.05)


def _join(scores):
    for each in scores:
        _known(each, "score")
    ordered = sorted(scores, key=lambda each: each["slice"])
    names = [each["slice"] for each in ordered]
    if len(set(names)) < len(names):
        raise ValueError("join: a slice came twice")
    slices = {each["slice"]: {"right": each["right"], "rows": each["rows"]} for each in ordered}
    right, rows = (sum(each[name] for each in ordered) for name in ("right", "rows"))
    return _sealed("report", *ordered, slices=slices, right=right, rows=rows)


def _archive(report):
    _known(report, "report")
    return _sealed("receipt", report, by="archive")


def _archive_when_there(report):
    if not any(line.get("step") == "archive" for line in _record()):
        _note(step="archive", got=_got((report,)), hung=True, began=time.monotonic(), pid=os.getpid())
        until = time.monotonic() + 600
        while time.monotonic() < until:
            time.sleep(0.05)
        raise TimeoutError("archive: no answer within ten minutes")
    return _archive(report)


def _sealed(what, *made_of, **content):
    """An artifact: what it is, its content, the seals of what it was made of, and its own seal."""
    whole = {"what": what, **content, "made_of": [each["seal"] for each in made_of]}
    return {**whole, "seal": _digest(whole)}


def _known(artifact, *whats):
    """Refuse what no step gave, or what was changed on the way."""
    if not isinstance(artifact, dict) or artifact.get("what") not in whats:
        raise TypeError(f"expected a {' or a '.join(whats)}, as a step gives it, not {str(artifact)[:60]}")
    if artifact.get("seal") != _digest({name: value for name, value in artifact.items() if name != "seal"}):
        raise ValueError(f"this {artifact['what']} is not as a step gave it")


def _digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _got(arguments):
    """A digest of what a step got: of seals, and of plain values as they are. The order of a list does not matter."""
    return _digest([sorted(each["seal"] for each in one) if isinstance(one, (list, tuple)) else
                    one["seal"] if isinstance(one, dict) else one for one in arguments])  # fmt: skip


def _got_or_none(arguments):
    """The digest of what a step got, or nothing where it got what no step gives."""
    try:
        return _got(arguments)
    except (TypeError, KeyError, ValueError):
        return None


def _gave(result):
    return _digest([each["seal"] for each in result]) if isinstance(result, list) else result["seal"]


def _run(step, work, *arguments):
    """Do the work of a step, and write one line about it."""
    began = time.monotonic()
    try:
        result = work(*arguments)
    except Exception as error:
        got, failed = _got_or_none(arguments), type(error).__name__
        _note(step=step, got=got, failed=failed, began=began, ended=time.monotonic(), pid=os.getpid())
        raise
    # What a file holds is what `load` got, wherever the file lies.
    got = _gave(result) if step == "load" else _got(arguments)
    _note(step=step, got=got, gave=_gave(result), began=began, ended=time.monotonic(), pid=os.getpid())
    return result


def _note(**line):
    """Append one line at once: lines of several processes do not mix."""
    file = os.open(_RAN, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, (json.dumps(line) + "\n").encode())
    finally:
        os.close(file)


def _record():
    try:
        with open(_RAN, encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except FileNotFoundError:
        return []
