# https://docs.kedro.org/en/stable/build/run_a_pipeline/
import json
from pathlib import Path

from kedro.runner import SequentialRunner
from pipeline import catalog, pipeline

kept = catalog(rounds=3)
SequentialRunner().run(pipeline, kept)
Path("outputs/first.json").write_text(json.dumps(kept.load("report")))
