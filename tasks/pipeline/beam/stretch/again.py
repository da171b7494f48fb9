# https://beam.apache.org/documentation/transforms/python/elementwise/flatmap/
from pipeline import run

run()
