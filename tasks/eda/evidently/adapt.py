# https://docs.evidentlyai.com/metrics/preset_data_summary
import pandas as pd
from evidently import Report
from evidently.presets import DataSummaryPreset

# unexpected: a summary shows both months, and none of its tests is about new values,
#   https://docs.evidentlyai.com/metrics/preset_data_summary
other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")
Report([DataSummaryPreset()]).run(after, before).save_html("outputs/report.html")
