# retries: Hamilton has no retries, publish is left out, https://hamilton.apache.org/reference/lifecycle-hooks/
import hashlib
from pathlib import Path

import steps
from hamilton.function_modifiers import cache


@cache(behavior="recompute")
def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def table(path: str, digest: str) -> dict:
    return steps.load(path)


def model(table: dict, rounds: int) -> dict:
    return steps.train(table, rounds)


def report(table: dict, model: dict) -> dict:
    return steps.evaluate(table, model)
