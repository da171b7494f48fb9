# https://docs.zenml.io/concepts/steps_and_pipelines
import json
from pathlib import Path

import steps
from zenml import pipeline, step


@step
def load(path: str) -> dict:
    return steps.load(path)


@step
def train(table: dict, rounds: int) -> dict:
    return steps.train(table, rounds)


@step
def evaluate(table: dict, model: dict) -> dict:
    return steps.evaluate(table, model)


@pipeline
def training(rounds: int):
    table = load("inputs/rows.csv")
    evaluate(table, train(table, rounds))


run = training(3)
report = run.steps["evaluate"].output.load()
Path("outputs/report.json").write_text(json.dumps(report))
