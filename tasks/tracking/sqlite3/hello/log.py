# https://docs.python.org/3/library/sqlite3.html
import json
import sqlite3
from pathlib import Path

import training

TABLES = """
CREATE TABLE parameters (name TEXT, value TEXT) STRICT;
CREATE TABLE metrics (name TEXT, step INTEGER, value REAL) STRICT;
CREATE TABLE files (name TEXT, content BLOB) STRICT;
"""

store = sqlite3.connect("runs.db", isolation_level=None)
store.executescript(TABLES)
table = training.load("inputs/rows.csv")
for name, value in training.PARAMETERS.items():
    store.execute("INSERT INTO parameters VALUES (?, ?)", (name, json.dumps(value)))
model = training.Model(training.PARAMETERS)
for step, loss in model.learn(table):
    store.execute("INSERT INTO metrics VALUES ('loss', ?, ?)", (step, loss))
store.execute("INSERT INTO metrics VALUES ('test_loss', NULL, ?)", (model.test(table),))
content = Path(model.save("model.json")).read_bytes()
store.execute("INSERT INTO files VALUES ('model.json', ?)", (content,))
store.close()
