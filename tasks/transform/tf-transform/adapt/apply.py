# https://www.tensorflow.org/tfx/transform/get_started
import json
import tempfile

import apache_beam as beam
import tensorflow_transform as tft
import tensorflow_transform.beam as tft_beam
from rows import read_csv, table
from tfx_bsl.public import tfxio

output = tft.TFTransformOutput("outputs/transform")
encoder = tfxio.RecordBatchToExamplesEncoder(output.transformed_metadata.schema)


def transformed(file):
    rows = read_csv(file, output.raw_metadata.schema)
    with beam.Pipeline() as pipeline, tft_beam.Context(temp_dir=tempfile.mkdtemp()):
        transform_fn = pipeline | tft_beam.ReadTransformFn("outputs/transform")
        raw = (pipeline | rows.BeamSource(), rows.TensorAdapterConfig())
        batches, _ = (raw, transform_fn) | tft_beam.TransformDataset(output_record_batches=True)
        encoded = batches | beam.FlatMapTuple(lambda batch, _: encoder.encode(batch))
        encoded | beam.io.WriteToTFRecord(f"transformed/{file}")
    return table(f"transformed/{file}", output)


serving = transformed("serving-gaps.csv")
again = transformed("again-gaps.csv")

# refused-by-name: TensorFlow Transform leaves the validation of rows to TensorFlow Data Validation
# (https://www.tensorflow.org/tfx/guide/tfdv)
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(file)
    except ValueError as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
