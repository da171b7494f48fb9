# https://skrub-data.org/stable/reference/generated/skrub.TableReport.html
import pandas as pd
from skrub import TableReport

# repeated-rows, zeros: no part of the report, https://skrub-data.org/stable/reference/generated/skrub.TableReport.html
# findings: the report shows columns one by one and has no list of warnings, as above
table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])
TableReport(table).write_html("outputs/report.html")
