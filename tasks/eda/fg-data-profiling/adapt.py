# https://docs.profiling.ydata.ai/latest/features/comparing_datasets/
import pandas as pd
from data_profiling import ProfileReport

# unexpected: a report compares and does not judge, https://docs.profiling.ydata.ai/latest/features/comparing_datasets/
other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")

# All values of a column, and no plots of all pairs of columns
settings = {"vars": {"cat": {"n_obs": 20}}, "interactions": None}
march, later = ProfileReport(before, title="march", **settings), ProfileReport(after, title=other, **settings)
march.compare(later).to_file("outputs/report.html")
