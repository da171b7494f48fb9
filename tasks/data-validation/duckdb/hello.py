# https://duckdb.org/docs/stable/sql/statements/unpivot
import duckdb

train = duckdb.read_csv("inputs/train.csv")
latest = duckdb.read_csv("inputs/eval.csv")
words = [column for column, kind in zip(train.columns, train.types, strict=True) if kind == "VARCHAR"]

unexpected = duckdb.sql(f"""
    SELECT column_name, value
    FROM (UNPIVOT latest ON COLUMNS({words}) INTO NAME column_name VALUE value)
    EXCEPT
    SELECT column_name, value
    FROM (UNPIVOT train ON COLUMNS({words}) INTO NAME column_name VALUE value)
""")
duckdb.sql("""
    COPY (SELECT column_name AS "column", 'unexpected-value' AS kind, value FROM unexpected)
    TO 'outputs/anomalies.json' (ARRAY true)
""")
