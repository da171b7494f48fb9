# https://docs.python.org/3/library/sqlite3.html
import store
import training

run, runs = training.night(), store.opened()
table, model = training.load(run["data"]), training.Model(run["parameters"])
number = store.begin(runs, run, table["digest"])
for step, loss in model.learn(table):
    runs.execute("INSERT INTO losses VALUES (?, ?, ?)", (number, step, loss))
