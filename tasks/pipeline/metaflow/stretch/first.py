# https://docs.metaflow.org/metaflow/basics#foreach
from metaflow import Runner

Runner("stretch/flow.py").run()
