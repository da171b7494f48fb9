# https://docs.zenml.io/concepts/steps_and_pipelines/advanced_features
import json
from pathlib import Path

from pipeline import training

run = training(3)
Path("outputs/first.json").write_text(json.dumps(run.steps["evaluate"].output.load()))
