"""What all three stages share: a file that several processes write to."""

import json
import sqlite3

TABLES = """
CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, name TEXT, parameters TEXT, data TEXT, model TEXT,
    source TEXT, packages TEXT) STRICT;
CREATE TABLE IF NOT EXISTS losses (run INTEGER REFERENCES runs, step INTEGER, value REAL) STRICT;
"""


def opened():
    """The store; who comes while another writes waits for up to 30 seconds."""
    store = sqlite3.connect("runs.db", timeout=30, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.executescript(TABLES)
    return store


def begin(store, run, data):
    values = run["name"], json.dumps(run["parameters"]), data
    return store.execute("INSERT INTO runs (name, parameters, data) VALUES (?, ?, ?)", values).lastrowid
