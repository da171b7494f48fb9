# resume: Beam's local runner starts a pipeline that was killed from its beginning,
# https://beam.apache.org/documentation/runners/direct/
# time-limit: Beam gives a call up after some time (with_exception_handling(timeout=...)) and does not try it again; a second
# copy of the step would be the author's retry, so archive is left out,
# https://beam.apache.org/releases/pydoc/current/apache_beam.transforms.core.html
import json

import apache_beam as beam
import steps
from apache_beam.options.pipeline_options import PipelineOptions


def run():
    options = PipelineOptions(direct_running_mode="multi_threading", direct_num_workers=2)
    with beam.Pipeline(runner="FnApiRunner", options=options) as pipeline:
        parts = (
            pipeline
            | beam.Create(["inputs/rows.csv"])
            | "load" >> beam.Map(steps.load)
            | "split" >> beam.FlatMap(steps.split)
            | "one worker or another" >> beam.Reshuffle()
        )
        scores = parts | "score" >> beam.Map(steps.score) | "all of them" >> beam.combiners.ToList()
        lines = scores | "join" >> beam.Map(steps.join) | "as JSON" >> beam.Map(json.dumps)
        lines | beam.io.WriteToText("outputs/report.json", shard_name_template="")
