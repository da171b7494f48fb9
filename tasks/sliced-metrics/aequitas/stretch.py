# https://dssg.github.io/aequitas/examples/compas_demo.html
import pandas as pd
from aequitas.group import Group

people = pd.read_csv("inputs/predictions.csv")
group = Group()


def mean_cost(rows):
    crosstabs, _ = group.get_crosstabs(rows, {"score_val": [500]}, ["sex"], label_col="label")
    counts = crosstabs.set_index("attribute_value")
    return (5 * counts["fn"] + counts["fp"]) / counts["group_size"]


samples = pd.DataFrame(mean_cost(people.sample(frac=1, replace=True, random_state=seed)) for seed in range(100))
result = pd.DataFrame({"cost": mean_cost(people), "low": samples.quantile(0.025), "high": samples.quantile(0.975)})

# evalkit: hand over
result.reset_index(names="sex").to_json("outputs/metrics.json", orient="records")
