# https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.chi2_contingency.html
import json
from itertools import combinations

import pandas as pd
from scipy.stats import chi2_contingency

train = pd.read_csv("inputs/train-pairs.csv")
serving = pd.read_csv("inputs/serving-pairs.csv")
both = pd.concat([train, serving], keys=["train", "serving"], names=["source"]).reset_index("source")
words = train.select_dtypes(exclude="number").columns

pvalues = {}
for one, other in combinations(words, 2):
    counts = pd.crosstab([both[one], both[other]], both["source"])
    pvalues[one, other] = chi2_contingency(counts).pvalue

pair = min(pvalues, key=pvalues.get)

# evalkit: hand over
with open("outputs/interaction.json", "w") as file:
    json.dump({"columns": pair}, file)
