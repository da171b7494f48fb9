# https://docs.metaflow.org/scaling/tagging
import training
from metaflow import Runner

experiment = training.experiment(training.load("inputs/rows.csv"))
Runner("adapt/flow.py").run(tags=[experiment])
