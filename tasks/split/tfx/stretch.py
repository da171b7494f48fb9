# https://www.tensorflow.org/tfx/guide/examplegen#splitting_method
from tfx import v1 as tfx

# known-hash: the documentation of ExampleGen does not say which hash this is
# (https://www.tensorflow.org/tfx/guide/examplegen#splitting_method)
Split = tfx.proto.SplitConfig.Split
splits = tfx.proto.SplitConfig(
    splits=[Split(name="train", hash_buckets=4), Split(name="test", hash_buckets=1)],
    partition_feature_name="household",
)
for name, folder in (("people", "outputs/typed"), ("people-later", "outputs/later-typed")):
    example_gen = tfx.components.CsvExampleGen(
        input_base="inputs",
        input_config=tfx.proto.Input(splits=[tfx.proto.Input.Split(name=name, pattern=f"{name}.csv")]),
        output_config=tfx.proto.Output(split_config=splits),
    )
    pipeline = tfx.dsl.Pipeline(
        pipeline_name=name,
        pipeline_root=folder,
        components=[example_gen],
        metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("metadata.db"),
    )
    tfx.orchestration.LocalDagRunner().run(pipeline)
