# reuse, account: Beam keeps nothing between two runs of a pipeline, nor tells what ran in one,
# https://beam.apache.org/documentation/programming-guide/
# retries: FnApiRunner tries nothing again; the older BundleBasedDirectRunner tries a bundle four times, which no page documents,
# https://github.com/apache/beam/blob/master/sdks/python/apache_beam/runners/direct/executor.py. An element that failed can
# be set aside, and a second copy of the step for it would be the author's retry, so publish is left out
import json

import apache_beam as beam
import steps


def evaluate(model, table):
    return steps.evaluate(table, model)


def run(rounds, file):
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        table = pipeline | beam.Create(["inputs/rows.csv"]) | "load" >> beam.Map(steps.load)
        model = table | "train" >> beam.Map(steps.train, rounds)
        report = model | "evaluate" >> beam.Map(evaluate, table=beam.pvalue.AsSingleton(table))
        lines = report | "as JSON" >> beam.Map(json.dumps)
        lines | beam.io.WriteToText(file, shard_name_template="")
