from functools import lru_cache

from metaflow import FlowSpec, Parameter, card, resources, step


class Training(FlowSpec):
    alpha = Parameter("alpha", default=0.1)

    @step
    def start(self):
        self.grid = [0.1, 0.2]
        self.next(self.fit, foreach="grid")

    @card
    @resources(memory=4000)
    @step
    def fit(self):
        self.score = 1 - self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.best = max(one.score for one in inputs)
        cursor = iter(inputs)
        next(cursor)
        self.next(self.end)

    @step
    def end(self):
        if self.best > 0.5:
            print(self.describe())

    @property
    def short(self):
        return str(self.best)

    @staticmethod
    @lru_cache
    def describe():
        return "done"


if __name__ == "__main__":
    Training()
