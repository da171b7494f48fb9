# https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.false_discovery_control.html
import json

import pandas as pd
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

# value, page: SciPy tests counts, and neither names values nor draws, https://docs.scipy.org/doc/scipy/reference/stats.html
train = pd.read_csv("inputs/train.csv")
serving = pd.read_csv("inputs/serving.csv")

pvalues = []
for column in train:
    if pd.api.types.is_numeric_dtype(train[column]):
        pvalues.append(ks_2samp(train[column], serving[column], method="asymp").pvalue)
    else:
        counts = [frame[column].value_counts(dropna=False) for frame in (train, serving)]
        pvalues.append(chi2_contingency(pd.concat(counts, axis=1).fillna(0)).pvalue)

told = dict(zip(train.columns, map(float, pvalues), strict=True))
drifted = train.columns[false_discovery_control(pvalues) < 0.01]

# evalkit: hand over
with open("outputs/drift.json", "w") as file:
    json.dump([{"column": column} for column in drifted], file)
with open("outputs/p-values.json", "w") as file:
    json.dump(told, file)
