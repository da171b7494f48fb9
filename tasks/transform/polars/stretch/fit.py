# https://docs.pola.rs/user-guide/expressions/user-defined-python-functions/
import json
import sys
from pathlib import Path

import cloudpickle
import polars as pl
import spacy

sys.path.append("inputs")
import text_features

tokenizer = spacy.blank("en").tokenizer
for word in ("full-time", "part-time"):
    tokenizer.add_special_case(word, [{"ORTH": word}])

pay = pl.struct("title", "hours-per-week").map_elements(
    lambda row: text_features.hourly_pay(row["title"], row["hours-per-week"]), return_dtype=pl.Int64
)
tokens = pl.col("title").map_elements(lambda title: len(tokenizer(title)), return_dtype=pl.Int64)

train = pl.read_csv("inputs/train-titles.csv")
found = train.select(pay=pay, tokens=tokens)
features = [
    ((pay - found["pay"].mean()) / found["pay"].std()).alias("pay"),
    ((tokens - found["tokens"].mean()) / found["tokens"].std()).alias("tokens"),
]
lineage = {feature.meta.output_name(): feature.meta.root_names() for feature in features}
transform = pl.struct("id", *features)
rows = train.select(transform.alias("features")).unnest("features")

Path("outputs/transform").mkdir()
cloudpickle.register_pickle_by_value(text_features)  # Polars serializes functions with cloudpickle
transform.meta.serialize("outputs/transform/transform.bin")

# evalkit: hand over
rows.write_csv("outputs/train.csv")
with open("outputs/lineage.json", "w") as file:
    json.dump(lineage, file)
