# https://pandas.pydata.org/docs/reference/api/pandas.Series.isin.html
import pandas as pd

train = pd.read_csv("inputs/train.csv")
latest = pd.read_csv("inputs/eval.csv")

found = []
for column in train.select_dtypes(exclude="number"):
    values = latest[column].dropna()
    unexpected = values[~values.isin(train[column])]
    for value, rows in unexpected.groupby(unexpected).groups.items():
        found.append({"column": column, "kind": "unexpected-value", "value": value, "rows": rows.tolist()})
anomalies = pd.DataFrame(found)
anomalies.to_html("outputs/report.html")

profile = latest.describe(include="all").T.rename(columns={"unique": "distinct"})
profile["missing"] = latest.isna().sum()

# evalkit: hand over
anomalies.to_json("outputs/anomalies.json", orient="records")
profile[["missing", "distinct", "min", "max", "mean"]].to_json("outputs/statistics.json", orient="index")
