# https://duckdb.org/docs/stable/sql/statements/create_macro#table-macros
import duckdb

least = 30  # evalkit: edit

duckdb.sql("CREATE TEMP TABLE train AS FROM read_csv('inputs/train-gaps.csv')")
duckdb.sql("CREATE TABLE expected AS FROM train LIMIT 0")
duckdb.sql("""
    CREATE TABLE learned AS
    SELECT
        avg(age) AS mean,
        stddev(age) AS deviation,
        quantile_cont(fnlwgt, [0.2, 0.4, 0.6, 0.8]) AS borders,
        avg("hours-per-week") AS hours
    FROM train
""")
duckdb.sql(f"""
    CREATE TABLE frequent AS
    SELECT coalesce(city, 'missing') AS name, row_number() OVER (ORDER BY name) AS code
    FROM train GROUP BY name HAVING count(*) >= {least}
""")
classes = duckdb.sql("SELECT DISTINCT coalesce(workclass, 'missing') AS class FROM train ORDER BY class").fetchall()
one_hot = ", ".join(f"""(coalesce(workclass, 'missing') = '{each}')::INT AS "workclass_{each}" """ for (each,) in classes)
duckdb.sql(f"""
    CREATE MACRO transform(source) AS TABLE
    SELECT
        id,
        coalesce((age - mean) / deviation, 0) AS age,
        len(list_filter(borders, lambda border: border < fnlwgt)) AS fnlwgt,
        ("hours-per-week" > hours)::INT AS "hours-per-week",
        coalesce(code, 0) AS city,
        {one_hot}
    FROM query_table(source) AS rows, learned LEFT JOIN frequent ON name = coalesce(rows.city, 'missing')
""")
duckdb.sql("EXPORT DATABASE 'outputs/transform'")
rows = duckdb.sql("FROM transform('train')")

# evalkit: hand over
rows.write_csv("outputs/train.csv")
