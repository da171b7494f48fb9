# https://docs.prefect.io/v3/how-to-guides/workflows/write-and-run
import json
from pathlib import Path

import steps
from prefect import flow, task

load, train, evaluate = task(steps.load), task(steps.train), task(steps.evaluate)


@flow
def pipeline(rounds: int):
    table = load("inputs/rows.csv")
    return evaluate(table, train(table, rounds))


report = pipeline(3)
Path("outputs/report.json").write_text(json.dumps(report))
