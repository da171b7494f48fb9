# https://skrub-data.org/stable/reference/generated/skrub.TableReport.html
import pandas as pd
from skrub import TableReport

# side-by-side, new-value, unexpected: a report is about one table, and shows ten values of a column,
#   https://skrub-data.org/stable/reference/generated/skrub.TableReport.html
other = "april"  # evalkit: edit
TableReport(pd.read_csv("inputs/march.csv"), title="march").write_html("outputs/report.html")
TableReport(pd.read_csv(f"inputs/{other}.csv"), title=other).write_html("outputs/more.html")
