# https://docs.dagster.io/guides/build/assets/defining-assets
import json
from pathlib import Path

import dagster as dg
import steps


@dg.asset
def table():
    return steps.load("inputs/rows.csv")


@dg.asset
def model(table):
    return steps.train(table, 3)


@dg.asset
def report(table, model):
    return steps.evaluate(table, model)


result = dg.materialize([table, model, report])
Path("outputs/report.json").write_text(json.dumps(result.output_for_node("report")))
