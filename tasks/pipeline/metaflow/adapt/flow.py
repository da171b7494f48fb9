# reuse, account: a new run of a Metaflow flow runs all its steps; resume takes over those before the step that its author
# names, whatever has changed meanwhile, https://docs.metaflow.org/metaflow/debugging#how-to-use-the-resume-command
import steps
from metaflow import FlowSpec, Parameter, retry, step


class Pipeline(FlowSpec):
    rounds = Parameter("rounds", type=int)

    @step
    def start(self):
        self.table = steps.load("inputs/rows.csv")
        self.next(self.train)

    @step
    def train(self):
        self.model = steps.train(self.table, self.rounds)
        self.next(self.evaluate)

    @step
    def evaluate(self):
        self.report = steps.evaluate(self.table, self.model)
        self.next(self.end)

    @retry(times=3, minutes_between_retries=0)
    @step
    def end(self):
        self.receipt = steps.publish(self.report)


if __name__ == "__main__":
    Pipeline()
