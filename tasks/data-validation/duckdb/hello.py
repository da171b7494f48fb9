# https://duckdb.org/docs/stable/sql/statements/unpivot
import duckdb

# page: DuckDB's Python package writes CSV, Parquet, JSON and more; only its command line, another program, writes HTML,
#   https://duckdb.org/docs/stable/clients/cli/output_formats
duckdb.sql("CREATE TABLE train AS FROM read_csv('inputs/train.csv')")
duckdb.sql("CREATE TABLE latest AS FROM read_csv('inputs/eval.csv')")
words = [name for name, kind, *_ in duckdb.sql("DESCRIBE train").fetchall() if kind == "VARCHAR"]

duckdb.sql(f"""
    COPY (
        SELECT column_name AS "column", 'unexpected-value' AS kind, value, list(row ORDER BY row) AS rows
        FROM (UNPIVOT (SELECT rowid AS row, * FROM latest) ON COLUMNS({words}) INTO NAME column_name VALUE value)
        ANTI JOIN (UNPIVOT train ON COLUMNS({words}) INTO NAME column_name VALUE value) USING (column_name, value)
        GROUP BY column_name, value
    ) TO 'outputs/anomalies.json' (ARRAY true)
""")
profile = duckdb.sql("""
    SELECT column_name, {
        missing: count(*) - count(value),
        "distinct": count(DISTINCT value),
        min: min(TRY_CAST(value AS BIGINT)),
        max: max(TRY_CAST(value AS BIGINT)),
        mean: avg(TRY_CAST(value AS BIGINT))
    } AS profile
    FROM (SELECT COLUMNS(*)::VARCHAR FROM latest) UNPIVOT INCLUDE NULLS (value FOR column_name IN (COLUMNS(*)))
    GROUP BY column_name
""")
duckdb.sql("COPY (PIVOT profile ON column_name USING first(profile)) TO 'outputs/statistics.json' (ARRAY false)")
