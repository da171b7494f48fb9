# https://www.tensorflow.org/tfx/tutorials/transform/census#transform_new_data
import json

import tensorflow as tf
import tensorflow_transform as tft
from rows import transformed

output = tft.TFTransformOutput("outputs/transform")
serving = transformed("serving-gaps.csv", output)
again = transformed("again-gaps.csv", output)

# refused-by-name: TensorFlow Transform leaves the validation of rows to TensorFlow Data Validation
# (https://www.tensorflow.org/tfx/guide/tfdv)
refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(file, output)
    except (KeyError, ValueError, tf.errors.InvalidArgumentError) as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.to_csv("outputs/serving.csv", index=False)
again.to_csv("outputs/again.csv", index=False)
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
