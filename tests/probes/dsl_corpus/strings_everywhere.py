import sqlite3
import textwrap

import duckdb
import jinja2
import jmespath
import numexpr as ne
import pandas as pd
import requests
import statsmodels.formula.api as smf
import torch
import yaml
from jinja2 import Environment, Template
from lxml import etree
from omegaconf import OmegaConf
from patsy import dmatrices

df = pd.read_csv("people.csv")
adults = df.query("age > 18 and country == 'DE'")
limit = 3
few = adults.query(f"visits < {limit}")
df["bmi"] = df.eval("weight / height ** 2")
ratio = pd.eval("df.weight / df.height")
fast = ne.evaluate("a * 2 + b")
page = Template("Hello {{ name }}").render(name="you")
mail = jinja2.Environment().from_string("{% if x %}yes{% endif %}")
settings = yaml.safe_load("a: 1\nb: [2, 3]")
more = yaml.load(textwrap.dedent("""
    rate: 0.1
"""), Loader=yaml.SafeLoader)
fit = smf.ols("y ~ x + C(group)", data=df).fit()
y, X = dmatrices("y ~ x", df)
conf = OmegaConf.create("model: {depth: 3}")
names = jmespath.search("people[?age > `20`].name", {})
cells = etree.fromstring("<a><b/></a>").xpath("//b[@c='1']")
con = duckdb.connect()
con.execute("CREATE TABLE t AS SELECT * FROM 'x.parquet'")
small = duckdb.sql("select * from t where x < 3").df()
users = pd.read_sql("SELECT * FROM users", sqlite3.connect("u.db"))


def top(frame, column):
    return frame.query(f"{column} >= 10")


db = sqlite3.connect("u.db")
db.execute("INSERT INTO users VALUES (?, ?)", (1, "x"))
COUNT = "SELECT name, COUNT(*) AS n FROM users GROUP BY name"
table = "users"
db.execute("DELETE FROM {} WHERE id = %s".format(table))
db.execute("SELECT id FROM " + table + " WHERE id > 3")
rule = f"""
    SELECT id, name FROM {table}
    WHERE name LIKE 'A%' AND id IN ({limit})
"""

print("select a file from the list")
message = f"update the table set for {table}"
hint = "Select an option from the menu, then press enter."
note = "delete from here to the end"
title = "with love from %s" % table
with open("c.yaml") as file:
    loaded = yaml.safe_load(file)
print(yaml.dump({"a": 1}))
answer = requests.get("http://x", params={"query": "a > 3"})
model = torch.nn.Linear(2, 1)
model.eval()
print("{{ not a template }}".replace("{", ""))
home = "~/data"
print("a > 3 and b < 4")
text = "SELECT"
words = "x".join(["drop", "table"])
