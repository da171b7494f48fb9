import training
from metaflow import FlowSpec, step


class Night(FlowSpec):
    @step
    def start(self):
        run = training.night()
        self.parameters, self.loss = run["parameters"], []
        table, model = training.load(run["data"]), training.Model(self.parameters)
        for step_and_loss in model.learn(table):
            self.loss.append(step_and_loss)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Night()
