# https://pandas.pydata.org/docs/user_guide/basics.html#summarizing-data-describe
import io
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

# constant: pandas counts distinct values and says no more of them,
#   https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.describe.html
# copies-of-texts: pandas correlates numbers, https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.corr.html
# findings: pandas has no warnings about data; beside the drawings, those by hand would take the script beyond 40 lines
table = pd.read_csv("inputs/table.csv", parse_dates=["joined"])

summary = table.describe(include="all").T
summary.insert(0, "missing", table.isna().mean())
summary.insert(1, "zeros", table.select_dtypes("number").eq(0).mean())

figure, axes = plt.subplots(5, 3, figsize=(12, 16), layout="constrained")
for axis, column in zip(axes.flat, table):
    if pd.api.types.is_numeric_dtype(table[column]):
        table[column].plot.hist(ax=axis, bins=30, title=column)
    else:
        table[column].value_counts().head(10).plot.barh(ax=axis, title=column)
drawing = io.StringIO()
figure.savefig(drawing, format="svg")

page = f"""<!doctype html><meta charset="utf-8"><title>table.csv</title>
<h1>{len(table)} rows, {table.duplicated().sum()} of them duplicates</h1>
{table.head().to_html()}
{summary.to_html()}
{table.corr(numeric_only=True).to_html()}
{drawing.getvalue()}"""
Path("outputs/report.html").write_text(page, encoding="utf-8")
