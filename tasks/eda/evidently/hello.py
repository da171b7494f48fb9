# https://docs.evidentlyai.com/metrics/preset_data_summary
import pandas as pd
from evidently import Report
from evidently.metrics import DuplicatedRowCount
from evidently.presets import DataSummaryPreset

# constant: a summary counts constant columns and names none, https://docs.evidentlyai.com/metrics/preset_data_summary
# copies-of-numbers, copies-of-texts: its heat map of correlations writes numbers into cells, far from the columns' names,
#   https://docs.evidentlyai.com/metrics/preset_data_summary
# findings, dates, zeros, sample: no part of it, https://docs.evidentlyai.com/metrics/all_metrics
table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
Report([DataSummaryPreset(), DuplicatedRowCount()]).run(table).save_html("outputs/report.html")
