# https://docs.prefect.io/v3/how-to-guides/workflows/run-work-concurrently
import json
from pathlib import Path

from pipeline import pipeline

report, receipt = pipeline()
Path("outputs/report.json").write_text(json.dumps(report))
Path("outputs/receipt.json").write_text(json.dumps(receipt))
