# https://docs.python.org/3/library/sqlite3.html
import json
import sqlite3
from pathlib import Path

store = sqlite3.connect("runs.db")
parameters = {name: json.loads(value) for name, value in store.execute("SELECT name, value FROM parameters")}
loss = store.execute("SELECT step, value FROM metrics WHERE name = 'loss' ORDER BY step").fetchall()
(test_loss,) = store.execute("SELECT value FROM metrics WHERE name = 'test_loss'").fetchone()
(content,) = store.execute("SELECT content FROM files WHERE name = 'model.json'").fetchone()
run = {"parameters": parameters, "loss": loss, "test_loss": test_loss}
Path("outputs/run.json").write_text(json.dumps(run))
Path("outputs/model.json").write_bytes(content)
