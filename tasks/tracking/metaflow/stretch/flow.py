from pathlib import Path

import training
from metaflow import FlowSpec, IncludeFile, card, current, step
from metaflow.cards import VegaChart


class Regions(FlowSpec):
    source = IncludeFile("source", default="stretch/flow.py")

    @step
    def start(self):
        self.regions = training.regions()
        self.next(self.train, foreach="regions")

    @step
    def train(self):
        self.run_name, self.parameters = self.input["name"], self.input["parameters"]
        table, model = training.load(self.input["data"]), training.Model(self.parameters)
        self.digest = table["digest"]
        self.loss = list(model.learn(table))
        self.model = Path(model.save(f"{self.run_name}.json")).read_text()
        self.next(self.join)

    @card(type="blank")
    @step
    def join(self, inputs):
        values = [{"run": run.run_name, "step": at, "loss": loss} for run in inputs for at, loss in run.loss]
        axes = {
            "x": {"field": "step", "type": "quantitative"},
            "y": {"field": "loss", "type": "quantitative"},
            "color": {"field": "run", "type": "nominal"},
        }
        current.card.append(VegaChart({"data": {"values": values}, "mark": "line", "encoding": axes}))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Regions()
