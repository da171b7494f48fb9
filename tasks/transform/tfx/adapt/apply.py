# https://www.tensorflow.org/tfx/guide/transform
import json
from glob import glob

import tensorflow_data_validation as tfdv
import tensorflow_transform as tft
from rows import examples, table
from tensorflow_metadata.proto.v0 import anomalies_pb2
from tfx import v1 as tfx

[graph] = glob("outputs/transform/Transform/transform_graph/*")
[schema] = glob("outputs/transform/SchemaGen/schema/*/schema.pbtxt")
output = tft.TFTransformOutput(graph)
transform = output.transform_features_layer()

splits = [tfx.proto.Input.Split(name=name, pattern=f"{name}-gaps.csv") for name in ("serving", "again")]
example_gen = tfx.components.CsvExampleGen(input_base="inputs", input_config=tfx.proto.Input(splits=splits))
pipeline = tfx.dsl.Pipeline(
    pipeline_name="serving",
    pipeline_root="serving",
    components=[example_gen],
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("serving.db"),
)
tfx.orchestration.LocalDagRunner().run(pipeline)
[raw] = glob("serving/CsvExampleGen/examples/*")
spec = output.raw_feature_spec()
serving, again = (table(transform(examples(f"{raw}/Split-{split.name}", spec)), output) for split in splits)

structural = {anomalies_pb2.AnomalyInfo.SCHEMA_MISSING_COLUMN, anomalies_pb2.AnomalyInfo.UNEXPECTED_DATA_TYPE}
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    found = tfdv.generate_statistics_from_csv(f"inputs/{file}")
    anomalies = tfdv.validate_statistics(found, tfdv.load_schema_text(schema)).anomaly_info
    for column, anomaly in anomalies.items():
        if any(reason.type in structural for reason in anomaly.reason):
            refused.append({"file": file, "message": f"{column}: {anomaly.description}"})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
