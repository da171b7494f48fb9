# reuse, account: Kedro runs what its author selects, or what has no output yet, and does not look whether anything changed,
# https://docs.kedro.org/en/stable/build/slice_a_pipeline/
# retries: Kedro tries no node again, publish is left out, https://docs.kedro.org/en/stable/build/run_a_pipeline/
import steps
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro_datasets.json import JSONDataset

pipeline = Pipeline(
    [
        node(steps.load, "path", "table", name="load"),
        node(steps.train, ["table", "params:rounds"], "model", name="train"),
        node(steps.evaluate, ["table", "model"], "report", name="evaluate"),
    ]
)


def catalog(rounds):
    files = {name: JSONDataset(filepath=f"data/{name}.json") for name in ("table", "model", "report")}
    return DataCatalog({"path": MemoryDataset("inputs/rows.csv"), "params:rounds": MemoryDataset(rounds), **files})
