# https://duckdb.org/docs/stable/sql/statements/create_macro#table-macros
import duckdb

duckdb.sql("CREATE TEMP TABLE train AS FROM read_csv('inputs/train.csv')")
duckdb.sql("""
    CREATE TABLE learned AS
    SELECT
        avg(age) AS mean,
        stddev(age) AS deviation,
        quantile_cont(fnlwgt, [0.25, 0.5, 0.75]) AS borders,
        avg("hours-per-week") AS hours
    FROM train
""")
races = duckdb.sql("SELECT DISTINCT race FROM train ORDER BY race").fetchall()
one_hot = ", ".join(f"""(race = '{race}')::INT AS "race_{race}" """ for (race,) in races)
duckdb.sql(f"""
    CREATE MACRO transform(source) AS TABLE
    SELECT
        id,
        (age - mean) / deviation AS age,
        len(list_filter(borders, lambda border: border < fnlwgt)) AS fnlwgt,
        ("hours-per-week" > hours)::INT AS "hours-per-week",
        {one_hot}
    FROM query_table(source), learned
""")
duckdb.sql("EXPORT DATABASE 'outputs/transform'")
