# https://docs.kedro.org/en/stable/build/run_a_pipeline/
import json
from pathlib import Path

from pipeline import run

rounds = 5  # evalkit: edit
Path("outputs/again.json").write_text(json.dumps(run(rounds)))
