import tensorflow as tf
import tensorflow_data_validation as tfdv
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2
from tensorflow_metadata.proto.v0.schema_pb2 import Feature

stats = tfdv.generate_statistics_from_csv("train.csv")
schema = tfdv.infer_schema(statistics=stats)
schema.default_environment.append("TRAINING")
tfdv.get_feature(schema, "age").presence.min_fraction = 0.9
age = tfdv.get_feature(schema, "age")
age.drift_comparator.infinity_norm.threshold = 0.01
domain = tfdv.get_domain(schema, "color")
domain.value.extend(["red", "blue"])

extra = Feature(name="income", type=schema_pb2.FLOAT)
schema.feature.add().CopyFrom(extra)
other = schema_pb2.Schema()
text_format.Merge(
    'feature { name: "x" type: INT }', other)
with open("schema.pbtxt") as file:
    parsed = text_format.Parse(file.read(), schema_pb2.Schema())
del parsed.feature[:]


def tighten(s: schema_pb2.Schema, names):
    kept = []
    for f in s.feature:
        if f.name in names:
            f.presence.min_count = 1
            kept.append(f.name)
    return kept


tighten(schema, {"age"} | {"color"})
found = {}
for name, anomaly in tfdv.validate_statistics(stats, schema).anomaly_info.items():
    found[name] = anomaly.short_description
options = tfdv.StatsOptions(num_top_values=10)
options.sample_rate = 0.5
example = tf.train.Example(
    features=tf.train.Features(
        feature={"x": tf.train.Feature(int64_list=tf.train.Int64List(value=[1]))}
    )
)
kind = schema_pb2.FeatureType.Name(extra.type)
