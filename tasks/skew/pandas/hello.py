# https://pandas.pydata.org/docs/user_guide/basics.html#value-counts-histogramming-mode
import json
from pathlib import Path

import pandas as pd

# p-values: pandas has no tests; beside the drawings, two distributions by hand would take the script beyond 40 lines,
#   https://pandas.pydata.org/docs/reference/frame.html#computations-descriptive-stats
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")


def bar(share):
    return f"<svg width=200 height=10><rect width={200 * share} height=10 /></svg>"


drifted, page = [], "<!doctype html><meta charset=utf-8><title>Drift</title>"
for column in train:
    before, now, found = train[column], serving[column], {"column": column}
    is_number = pd.api.types.is_numeric_dtype(before)
    if is_number:
        moved = abs(now.mean() - before.mean()) > 0.4 * before.std()
        _, edges = pd.cut(pd.concat([before, now]), 20, retbins=True)
        before, now = pd.cut(before, edges), pd.cut(now, edges)
    both = {"before": before.value_counts(normalize=True, dropna=False)}
    both["now"] = now.value_counts(normalize=True, dropna=False)
    shares = pd.DataFrame(both).fillna(0)
    if not is_number:
        changes = shares["now"].sub(shares["before"]).abs()
        moved, found["value"] = changes.max() > 0.15, changes.idxmax()
    if moved:
        drifted.append(found)
        page += f"<h1>{column}</h1>" + shares.to_html(formatters=[bar, bar], escape=False)
Path("outputs/report.html").write_text(page)

# evalkit: hand over
Path("outputs/drift.json").write_text(json.dumps(drifted))
