import training
from metaflow import FlowSpec, step


class Night(FlowSpec):
    @step
    def start(self):
        run = training.night()
        self.parameters = run["parameters"]
        table, model = training.load(run["data"]), training.Model(self.parameters)
        self.loss = list(model.learn(table))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Night()
