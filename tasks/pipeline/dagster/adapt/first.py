# https://docs.dagster.io/guides/build/ops/op-retries
import json
from pathlib import Path

import dagster as dg
from pipeline import Training, assets

config = dg.RunConfig({"model": Training(rounds=3)})
result = dg.materialize(assets, run_config=config)
Path("outputs/first.json").write_text(json.dumps(result.output_for_node("report")))
