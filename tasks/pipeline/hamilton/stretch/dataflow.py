# time-limit: Hamilton limits the time of no node, archive is left out, https://hamilton.apache.org/reference/lifecycle-hooks/
import hashlib
from pathlib import Path

import steps
from hamilton.function_modifiers import cache
from hamilton.htypes import Collect, Parallelizable


@cache(behavior="recompute")
def digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def table(path: str, digest: str) -> dict:
    return steps.load(path)


def parts(table: dict) -> list:
    return steps.split(table)


def part(parts: list) -> Parallelizable[dict]:
    yield from parts


def score(part: dict) -> dict:
    return steps.score(part)


def report(score: Collect[dict]) -> dict:
    return steps.join(list(score))
