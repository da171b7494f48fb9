"""Trainings to be tracked: plain functions and one class, which know nothing of any tracker.

A training yields a loss for each step. It writes a line into a record when it begins and when it ends, without any of the
losses: these exist in the process that trains, and afterwards only where a tracker put them.

This module needs nothing but the standard library. Numbers are added and multiplied one after the other, so they are the
same on every machine to the last bit.
"""

import atexit
import csv
import hashlib
import json
import os
import re
import sys
import time
from importlib import metadata
from pathlib import Path

COLUMNS = ("age", "education-num", "hours-per-week", "occupation", "income")
PARAMETERS = {
    "rate": 0.03125,
    "batch": 16,
    "steps": 20,
    "average": False,
    "note": "0042",
    "columns": ["age", "education-num"],
    "decay": {"after": 10, "by": 0.5},
}
"""The parameters of the one run of level hello."""
RATES = (1e-06, 1e-05, 0.01, 0.03, 0.06)
BATCHES = (8, 16, 32, 64)
BREAKS_OFF = "run-13"
REGIONS = ("north", "east", "south", "west")
WAIT_SECONDS = 60
_RAN = os.environ.get("EVALKIT_RAN") or str(Path(__file__).resolve().parents[1] / "ran.jsonl")
_MIDDLE = {"age": (38, 16), "education-num": (10, 4), "hours-per-week": (40, 16)}


class Diverged(ArithmeticError):
    """A training is broken off because its loss is no number any more."""


class Model:
    """A line through the numbers of a table, learned step by step; `parameters` say how."""

    def __init__(self, parameters: dict) -> None:
        self.parameters = dict(parameters)
        self.columns = tuple(parameters.get("columns", _MIDDLE))
        self.weights = [0.0] * (len(self.columns) + 1)

    def learn(self, table: dict):
        """Yield (step, loss) for each step, from 0 on; raises `Diverged` behind a loss that is no number."""
        run, code, began = _digest([self.parameters, table["digest"]]), sys._getframe(1).f_code.co_filename, time.monotonic()
        writers = self.parameters.get("writers", 1)
        more = {"packages": _packages()} if writers > 1 else {}
        _note(did="begin", run=run, code=_file_digest(code), file=code, at=began, pid=os.getpid(), writers=writers, **more)
        if writers > 1:
            _wait_for_others(writers)
        losses = []
        for step, loss in enumerate(self._learn(table["rows"])):
            losses.append(str(loss))
            yield step, loss
            if loss != loss:
                self._end(run, "diverge", losses, began)
                raise Diverged(f"the loss of step {step} is no number")
            if writers > 1:
                time.sleep(0.005)
        cut = Path(_RAN).with_name("cut")
        if self.parameters.get("power") == "fails" and not cut.exists():
            _let_the_power_fail(cut)
        self._end(run, "learn", losses, began)

    def test(self, table: dict) -> float:
        """The loss on those rows, every fifth one, that were not learned from."""
        rows = _features(table["rows"][::5], self.columns)
        return self._loss([self._miss(row) for row in rows])

    def save(self, path: str) -> str:
        """Write the model to a working file, which is removed when the process ends, and return `path`."""
        Path(path).write_text(self._text(), encoding="utf-8")
        _note(did="save", file=os.path.abspath(path), at=time.monotonic(), pid=os.getpid())
        atexit.register(lambda: Path(path).unlink(missing_ok=True))
        return path

    def _text(self):
        return json.dumps({"columns": self.columns, "weights": self.weights}) + "\n"

    def _end(self, run, did, losses, began):
        gave = _digest(losses)
        _note(did=did, run=run, steps=len(losses), gave=gave, began=began, ended=time.monotonic(), pid=os.getpid())

    def _learn(self, rows):
        """The losses, each before its batch was learned from."""
        rows = _features([row for number, row in enumerate(rows) if number % 5], self.columns)
        rate, batch, decay = self.parameters["rate"], self.parameters["batch"], self.parameters.get("decay")
        for step in range(self.parameters["steps"]):
            taken = [rows[(step * batch + place) % len(rows)] for place in range(batch)]
            misses = [self._miss(row) for row in taken]
            yield self._loss(misses)
            if decay and step == decay["after"]:
                rate *= decay["by"]
            for place in range(len(self.weights)):
                slope = 0.0
                for miss, (numbers, _) in zip(misses, taken):
                    slope += miss * numbers[place]
                self.weights[place] -= rate * slope / batch

    def _miss(self, row):
        """By how much the line misses a row."""
        numbers, wanted = row
        guess = 0.0
        for weight, number in zip(self.weights, numbers):
            guess += weight * number
        return guess - wanted

    def _loss(self, misses):
        """The mean of the squares."""
        total = 0.0
        for miss in misses:
            total += miss * miss
        return total / len(misses)


def load(path: str) -> dict:
    """Read the CSV file at `path`: a table. Its `digest` tells it from every table with other rows."""
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
    whole = [[_whole(row[at[0]], name, 0), _whole(row[at[1]], name, 1), _whole(row[at[2]], name, 2),
              row[at[3]], int(row[at[4]] == ">50K")] for row in rows]  # fmt: skip
    return {"digest": _digest(whole), "rows": whole}


def experiment(table: dict) -> str:
    """The name of what all runs on a table belong to; other data make another experiment."""
    return f"income-{table['digest'][:8]}"


def sweep(table: dict) -> list:
    """The twenty runs of level adapt: {"name": ..., "parameters": {...}} each."""
    runs = []
    for number in range(1, 21):
        name, steps = f"run-{number:02}", max(8, len(table["rows"]) // 1000)
        rate = 1e100 if name == BREAKS_OFF else RATES[(number - 1) % 5]
        runs.append({"name": name, "parameters": {"rate": rate, "batch": BATCHES[(number - 1) // 5], "steps": steps}})
    return runs


def regions() -> list:
    """The four runs of level stretch, which are to learn at once: {"name": ..., "data": path, "parameters": {...}} each."""
    parameters = {"rate": 0.03125, "batch": 8, "steps": 100, "writers": 4}
    return [{"name": name, "data": f"inputs/{name}.csv", "parameters": parameters} for name in REGIONS]


def night() -> dict:
    """The run of level stretch during which the power fails, behind its last loss."""
    parameters = {"rate": 0.0078125, "batch": 8, "steps": 60, "power": "fails"}
    return {"name": "night", "data": "inputs/north.csv", "parameters": parameters}


def _whole(field, name, column):
    try:
        return int(field)
    except ValueError:
        raise ValueError(f"{name}, column {COLUMNS[column]!r}: cannot convert {field!r} to a number") from None


def _features(rows, columns):
    places = [(COLUMNS.index(column), *_MIDDLE[column]) for column in columns]
    return [([1.0, *((row[at] - middle) / wide for at, middle, wide in places)], row[4]) for row in rows]


def _wait_for_others(writers):
    """Go on once so many processes train at once."""
    until = time.monotonic() + WAIT_SECONDS
    while len({line["pid"] for line in _record() if line.get("writers") == writers}) < writers:
        if time.monotonic() > until:
            raise RuntimeError(f"learn: waited {WAIT_SECONDS} s for {writers} processes that learn at once")
        time.sleep(0.02)


def _let_the_power_fail(cut):
    """Give a tracker time to write what it has; then data, code, packages and working files change, and the power fails."""
    time.sleep(2)
    folder, lines = cut.resolve().parent, _record()
    for name in REGIONS:
        _append(folder / "inputs" / f"{name}.csv", "30,9,40,Sales,<=50K\n")
    for code in {line["file"] for line in lines if line.get("writers", 1) > 1}:
        if folder in Path(code).resolve().parents:
            _append(Path(code), "\n# changed while the power was off\n")
    later = folder / "inputs" / "installed_later-1.0.dist-info"
    later.mkdir(exist_ok=True)
    (later / "METADATA").write_text("Metadata-Version: 2.1\nName: installed-later\nVersion: 1.0\n")
    for saved in {line["file"] for line in lines if line["did"] == "save"}:
        if folder in Path(saved).resolve().parents:
            Path(saved).unlink(missing_ok=True)
    _note(did="power cut", at=time.monotonic(), pid=os.getpid())
    cut.write_text("")
    time.sleep(60)
    raise RuntimeError("learn: the power was to fail, and nobody cut it")


def _append(file, text):
    with open(file, "a", encoding="utf-8") as end:
        end.write(text)


def _packages():
    """What is installed here, as name==version; of two versions the one that is imported, which comes first."""
    found = {}
    for each in metadata.distributions():
        found.setdefault(re.sub(r"[-_.]+", "-", each.metadata["Name"]).lower(), each.version)
    return sorted(f"{name}=={version}" for name, version in found.items())


def _file_digest(path):
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _digest(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


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
