# https://dvc.org/doc/command-reference/repro
import json
import re
import shutil
import subprocess
from pathlib import Path

rounds = 5  # evalkit: edit
Path("adapt/params.yaml").write_text(f"rounds: {rounds}\n")
said = subprocess.run(["dvc", "repro"], cwd="adapt", check=True, stdout=subprocess.PIPE, text=True).stdout
ran, reused = re.findall(r"Running stage '(\w+)'", said), re.findall(r"Stage '(\w+)' didn't change", said)
shutil.copy("adapt/report.json", "outputs/again.json")
Path("outputs/account.json").write_text(json.dumps({"ran": ran, "reused": reused}))
