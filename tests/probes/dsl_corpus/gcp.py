import logging
from google.cloud import bigquery
import psycopg2
import pandas.io.sql as psql
import awswrangler as wr
import polars as po
import polars.selectors as cs
import pandas as pd
from pandas import DataFrame

client = bigquery.Client()
job = client.query("SELECT name FROM `p.d.t` WHERE state = 'TX' LIMIT 100")
conn = psycopg2.connect("dbname=x")
cur = conn.cursor()
cur.execute(
    "UPDATE accounts SET balance = balance - %s WHERE id = %s",
    (1, 2),
)
cur.execute("""
    CREATE TABLE IF NOT EXISTS runs (id serial PRIMARY KEY, score float)
""")
QUERIES = {
    "daily": "with d as (select day, sum(x) as s from t group by day) select * from d where s > 3",
    "help": "select one of the options below",
}
logging.info("update %s set to %s", 1, 2)


class Report:
    def __init__(self, df: DataFrame):
        self.df = df

    def big(self, n):
        return self.df.query("size > @n")

    def both(self):
        return self.df[(self.df["size"] > 3) | (self.df["size"] < 1)]


frame = po.DataFrame({"x": [1]})
out = frame.select(cs.numeric() * 2, po.col("x").cast(po.Utf8))
exprs = [po.col(c).mean() for c in frame.columns]
cond = po.lit(True)
for c in frame.columns:
    cond = cond & (po.col(c) > 0)
print(frame.filter(cond))
ok = frame["x"].sum() > 3 or frame.height >> 1
series = pd.Series([1]).where(lambda s: s > 0)
logging.info("insert coin into slot")
