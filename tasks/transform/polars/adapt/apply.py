# https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.deserialize.html
import json

import polars as pl

# portable: what Polars serializes is for the same version of Polars alone
# (https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.meta.serialize.html)
transform = pl.Expr.deserialize("outputs/transform/transform.bin")
schema = pl.read_ipc_schema("outputs/transform/schema.arrow")


def transformed(file):
    rows = pl.read_csv(f"inputs/{file}", schema_overrides=schema)
    return rows.select(transform.alias("features")).unnest("features")


serving = transformed("serving-gaps.csv")
again = transformed("again-gaps.csv")

refused = []
for file in ("requests-1.csv", "requests-2.csv", "requests-3.csv"):
    try:
        transformed(file)
    except pl.exceptions.PolarsError as error:
        refused.append({"file": file, "message": str(error)})

# evalkit: hand over
serving.write_csv("outputs/serving.csv")
again.write_csv("outputs/again.csv")
with open("outputs/refused.json", "w") as file:
    json.dump(refused, file)
