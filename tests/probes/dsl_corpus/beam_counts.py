import argparse
import re

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions


class Split(beam.DoFn):
    def process(self, element):
        flags = re.IGNORECASE | re.MULTILINE
        for word in re.findall(r"[a-z']+", element, flags):
            if len(word) > 3 or word in {"ml"} | {"ai"}:
                yield word


class CountAll(beam.PTransform):
    def expand(self, pcoll):
        return (
            pcoll
            | "Pair" >> beam.Map(lambda w: (w, 1))
            | "Sum" >> beam.CombinePerKey(sum)
        )


def run(argv: list[str] | None = None):
    args = argparse.ArgumentParser().parse_args(argv)
    with beam.Pipeline(options=PipelineOptions()) as p:
        lines = p | beam.io.ReadFromText(args.input)
        counts = lines | beam.ParDo(Split()) | CountAll()
        limit = counts | "Limit" >> beam.combiners.Count.Globally()
        (
            counts
            | "Big" >> beam.Filter(lambda kv, n: kv[1] > n, beam.pvalue.AsSingleton(limit))
            | "Format" >> beam.MapTuple(lambda w, n: f"{w}: {n}")
            | "Write" >> beam.io.WriteToText(args.output)
        )
    mask = 1 << 4 | 0x0F
    return mask >> 2
