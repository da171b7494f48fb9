import steps
from metaflow import FlowSpec, retry, step, timeout


class Pipeline(FlowSpec):
    @step
    def start(self):
        self.table = steps.load("inputs/rows.csv")
        self.next(self.split)

    @step
    def split(self):
        self.parts = steps.split(self.table)
        self.next(self.score, foreach="parts")

    @step
    def score(self):
        self.result = steps.score(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.report = steps.join([each.result for each in inputs])
        self.next(self.end)

    @retry(times=2, minutes_between_retries=0)
    @timeout(seconds=5)
    @step
    def end(self):
        self.receipt = steps.archive(self.report)


if __name__ == "__main__":
    Pipeline()
