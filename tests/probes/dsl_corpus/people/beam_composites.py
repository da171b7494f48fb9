import argparse
import json

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions


class Parse(beam.DoFn):
    def process(self, line):
        try:
            yield json.loads(line)
        except ValueError:
            yield beam.pvalue.TaggedOutput("bad", line)


class ByQuality(beam.PTransform):
    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def expand(self, rows):
        limit = self.limit
        good = rows | "good" >> beam.Filter(lambda row: row["score"] > limit)
        poor = rows | "poor" >> beam.Filter(lambda row: row["score"] <= limit)
        return {"good": good, "poor": poor}


def run(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--input", default="rows.jsonl")
    known, rest = parser.parse_known_args(argv)
    with beam.Pipeline(options=PipelineOptions(rest)) as pipeline:
        lines = pipeline | "read" >> beam.io.ReadFromText(known.input)
        parsed = lines | beam.ParDo(Parse()).with_outputs("bad", main="rows")
        parts = parsed.rows | ByQuality(limit=0.5)
        for name in parts.keys():
            print("part", name)
        for name, part in parts.items():
            (
                part
                | f"count {name}" >> beam.combiners.Count.Globally()
                | f"write {name}" >> beam.io.WriteToText(name)
            )
        _ = parsed.bad | "save" >> beam.io.WriteToText("bad")


if __name__ == "__main__":
    run()
