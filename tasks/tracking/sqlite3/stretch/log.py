# https://docs.python.org/3/library/sqlite3.html
# page: a page of curves does not fit into 40 lines beside this.
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import distributions
from pathlib import Path

import store
import training


def train(run):
    table, model = training.load(run["data"]), training.Model(run["parameters"])
    runs = store.opened()
    number = store.begin(runs, run, table["digest"])
    for step, loss in model.learn(table):
        runs.execute("INSERT INTO losses VALUES (?, ?, ?)", (number, step, loss))
    packages = "\n".join(f"{each.name}=={each.version}" for each in distributions())
    files = Path(model.save(f"{run['name']}.json")).read_text(), Path(__file__).read_text(), packages
    runs.execute("UPDATE runs SET model = ?, source = ?, packages = ? WHERE id = ?", (*files, number))
    runs.close()


if __name__ == "__main__":
    store.opened().close()  # the tables are there before four processes look for them
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(train, training.regions()))
