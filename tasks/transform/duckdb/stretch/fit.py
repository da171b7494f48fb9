# https://duckdb.org/docs/stable/clients/python/function
import duckdb
import spacy
from functions import register

nlp = spacy.blank("en")
for word in ("full-time", "part-time"):
    nlp.tokenizer.add_special_case(word, [{"ORTH": word}])
register(nlp.tokenizer)

duckdb.sql("CREATE TEMP TABLE train AS FROM read_csv('inputs/train-titles.csv')")
duckdb.sql("""
    CREATE MACRO features(source) AS TABLE
    SELECT id, hourly_pay(title, "hours-per-week") AS pay, tokens(title) AS tokens FROM query_table(source)
""")
duckdb.sql("""
    CREATE TABLE learned AS
    SELECT avg(pay) AS mean_pay, stddev(pay) AS pays, avg(tokens) AS mean_tokens, stddev(tokens) AS counts
    FROM features('train')
""")
duckdb.sql("""
    CREATE MACRO transform(source) AS TABLE
    SELECT id, (pay - mean_pay) / pays AS pay, (tokens - mean_tokens) / counts AS tokens FROM features(source), learned
""")
duckdb.sql("EXPORT DATABASE 'outputs/transform'")
nlp.to_disk("outputs/transform/nlp")
rows = duckdb.sql("FROM transform('train')")

# evalkit: hand over
rows.write_csv("outputs/train.csv")
