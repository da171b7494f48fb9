"""Counts frogs, in ordinary Python but for one query."""
import csv
import sqlite3
import sys


def count(path):
    with open(path) as file:
        return len({row["frog_id"] for row in csv.DictReader(file)})


def store(path, db="frogs.db"):
    with sqlite3.connect(db) as con:
        con.execute("ATTACH DATABASE 'herons.db' AS herons")
        con.execute("REPLACE INTO counts VALUES (?, ?)", (path, count(path)))
        con.execute("CREATE TRIGGER seen AFTER INSERT ON counts BEGIN UPDATE total SET n = n + 1; END")


if __name__ == "__main__":
    store(sys.argv[1])
