# https://duckdb.org/docs/stable/sql/functions/window_functions
import duckdb

share = 0.2  # evalkit: edit

# stratified-groups: DuckDB samples rows, and not whole groups with regard to another column
# (https://duckdb.org/docs/stable/sql/samples)
duckdb.sql("CREATE TABLE people AS FROM read_csv('inputs/people.csv')")
duckdb.sql(f"""
    CREATE MACRO test(seed) AS TABLE
    FROM people
    QUALIFY row_number() OVER (PARTITION BY grade ORDER BY hash(id, seed))
        <= round({share} * count(*) OVER (PARTITION BY grade))
""")
duckdb.sql("COPY (FROM test(7)) TO 'outputs/test.csv'")
duckdb.sql("COPY (FROM people ANTI JOIN test(7) USING (id)) TO 'outputs/train.csv'")
duckdb.sql("COPY (FROM test(7)) TO 'outputs/again.csv'")
duckdb.sql("COPY (FROM test(8)) TO 'outputs/other.csv'")
