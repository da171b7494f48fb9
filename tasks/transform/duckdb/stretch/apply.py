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
duckdb.sql("CREATE VIEW serving AS FROM read_csv('inputs/serving-titles.csv')")
duckdb.sql("COPY (FROM transform('serving')) TO 'outputs/serving.csv'")
