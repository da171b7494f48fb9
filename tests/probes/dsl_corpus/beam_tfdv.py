import apache_beam as b
import tensorflow_data_validation as tfdv
from tensorflow_metadata.proto.v0 import statistics_pb2


def count_by_key(rows, label=None):
    name = label or "count"
    return rows | name >> b.combiners.Count.PerKey()


@b.ptransform_fn
def Clean(pcoll):
    return pcoll | b.Filter(bool) | b.Distinct()


def main(path):
    pipeline = b.Pipeline()
    stats = (
        pipeline
        | f"Read {path}" >> b.io.ReadFromText(path)
        | Clean()
        | tfdv.GenerateStatistics()
    )
    stats |= b.Map(print)
    merged = (stats, stats) | b.Flatten()
    merged | "write" >> b.io.WriteToTFRecord("out", coder=b.coders.ProtoCoder(statistics_pb2.DatasetFeatureStatisticsList))
    result = pipeline.run()
    return result.state == "DONE"
