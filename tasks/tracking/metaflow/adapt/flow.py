import training
from metaflow import FlowSpec, catch, step


class Sweep(FlowSpec):
    @step
    def start(self):
        self.table = training.load("inputs/rows.csv")
        self.runs = training.sweep(self.table)
        self.next(self.train, foreach="runs")

    @catch(var="failed")
    @step
    def train(self):
        self.run_name, self.parameters, self.loss = self.input["name"], self.input["parameters"], []
        model = training.Model(self.parameters)
        for step_and_loss in model.learn(self.table):
            self.loss.append(step_and_loss)
        self.test_loss = model.test(self.table)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Sweep()
