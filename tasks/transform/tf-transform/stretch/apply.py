# https://www.tensorflow.org/tfx/tutorials/transform/census#transform_new_data
from rows import transformed

# carried-code: the saved transform holds Python functions as dill pickles them, and so only names those of modules
# (https://github.com/tensorflow/transform/blob/master/tensorflow_transform/py_func/pyfunc_helper.py)
transformed("serving-titles.csv").to_csv("outputs/serving.csv", index=False)
