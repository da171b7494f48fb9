# time-limit: Kedro limits no node's time, archive is left out, https://docs.kedro.org/en/stable/build/run_a_pipeline/
import json
from pathlib import Path

import steps
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro.runner import SequentialRunner, ThreadRunner
from kedro_datasets.json import JSONDataset

splitting = Pipeline([node(steps.load, "path", "table", name="load"), node(steps.split, "table", "parts", name="split")])


def scoring(count):
    """A node for each slice, as far as there are slices, and one that joins what they give."""

    def score_of(place):
        return lambda parts: steps.score(parts[place])

    names = [f"score_{place}" for place in range(count)]
    scores = [node(score_of(place), "parts", name, name=name) for place, name in enumerate(names)]
    return Pipeline([*scores, node(lambda *scores: steps.join(scores), names, "report", name="join")])


def catalog(pipeline):
    kept = {name: JSONDataset(filepath=f"data/{name}.json") for name in pipeline.all_outputs()}
    return DataCatalog({"path": MemoryDataset("inputs/rows.csv"), "parts": JSONDataset(filepath="data/parts.json"), **kept})


def run():
    SequentialRunner().run(splitting, catalog(splitting), only_missing_outputs=True)
    slices = scoring(len(catalog(splitting).load("parts")))
    ThreadRunner(max_workers=2).run(slices, catalog(slices), only_missing_outputs=True)
    Path("outputs/report.json").write_text(json.dumps(catalog(slices).load("report")))
