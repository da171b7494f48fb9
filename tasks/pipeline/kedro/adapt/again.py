# https://docs.kedro.org/en/stable/build/run_a_pipeline/
import json
from pathlib import Path

from kedro.runner import SequentialRunner
from pipeline import catalog, pipeline

rounds = 5  # evalkit: edit
kept = catalog(rounds)
SequentialRunner().run(pipeline, kept)
Path("outputs/again.json").write_text(json.dumps(kept.load("report")))
