# https://docs.zenml.io/user-guides/starter-guide/cache-previous-executions
import json
from pathlib import Path

from pipeline import training
from zenml.enums import ExecutionStatus

rounds = 5  # evalkit: edit
run = training(rounds)
reused = [name for name, step in run.steps.items() if step.status == ExecutionStatus.CACHED]
account = {"ran": [name for name in run.steps if name not in reused], "reused": reused}
Path("outputs/again.json").write_text(json.dumps(run.steps["evaluate"].output.load()))
Path("outputs/receipt.json").write_text(json.dumps(run.steps["publish"].output.load()))
Path("outputs/account.json").write_text(json.dumps(account))
