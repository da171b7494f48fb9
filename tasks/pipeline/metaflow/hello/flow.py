import steps
from metaflow import FlowSpec, step


class Pipeline(FlowSpec):
    @step
    def start(self):
        self.table = steps.load("inputs/rows.csv")
        self.next(self.train)

    @step
    def train(self):
        self.model = steps.train(self.table, 3)
        self.next(self.end)

    @step
    def end(self):
        self.report = steps.evaluate(self.table, self.model)


if __name__ == "__main__":
    Pipeline()
