# https://duckdb.org/docs/stable/sql/statements/export
import duckdb

duckdb.sql("IMPORT DATABASE 'outputs/transform'")
duckdb.read_csv("inputs/serving.csv").create_view("serving")
rows = duckdb.sql("FROM transform('serving')")

# evalkit: hand over
rows.write_csv("outputs/serving.csv")
