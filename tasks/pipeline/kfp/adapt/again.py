# https://kubeflow-pipelines.readthedocs.io/en/stable/source/local.html
import json
import logging
import re
import shutil
from pathlib import Path

from pipeline import run

rounds = 5  # evalkit: edit
said = []
logging.getLogger().setLevel(logging.INFO)
logging.getLogger().addFilter(lambda record: said.append(record.getMessage()) or True)
artifacts = run(rounds).outputs
log = "\n".join(said)
ran, reused = re.findall(r"Executing task .*'(\w+)'", log), re.findall(r"Task (\w+) cache hit", log)
shutil.copy(artifacts["report"].path, "outputs/again.json")
shutil.copy(artifacts["receipt"].path, "outputs/receipt.json")
Path("outputs/account.json").write_text(json.dumps({"ran": ran, "reused": reused}))
