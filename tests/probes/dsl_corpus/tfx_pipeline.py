import os

import tensorflow_model_analysis as tfma
from tfx import v1 as tfx
from tfx.components import CsvExampleGen, SchemaGen, StatisticsGen
from tfx.proto import example_gen_pb2
from ml_metadata import metadata_store
from ml_metadata.proto import metadata_store_pb2

ROOT = os.path.join("pipelines", "taxi")


def create(name: str, data: str) -> tfx.dsl.Pipeline:
    split = example_gen_pb2.SplitConfig(splits=[example_gen_pb2.SplitConfig.Split(name="train", hash_buckets=2)])
    gen = CsvExampleGen(input_base=data, output_config=example_gen_pb2.Output(split_config=split))
    stats = StatisticsGen(examples=gen.outputs["examples"])
    schema = SchemaGen(
        statistics=stats.outputs["statistics"],
        infer_feature_shape=True,
    )
    trainer = tfx.components.Trainer(
        module_file="trainer.py",
        examples=gen.outputs["examples"],
        schema=schema.outputs["schema"],
        train_args=tfx.proto.TrainArgs(num_steps=100),
    )
    trainer.add_upstream_node(stats)
    config = tfma.EvalConfig(
        model_specs=[tfma.ModelSpec(label_key="tips")],
        slicing_specs=[tfma.SlicingSpec(), tfma.SlicingSpec(feature_keys=["hour"])],
    )
    config.metrics_specs.add().metrics.add().class_name = "AUC"
    return tfx.dsl.Pipeline(pipeline_name=name, pipeline_root=ROOT, components=[gen, stats, schema, trainer])


connection = metadata_store_pb2.ConnectionConfig()
connection.sqlite.filename_uri = "mlmd.db"
store = metadata_store.MetadataStore(connection)
kind = metadata_store_pb2.ArtifactType()
kind.properties["day"] = metadata_store_pb2.INT
ids = [artifact.id for artifact in store.get_artifacts() if artifact.id > 3]
