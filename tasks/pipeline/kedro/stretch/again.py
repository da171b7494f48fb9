# https://docs.kedro.org/en/stable/build/run_a_pipeline/
from pipeline import run

run()
