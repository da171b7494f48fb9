# https://docs.profiling.ydata.ai/latest/features/comparing_datasets/
import pandas as pd
from data_profiling import ProfileReport

# new-value, unexpected: a report shows the most frequent values and counts the others,
#   https://docs.profiling.ydata.ai/latest/advanced_settings/available_settings/
other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")

# Without the plots of all pairs of columns, as its documentation advises for large tables
fast = {"interactions": {"continuous": False}}
march, later = ProfileReport(before, title="march", **fast), ProfileReport(after, title=other, **fast)
march.compare(later).to_file("outputs/report.html")
