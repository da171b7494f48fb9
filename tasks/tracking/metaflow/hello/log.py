# https://docs.metaflow.org/metaflow/managing-flows/runner
from metaflow import Runner

Runner("hello/flow.py").run()
