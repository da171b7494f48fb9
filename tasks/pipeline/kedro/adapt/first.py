# https://docs.kedro.org/en/stable/build/run_a_pipeline/
import json
from pathlib import Path

from pipeline import run

Path("outputs/first.json").write_text(json.dumps(run(3)))
