"""Penguins, the TFX way: one file with the pipeline and the module of the trainer."""
import os
from typing import List, Text

import absl.logging
import tensorflow as tf
import tensorflow_data_validation as tfdv
import tensorflow_model_analysis as tfma
import tensorflow_transform as tft
from google.protobuf import text_format
from tensorflow import keras
from tensorflow_metadata.proto.v0 import schema_pb2
from tfx import v1 as tfx
from tfx.dsl.components.common.resolver import Resolver
from tfx.types import Channel, standard_artifacts
from tfx.types.standard_artifacts import Model, ModelBlessing
from tfx_bsl.public import tfxio

FEATURES = ["culmen_length_mm", "culmen_depth_mm", "body_mass_g"]
LABEL = "species"
EVAL_CONFIG = """
    model_specs { label_key: "species" }
    slicing_specs {}
    slicing_specs { feature_keys: ["island"] }
    metrics_specs {
      metrics { class_name: "SparseCategoricalAccuracy"
        threshold { value_threshold { lower_bound { value: 0.6 } } } }
    }
"""


def preprocessing_fn(inputs):
    outputs = {}
    for name in FEATURES:
        outputs[name] = tft.scale_to_z_score(inputs[name])
    outputs[LABEL] = tft.compute_and_apply_vocabulary(inputs[LABEL])
    outputs["heavy"] = tf.cast(inputs["body_mass_g"] > tft.quantiles(inputs["body_mass_g"], 2, 0.01)[0][0], tf.int64)
    return outputs


def _dataset(files: List[Text], accessor: tfx.components.DataAccessor, output: tft.TFTransformOutput, batch=20):
    schema = output.transformed_metadata.schema
    options = tfxio.TensorFlowDatasetOptions(batch_size=batch, label_key=LABEL)
    return accessor.tf_dataset_factory(files, options, schema).repeat()


def _serving(model, output):
    model.tft_layer = output.transform_features_layer()

    @tf.function(input_signature=[tf.TensorSpec(shape=[None], dtype=tf.string, name="examples")])
    def serve(serialized):
        spec = output.raw_feature_spec()
        spec.pop(LABEL)
        parsed = tf.io.parse_example(serialized, spec)
        transformed = model.tft_layer(parsed)
        scores = model(transformed)
        return {"scores": scores, "best": tf.argmax(scores, axis=-1)}

    return serve


def _model() -> keras.Model:
    inputs = [keras.layers.Input(shape=(1,), name=name) for name in FEATURES]
    x = keras.layers.concatenate(inputs)
    for width in (8, 8):
        x = keras.layers.Dense(width, activation="relu")(x)
    outputs = keras.layers.Dense(3)(x)
    model = keras.Model(inputs=inputs, outputs=outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-2),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


def run_fn(fn_args: tfx.components.FnArgs):
    output = tft.TFTransformOutput(fn_args.transform_output)
    train = _dataset(fn_args.train_files, fn_args.data_accessor, output)
    model = _model()
    history = model.fit(train, steps_per_epoch=fn_args.train_steps)
    if history.history["loss"][-1] > 1.0:
        absl.logging.warning("loss is %f", history.history["loss"][-1])
    model.save(fn_args.serving_model_dir, signatures={"serving_default": _serving(model, output)})


def curated(stats_path: str, out: str) -> None:
    stats = tfdv.load_statistics(stats_path)
    schema = tfdv.infer_schema(stats)
    island = tfdv.get_feature(schema, "island")
    island.distribution_constraints.min_domain_mass = 0.9
    island.drift_comparator.infinity_norm.threshold = 0.01
    tfdv.set_domain(schema, "sex", schema_pb2.StringDomain(name="sex", value=["male", "female"]))
    schema.default_environment.append("TRAINING")
    schema.feature.add(name="hatched", type=schema_pb2.INT)
    named = [feature.name for feature in schema.feature if feature.presence.min_fraction > 0.5]
    print(len(named), tfdv.validate_statistics(stats, schema).anomaly_info)
    with open(os.path.join(out, "schema.pbtxt"), "w") as file:
        file.write(text_format.MessageToString(schema))


@tfx.dsl.components.component
def Announce(model: tfx.dsl.components.InputArtifact[Model], channel: tfx.dsl.components.Parameter[str] = "#ml"):
    absl.logging.info("%s for %s", model.uri, channel)


def create_pipeline(name: str, root: str, data: str, module: str, metadata: str, schema: str) -> tfx.dsl.Pipeline:
    output = tfx.proto.Output(
        split_config=tfx.proto.SplitConfig(
            splits=[
                tfx.proto.SplitConfig.Split(name="train", hash_buckets=9),
                tfx.proto.SplitConfig.Split(name="eval", hash_buckets=1),
            ]
        )
    )
    example_gen = tfx.components.CsvExampleGen(input_base=data, output_config=output)
    statistics_gen = tfx.components.StatisticsGen(examples=example_gen.outputs["examples"])
    schema_gen = tfx.components.ImportSchemaGen(schema_file=schema)
    validator = tfx.components.ExampleValidator(
        statistics=statistics_gen.outputs["statistics"], schema=schema_gen.outputs["schema"]
    )
    transform = tfx.components.Transform(
        examples=example_gen.outputs["examples"], schema=schema_gen.outputs["schema"], module_file=module
    )
    trainer = tfx.components.Trainer(
        module_file=module,
        examples=transform.outputs["transformed_examples"],
        transform_graph=transform.outputs["transform_graph"],
        train_args=tfx.proto.TrainArgs(num_steps=100),
        eval_args=tfx.proto.EvalArgs(num_steps=5),
    )
    resolver = Resolver(
        strategy_class=tfx.dsl.experimental.LatestBlessedModelStrategy,
        model=Channel(type=Model),
        model_blessing=Channel(type=ModelBlessing),
    ).with_id("latest")
    evaluator = tfx.components.Evaluator(
        examples=example_gen.outputs["examples"],
        model=trainer.outputs["model"],
        baseline_model=resolver.outputs["model"],
        eval_config=text_format.Parse(EVAL_CONFIG, tfma.EvalConfig()),
    )
    announce = Announce(model=trainer.outputs["model"])
    announce.add_upstream_node(evaluator)
    return tfx.dsl.Pipeline(
        pipeline_name=name,
        pipeline_root=root,
        components=[example_gen, statistics_gen, schema_gen, validator, transform, trainer, resolver, evaluator, announce],
        metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config(metadata),
    )


if __name__ == "__main__":
    tfx.orchestration.LocalDagRunner().run(
        create_pipeline("penguins", "root", "data", os.path.abspath(__file__), "metadata.db", "schema.pbtxt")
    )
