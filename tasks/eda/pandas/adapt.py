# https://pandas.pydata.org/docs/user_guide/basics.html#descriptive-statistics
import io
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

# unexpected: pandas compares and does not judge, https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.compare.html
other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")

both = {"march": before, other: after}
means = {f"mean in {month}": table.mean(numeric_only=True) for month, table in both.items()}
missing = {f"missing in {month}": table.isna().mean() for month, table in both.items()}
summary = pd.DataFrame(means | missing)

plt.rcParams["svg.fonttype"] = "none"  # words that can be read and searched
figure, axes = plt.subplots(5, 2, figsize=(12, 24), layout="constrained")
for axis, column in zip(axes.flat, before):
    if pd.api.types.is_numeric_dtype(before[column]):
        axis.hist([before[column], after[column]], bins=30, label=list(both))
        axis.set_title(column)
    else:
        shares = {month: table[column].value_counts(normalize=True) for month, table in both.items()}
        pd.DataFrame(shares).plot.barh(ax=axis, title=column)
drawing = io.StringIO()
figure.savefig(drawing, format="svg")

page = f"""<!doctype html><meta charset="utf-8"><title>march and {other}</title>
{summary.to_html()}
{drawing.getvalue()}"""
Path("outputs/report.html").write_text(page, encoding="utf-8")
