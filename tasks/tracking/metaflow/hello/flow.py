from pathlib import Path

import training
from metaflow import FlowSpec, step


class Track(FlowSpec):
    @step
    def start(self):
        self.parameters = training.PARAMETERS
        table, model = training.load("inputs/rows.csv"), training.Model(self.parameters)
        self.loss = list(model.learn(table))
        self.test_loss = model.test(table)
        self.model = Path(model.save("model.json")).read_text()
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Track()
