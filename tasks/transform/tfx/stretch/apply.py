# https://www.tensorflow.org/tfx/transform/api_docs/python/tft/apply_pyfunc
import sys
from glob import glob

import tensorflow_transform as tft
from rows import examples, table
from tfx import v1 as tfx

# carried-code: the saved transform holds Python functions as dill pickles them, and so only names those of modules
# (https://github.com/tensorflow/transform/blob/master/tensorflow_transform/py_func/pyfunc_helper.py)
sys.path.append("inputs")

[graph] = glob("outputs/transform/Transform/transform_graph/*")
output = tft.TFTransformOutput(graph)

source = tfx.proto.Input(splits=[tfx.proto.Input.Split(name="serving", pattern="serving-titles.csv")])
whole = tfx.proto.SplitConfig(splits=[tfx.proto.SplitConfig.Split(name="serving", hash_buckets=1)])
example_gen = tfx.components.CsvExampleGen(
    input_base="inputs", input_config=source, output_config=tfx.proto.Output(split_config=whole)
)
pipeline = tfx.dsl.Pipeline(
    pipeline_name="serving",
    pipeline_root="serving",
    components=[example_gen],
    metadata_connection_config=tfx.orchestration.metadata.sqlite_metadata_connection_config("serving.db"),
)
tfx.orchestration.LocalDagRunner().run(pipeline)

[raw] = glob("serving/CsvExampleGen/examples/*/Split-serving")
rows = table(output.transform_features_layer()(examples(raw, output.raw_feature_spec())))

# evalkit: hand over
rows.to_csv("outputs/serving.csv", index=False)
