# reuse, account: Beam keeps nothing between two runs of a pipeline, nor tells what ran in one,
# https://beam.apache.org/documentation/programming-guide/
# retries: Beam's local runner tries nothing again; an element that failed can be set aside, and a second copy of the step for
# it would be the author's retry, so publish is left out, https://beam.apache.org/documentation/runners/direct/
import json

import apache_beam as beam
import steps


def evaluate(model, table):
    return steps.evaluate(table, model)


def run(rounds, file):
    with beam.Pipeline() as pipeline:
        table = pipeline | beam.Create(["inputs/rows.csv"]) | "load" >> beam.Map(steps.load)
        model = table | "train" >> beam.Map(steps.train, rounds)
        report = model | "evaluate" >> beam.Map(evaluate, table=beam.pvalue.AsSingleton(table))
        lines = report | "as JSON" >> beam.Map(json.dumps)
        lines | beam.io.WriteToText(file, shard_name_template="")
