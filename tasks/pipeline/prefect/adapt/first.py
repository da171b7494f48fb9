# https://docs.prefect.io/v3/how-to-guides/workflows/cache-workflow-steps
import json
from pathlib import Path

from pipeline import pipeline

report, receipt, states = pipeline(3)
Path("outputs/first.json").write_text(json.dumps(report))
