# https://docs.kedro.org/en/stable/build/nodes/
import json
from pathlib import Path

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
catalog = DataCatalog({"path": MemoryDataset("inputs/rows.csv"), "params:rounds": MemoryDataset(3)})
outputs = SequentialRunner().run(pipeline, catalog)
Path("outputs/report.json").write_text(json.dumps(outputs["report"].load()))
