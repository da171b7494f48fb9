# https://pandas.pydata.org/docs/user_guide/merging.html#concat
import io
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

other = "april"  # evalkit: edit
before, after = pd.read_csv("inputs/march.csv"), pd.read_csv(f"inputs/{other}.csv")

both = {"march": before, other: after}
means = pd.DataFrame({month: table.mean(numeric_only=True) for month, table in both.items()})
missing = pd.DataFrame({month: table.isna().mean() for month, table in both.items()})

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
<h2>Means</h2>{means.to_html()}<h2>Missing</h2>{missing.to_html()}
{drawing.getvalue()}"""
Path("outputs/report.html").write_text(page, encoding="utf-8")
