# https://www.tensorflow.org/tfx/transform/api_docs/python/tft/apply_pyfunc
import tempfile

import apache_beam as beam
import tensorflow_transform as tft
import tensorflow_transform.beam as tft_beam
from rows import read_csv, table
from tfx_bsl.public import tfxio

# carried-code: the saved transform holds Python functions as dill pickles them, and so only names those of modules
output = tft.TFTransformOutput("outputs/transform")
encoder = tfxio.RecordBatchToExamplesEncoder(output.transformed_metadata.schema)
serving = read_csv("serving-titles.csv", output.raw_metadata.schema)
with beam.Pipeline() as pipeline, tft_beam.Context(temp_dir=tempfile.mkdtemp(), force_tf_compat_v1=True):
    transform_fn = pipeline | tft_beam.ReadTransformFn("outputs/transform")
    raw = (pipeline | serving.BeamSource(), serving.TensorAdapterConfig())
    batches, _ = (raw, transform_fn) | tft_beam.TransformDataset(output_record_batches=True)
    encoded = batches | beam.FlatMapTuple(lambda batch, _: encoder.encode(batch))
    encoded | beam.io.WriteToTFRecord("transformed/serving")
rows = table("transformed/serving", output)

# evalkit: hand over
rows.to_csv("outputs/serving.csv", index=False)
