# https://www.tensorflow.org/tfx/guide/transform
import os

from tfx import v1 as tfx

source = tfx.proto.Input(splits=[tfx.proto.Input.Split(name="train", pattern="train.csv")])
whole = tfx.proto.SplitConfig(splits=[tfx.proto.SplitConfig.Split(name="train", hash_buckets=1)])
example_gen = tfx.components.CsvExampleGen(
    input_base="inputs", input_config=source, output_config=tfx.proto.Output(split_config=whole)
)
statistics_gen = tfx.components.StatisticsGen(examples=example_gen.outputs["examples"])
schema_gen = tfx.components.SchemaGen(statistics=statistics_gen.outputs["statistics"])
transform = tfx.components.Transform(
    examples=example_gen.outputs["examples"],
    schema=schema_gen.outputs["schema"],
    module_file=os.path.join(os.path.dirname(__file__), "preprocessing.py"),
)
store = tfx.orchestration.metadata.sqlite_metadata_connection_config("outputs/transform/metadata.db")
pipeline = tfx.dsl.Pipeline(
    pipeline_name="transform",
    pipeline_root="outputs/transform",
    components=[example_gen, statistics_gen, schema_gen, transform],
    metadata_connection_config=store,
)
tfx.orchestration.LocalDagRunner().run(pipeline)
