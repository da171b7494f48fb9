# https://duckdb.org/docs/stable/clients/python/function
import duckdb
import spacy
from functions import register

# carried-code: a database holds SQL macros, but no Python functions: every process registers them
# (https://duckdb.org/docs/stable/clients/python/function)
# lineage: DuckDB has nothing that says which columns a column of a macro was made of
# (https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions)
register(spacy.load("outputs/transform/nlp").tokenizer)
duckdb.sql("IMPORT DATABASE 'outputs/transform'")
duckdb.read_csv("inputs/serving-titles.csv").create_view("serving")
rows = duckdb.sql("FROM transform('serving')")

# evalkit: hand over
rows.write_csv("outputs/serving.csv")
