# https://duckdb.org/docs/stable/sql/samples
from pathlib import Path

import duckdb

duckdb.sql("CREATE TABLE people AS FROM read_csv('inputs/people.csv')")
duckdb.sql("CREATE TABLE test AS FROM people USING SAMPLE 20 PERCENT (bernoulli, 7)")
duckdb.sql("CREATE TABLE train AS FROM people ANTI JOIN test USING (id)")

Path("outputs/typed").mkdir()
for part in ("train", "test"):
    duckdb.sql(f"COPY {part} TO 'outputs/typed/{part}.parquet'")
    duckdb.sql(f"COPY {part} TO 'outputs/{part}.csv'")
