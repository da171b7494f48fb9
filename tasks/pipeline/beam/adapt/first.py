# https://beam.apache.org/documentation/programming-guide/#side-inputs
from pipeline import run

run(3, "outputs/first.json")
