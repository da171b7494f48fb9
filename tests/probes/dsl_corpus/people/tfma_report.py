import apache_beam as beam
import tensorflow_model_analysis as tfma
from google.protobuf import text_format
from tensorflow_metadata.proto.v0 import schema_pb2


def slices(features):
    every = [tfma.slicer.SingleSliceSpec()]
    every += [tfma.slicer.SingleSliceSpec(columns=[name]) for name in features]
    return every


def config(features):
    settings = tfma.EvalConfig()
    settings.model_specs.add().label_key = "label"
    settings.slicing_specs.append(tfma.SlicingSpec())
    for name in features:
        settings.slicing_specs.append(tfma.SlicingSpec(feature_keys=[name]))
    metrics = text_format.Parse("metrics { class_name: 'AUC' }", tfma.MetricsSpec())
    settings.metrics_specs.extend([metrics])
    return settings


def schema(names):
    made = schema_pb2.Schema()
    for name in names:
        feature = made.feature.add(name=name)
        feature.type = schema_pb2.BYTES
    return made


def shown(result):
    for key, metrics in result.slicing_metrics:
        auc = metrics[""][""]["auc"]["doubleValue"]
        print(key, round(auc, 3) if auc > 0 else None)


if __name__ == "__main__":
    wanted = ["sex", "race"]
    print(len(slices(wanted)), config(wanted), schema(wanted))
    outcome = tfma.load_eval_result("out")
    shown(outcome)
