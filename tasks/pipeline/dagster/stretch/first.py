# https://docs.dagster.io/guides/build/ops/dynamic-graphs
import dagster as dg
from _home import instance
from pipeline import pipeline

if __name__ == "__main__":
    dg.execute_job(dg.reconstructable(pipeline), instance(), raise_on_error=True)
