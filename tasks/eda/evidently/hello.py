# https://docs.evidentlyai.com/metrics/preset_data_summary
import pandas as pd
from evidently import Report
from evidently.presets import DataSummaryPreset

# constant, copies-of-numbers, copies-of-texts, repeated-rows, findings: a summary counts them and names none,
#   https://docs.evidentlyai.com/metrics/preset_data_summary
# dates, zeros, sample: no part of it, as above
table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
Report([DataSummaryPreset()]).run(table).save_html("outputs/report.html")
