# https://beam.apache.org/documentation/programming-guide/
import json

import apache_beam as beam
import steps


def evaluate(model, table):
    return steps.evaluate(table, model)


with beam.Pipeline(runner="FnApiRunner") as pipeline:
    table = pipeline | beam.Create(["inputs/rows.csv"]) | "load" >> beam.Map(steps.load)
    model = table | "train" >> beam.Map(steps.train, 3)
    report = model | "evaluate" >> beam.Map(evaluate, table=beam.pvalue.AsSingleton(table))
    lines = report | "as JSON" >> beam.Map(json.dumps)
    lines | beam.io.WriteToText("outputs/report.json", shard_name_template="")
