# https://beam.apache.org/documentation/programming-guide/#side-inputs
from pipeline import run

rounds = 5  # evalkit: edit
run(rounds, "outputs/again.json")
