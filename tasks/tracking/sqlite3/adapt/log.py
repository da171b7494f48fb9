# https://docs.python.org/3/library/sqlite3.html
import json
import sqlite3

import training

TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, experiment TEXT, name TEXT, parameters TEXT, state TEXT, test_loss REAL) STRICT;
CREATE TABLE IF NOT EXISTS losses (run INTEGER REFERENCES runs, step INTEGER, value REAL) STRICT;
"""

store = sqlite3.connect("runs.db", isolation_level=None)
store.executescript(TABLES)
table = training.load("inputs/rows.csv")
experiment = training.experiment(table)
for run in training.sweep(table):
    values = experiment, run["name"], json.dumps(run["parameters"])
    insert = "INSERT INTO runs (experiment, name, parameters, state) VALUES (?, ?, ?, 'running')"
    number = store.execute(insert, values).lastrowid
    model = training.Model(run["parameters"])
    try:
        for step, loss in model.learn(table):
            store.execute("INSERT INTO losses VALUES (?, ?, ?)", (number, step, loss))
    except training.Diverged:
        store.execute("UPDATE runs SET state = 'failed' WHERE id = ?", (number,))
        continue
    store.execute("UPDATE runs SET state = 'done', test_loss = ? WHERE id = ?", (model.test(table), number))
store.close()
