# https://docs.kedro.org/en/stable/build/slice_a_pipeline/
import json
from pathlib import Path

from kedro.runner import SequentialRunner
from pipeline import catalog, pipeline

# account: Kedro's runner tells a project's hooks and its log which nodes ran, and not its caller,
# https://docs.kedro.org/en/stable/extend/hooks/introduction/
rounds = 5  # evalkit: edit
kept = catalog(rounds)
SequentialRunner().run(pipeline.from_nodes("train"), kept)
Path("outputs/again.json").write_text(json.dumps(kept.load("report")))
