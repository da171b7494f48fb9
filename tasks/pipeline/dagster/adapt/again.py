# https://docs.dagster.io/guides/build/assets/asset-selection-syntax
import json
from pathlib import Path

import dagster as dg
from _home import instance
from pipeline import Training, assets

rounds = 5  # evalkit: edit
config = dg.RunConfig({"model": Training(rounds=rounds)})
result = dg.materialize(assets, instance=instance(), run_config=config, selection="model*")
Path("outputs/again.json").write_text(json.dumps(result.output_for_node("report")))
Path("outputs/receipt.json").write_text(json.dumps(result.output_for_node("receipt")))
names = {asset.key.to_user_string() for asset in assets}
ran = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
# evalkit: hand over
Path("outputs/account.json").write_text(json.dumps({"ran": sorted(ran), "reused": sorted(names - ran)}))
