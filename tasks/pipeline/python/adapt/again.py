# https://docs.python.org/3/library/pathlib.html
import json
from pathlib import Path

import _kept
from pipeline import run

rounds = 5  # evalkit: edit
run(rounds, "again")
Path("outputs/account.json").write_text(json.dumps({"ran": _kept.ran, "reused": _kept.reused}))
