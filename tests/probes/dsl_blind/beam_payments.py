"""Streams card payments, flags odd ones, and keeps the counts that the model is trained with."""
from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterable

import apache_beam as beam
import tensorflow as tf
import tensorflow_transform as tft
import tensorflow_transform.beam as tft_beam
from apache_beam import coders, pvalue
from apache_beam.io.gcp.bigquery import WriteToBigQuery
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.transforms import trigger, window
from apache_beam.transforms.userstate import BagStateSpec, TimerSpec, on_timer
from apache_beam.transforms.timeutil import TimeDomain
from tensorflow_transform.tf_metadata import dataset_metadata, schema_utils

SPEC = {
    "amount": tf.io.FixedLenFeature([], tf.float32),
    "merchant": tf.io.FixedLenFeature([], tf.string),
    "hour": tf.io.FixedLenFeature([], tf.int64),
}


class Decode(beam.DoFn):
    BAD = "bad"

    def process(self, message: bytes) -> Iterable[dict]:
        try:
            row = json.loads(message)
            if row["amount"] < 0:
                raise ValueError("negative")
            yield row
        except (ValueError, KeyError) as error:
            yield pvalue.TaggedOutput(self.BAD, {"raw": message, "why": str(error)})


class Burst(beam.DoFn):
    SEEN = BagStateSpec("seen", coders.FloatCoder())
    EXPIRY = TimerSpec("expiry", TimeDomain.REAL_TIME)

    def process(self, element, seen=beam.DoFn.StateParam(SEEN), expiry=beam.DoFn.TimerParam(EXPIRY)):
        card, row = element
        seen.add(row["amount"])
        amounts = list(seen.read())
        if len(amounts) > 5 and sum(amounts) > 500:
            yield card, sum(amounts)

    @on_timer(EXPIRY)
    def expire(self, seen=beam.DoFn.StateParam(SEEN)):
        seen.clear()


class Flagged(beam.PTransform):
    def __init__(self, factor=3.0, label=None):
        super().__init__(label)
        self.factor = factor

    def expand(self, payments):
        mean = payments | beam.Map(lambda row: row["amount"]) | beam.combiners.Mean.Globally().without_defaults()
        return payments | "Odd" >> beam.Filter(
            lambda row, mean: row["amount"] > self.factor * mean, mean=pvalue.AsSingleton(mean)
        )


@beam.ptransform_fn
def PerMinute(pcoll, size=60):
    return (
        pcoll
        | beam.WindowInto(
            window.FixedWindows(size),
            trigger=trigger.AfterWatermark(early=trigger.AfterCount(100)),
            accumulation_mode=trigger.AccumulationMode.DISCARDING,
        )
        | "Key" >> beam.WithKeys(lambda row: row["merchant"])
        | beam.GroupByKey()
        | beam.MapTuple(lambda merchant, rows: {"merchant": merchant, "n": len(list(rows))})
    )


def preprocessing_fn(inputs):
    amount = tf.math.log1p(inputs["amount"])
    night = tf.logical_or(inputs["hour"] < 6, inputs["hour"] > 22)
    return {
        "amount": tft.scale_to_0_1(amount),
        "bucket": tft.bucketize(inputs["amount"], num_buckets=10),
        "merchant": tft.compute_and_apply_vocabulary(inputs["merchant"], num_oov_buckets=1),
        "night": tf.cast(night, tf.int64),
    }


def run(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--topic", required=True)
    parser.add_argument("--table", default="fraud.odd")
    parser.add_argument("--train", action="store_true")
    known, rest = parser.parse_known_args(argv)
    options = PipelineOptions(rest, save_main_session=True)
    options.view_as(StandardOptions).streaming = not known.train

    p = beam.Pipeline(options=options)
    decoded = (
        p
        | "Read" >> beam.io.ReadFromPubSub(topic=known.topic)
        | "Decode" >> beam.ParDo(Decode()).with_outputs(Decode.BAD, main="good")
    )
    good, bad = decoded.good, decoded[Decode.BAD]
    good | "Count" >> PerMinute(30) | "Counts" >> WriteToBigQuery("fraud.counts", schema="merchant:STRING,n:INTEGER")
    odd = good | Flagged(factor=4.0)
    bursts = good | "By card" >> beam.Map(lambda row: (row["card"], row)) | beam.ParDo(Burst())
    both = (odd, bursts) | beam.Flatten()
    both | "Format" >> beam.Map(json.dumps) | "Save" >> beam.io.WriteToText("gs://fraud/odd")
    bad | beam.Map(logging.warning)

    if known.train:
        metadata = dataset_metadata.DatasetMetadata(schema_utils.schema_from_feature_spec(SPEC))
        with tft_beam.Context(temp_dir="/tmp/tft"):
            (transformed, out_metadata), transform_fn = (good, metadata) | tft_beam.AnalyzeAndTransformDataset(
                preprocessing_fn
            )
            coder = tft.coders.ExampleProtoCoder(out_metadata.schema)
            _ = transformed | "Encode" >> beam.Map(coder.encode) | beam.io.WriteToTFRecord("train")
            transform_fn | tft_beam.WriteTransformFn("transform")
    result = p.run()
    if known.train:
        result.wait_until_finish()
        counters = result.metrics().query()["counters"]
        print(sum(one.committed for one in counters) > 0)


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.INFO)
    run()
