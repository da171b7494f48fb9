# https://www.tensorflow.org/tfx/guide/build_tfx_pipeline
import shutil

from pipeline import slices

shutil.copy(slices(), "outputs/report.json")
