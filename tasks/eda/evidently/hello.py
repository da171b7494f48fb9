# https://docs.evidentlyai.com/metrics/preset_data_summary
import pandas as pd
from evidently import Report
from evidently.presets import DataSummaryPreset

table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
Report([DataSummaryPreset()]).run(table).save_html("outputs/report.html")
