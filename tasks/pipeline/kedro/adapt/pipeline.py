# reuse, account: Kedro runs what its author selects, or what has no output yet, and does not look whether anything changed,
# https://docs.kedro.org/en/stable/build/slice_a_pipeline/
# retries: Kedro tries no node again, publish is left out, https://docs.kedro.org/en/stable/build/run_a_pipeline/
import steps
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro.runner import SequentialRunner

pipeline = Pipeline(
    [
        node(steps.load, "path", "table"),
        node(steps.train, ["table", "params:rounds"], "model"),
        node(steps.evaluate, ["table", "model"], "report"),
    ]
)


def run(rounds):
    catalog = DataCatalog({"path": MemoryDataset("inputs/rows.csv"), "params:rounds": MemoryDataset(rounds)})
    return SequentialRunner().run(pipeline, catalog)["report"].load()
