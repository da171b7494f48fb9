from dataclasses import dataclass

import pytest
from prefect import flow, task
from prefect.tasks import task_input_hash


@dataclass(frozen=True)
class Config:
    rows: int | None = None


@task(cache_key_fn=task_input_hash)
def load(name):
    return [1, 2, 3]


@task
def score(rows, factor=2):
    return sum(rows) * factor


@flow(name="scoring")
def scoring(config: Config):
    rows = load("train")
    if len(rows) > 2:
        future = score.submit(rows)
        many = score.map([rows, rows], factor=3)
        print(future.result() > 3, [one.result() for one in many])
    return rows


@pytest.fixture
def config():
    return Config(3)


if __name__ == "__main__":
    scoring(Config())
