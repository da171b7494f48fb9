# https://duckdb.org/docs/stable/sql/statements/select#row-ids
import duckdb

duckdb.sql("CREATE TABLE train AS FROM read_csv('inputs/train.csv')")
duckdb.sql("CREATE TABLE data AS FROM read_csv('inputs/eval-rules.csv')")

broken = duckdb.sql("""
    SELECT 'spouse-sex' AS rule, rowid AS row
    FROM data
    WHERE (relationship = 'Husband' AND sex <> 'Male') OR (relationship = 'Wife' AND sex <> 'Female')
    UNION ALL
    SELECT 'education-num', data.rowid
    FROM data ANTI JOIN train USING (education, "education-num")
    UNION ALL
    SELECT 'one-capital', rowid
    FROM data
    WHERE "capital-gain" > 0 AND "capital-loss" > 0
""")
duckdb.sql("""
    COPY (SELECT rule, list(row) AS rows FROM broken GROUP BY rule)
    TO 'outputs/violations.json' (ARRAY true)
""")
duckdb.sql("COPY (FROM data WHERE rowid NOT IN (SELECT row FROM broken)) TO 'outputs/clean.csv'")
