# https://docs.zenml.io/concepts/steps_and_pipelines/dynamic_pipelines
import json
from pathlib import Path

from pipeline import slices

run = slices()
Path("outputs/report.json").write_text(json.dumps(run.steps["join"].output.load()))
