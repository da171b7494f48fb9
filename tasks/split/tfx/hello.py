# https://www.tensorflow.org/tfx/guide/examplegen#custom_inputoutput_split
from tfx import v1 as tfx

Split = tfx.proto.SplitConfig.Split
splits = [Split(name="train", hash_buckets=4), Split(name="test", hash_buckets=1)]
example_gen = tfx.components.CsvExampleGen(
    input_base="inputs",
    input_config=tfx.proto.Input(splits=[tfx.proto.Input.Split(name="people", pattern="people.csv")]),
    output_config=tfx.proto.Output(split_config=tfx.proto.SplitConfig(splits=splits)),
)
pipeline = tfx.dsl.Pipeline(
    pipeline_name="split",
    pipeline_root="outputs/typed",
    components=[example_gen],
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db"),
)
tfx.orchestration.LocalDagRunner().run(pipeline)
