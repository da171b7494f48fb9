# https://pandas.pydata.org/docs/reference/api/pandas.core.groupby.DataFrameGroupBy.sample.html
import pandas as pd

people = pd.read_csv("inputs/predictions.csv")
label, decision = people["label"] == 1, people["score"] >= 500
people["cost"] = 5 * (label & ~decision) + (decision & ~label)

by_sex = people.groupby("sex")["cost"]
samples = pd.DataFrame(
    by_sex.sample(frac=1, replace=True, random_state=seed).groupby(people["sex"]).mean()
    for seed in range(500)
)
result = pd.DataFrame(
    {"cost": by_sex.mean(), "low": samples.quantile(0.025), "high": samples.quantile(0.975)}
)

# evalkit: hand over
result.reset_index(names="sex").to_json("outputs/metrics.json", orient="records")
