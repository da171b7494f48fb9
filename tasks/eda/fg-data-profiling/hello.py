# https://docs.profiling.ydata.ai/latest/getting-started/quickstart/
import pandas as pd
from data_profiling import ProfileReport

table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
ProfileReport(table, title="table.csv").to_file("outputs/report.html")
