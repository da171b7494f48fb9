# https://duckdb.org/docs/stable/sql/statements/export
import duckdb

duckdb.sql("IMPORT DATABASE 'outputs/transform'")
duckdb.sql("CREATE VIEW serving AS FROM read_csv('inputs/serving.csv')")
duckdb.sql("COPY (FROM transform('serving')) TO 'outputs/serving.csv'")
