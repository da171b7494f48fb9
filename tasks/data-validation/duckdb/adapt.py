# https://duckdb.org/docs/stable/guides/meta/summarize
import duckdb

tolerated = 0.10  # evalkit: edit

duckdb.sql("CREATE TABLE train AS FROM read_csv('inputs/train.csv')")
values = duckdb.sql("""
    SELECT column_name, list(DISTINCT value) AS known
    FROM (UNPIVOT (SELECT COLUMNS(*)::VARCHAR FROM train) ON * INTO NAME column_name VALUE value)
    GROUP BY column_name
""")
inferred = duckdb.sql(f"""
    SELECT
        column_name,
        column_type,
        CASE column_type WHEN 'VARCHAR' THEN known END AS known,
        {tolerated} AS tolerated,
        CASE column_name WHEN 'income' THEN ['serving.csv'] ELSE [] END AS absent_in
    FROM (SUMMARIZE train) JOIN values USING (column_name)
""")
duckdb.sql("COPY inferred TO 'outputs/schema.json' (ARRAY true)")

duckdb.sql("CREATE TABLE expected AS FROM read_json('outputs/schema.json')")
duckdb.sql('CREATE TABLE anomalies (file VARCHAR, "column" VARCHAR, kind VARCHAR, value VARCHAR)')
for file in ("eval-changed.csv", "serving.csv"):
    duckdb.sql(f"CREATE OR REPLACE TABLE latest AS FROM read_csv('inputs/{file}')")
    duckdb.sql(f"""
        INSERT INTO anomalies BY NAME
        SELECT '{file}' AS file, column_name AS "column", CASE
            WHEN expected.column_type IS NULL THEN 'column-added'
            WHEN seen.column_type IS NULL THEN 'column-dropped'
            WHEN seen.column_type <> expected.column_type THEN 'column-retyped'
            WHEN seen.null_percentage > 100 * tolerated THEN 'missing-share'
        END AS kind
        FROM expected FULL JOIN (SUMMARIZE latest) AS seen USING (column_name)
        WHERE kind IS NOT NULL AND NOT (kind = 'column-dropped' AND list_contains(absent_in, file))
    """)
    duckdb.sql(f"""
        INSERT INTO anomalies
        SELECT DISTINCT '{file}', column_name, 'unexpected-value', value
        FROM (UNPIVOT (SELECT COLUMNS(*)::VARCHAR FROM latest) ON * INTO NAME column_name VALUE value)
        JOIN expected USING (column_name)
        WHERE NOT list_contains(known, value)
    """)
duckdb.sql("COPY anomalies TO 'outputs/anomalies.json' (ARRAY true)")
