# https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv/StatsOptions
import json
from pathlib import Path

import pandas as pd
import tensorflow_data_validation as tfdv

# clean-rows: TFDV computes statistics and writes no rows, https://www.tensorflow.org/tfx/data_validation/api_docs/python/tfdv
train = pd.read_csv("inputs/train.csv")
grades = train[["education", "education-num"]].drop_duplicates().itertuples(index=False)
lawful = " OR ".join(f"(education = b'{education}' AND number = {number})" for education, number in grades)

data = pd.read_csv("inputs/eval-rules.csv")
data["row"] = "row " + data.index.astype(str)
data.to_csv("numbered.csv", index=False)

rules = [
    """SELECT STRUCT('spouse-sex' AS rule) FROM example.relationship, example.sex
    WHERE (relationship = b'Husband' AND sex != b'Male') OR (relationship = b'Wife' AND sex != b'Female')""",
    f"""SELECT STRUCT('education-num' AS rule) FROM example.education, example.`education-num` AS number
    WHERE NOT ({lawful})""",
    """SELECT STRUCT('one-capital' AS rule) FROM example.`capital-gain` AS gain, example.`capital-loss` AS loss
    WHERE gain > 0 AND loss > 0""",
]
options = tfdv.StatsOptions(experimental_slice_sqls=rules, num_rank_histogram_buckets=len(data))
stats = tfdv.generate_statistics_from_csv("numbered.csv", stats_options=options)
violations = {
    part.name: tfdv.get_feature_stats(part, tfdv.FeaturePath(["row"]))
    for part in stats.datasets
    if part.name != "All Examples"
}

# evalkit: hand over
found = [
    {
        "rule": name.removeprefix("rule_"),
        "rows": [int(bucket.label.removeprefix("row ")) for bucket in row.string_stats.rank_histogram.buckets],
    }
    for name, row in violations.items()
]
Path("outputs/violations.json").write_text(json.dumps(found))
