# https://duckdb.org/docs/stable/sql/functions/text#md5string
import json

import duckdb

rule = {"hash": "md5", "digits": 8, "buckets": 5, "test": [0]}

duckdb.sql(f"""
    CREATE MACRO is_tested(household) AS
    ('0x' || left(md5(household::VARCHAR), {rule["digits"]}))::BIGINT % {rule["buckets"]} IN {rule["test"]}
""")
for prefix, file in (("", "people.csv"), ("later-", "people-later.csv")):
    duckdb.sql(f"CREATE OR REPLACE VIEW people AS FROM read_csv('inputs/{file}')")
    duckdb.sql(f"COPY (FROM people WHERE NOT is_tested(household)) TO 'outputs/{prefix}train.csv'")
    duckdb.sql(f"COPY (FROM people WHERE is_tested(household)) TO 'outputs/{prefix}test.csv'")

with open("outputs/rule.json", "w") as file:
    json.dump(rule, file)
