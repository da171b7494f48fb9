import dask
import dask.dataframe as dd
import great_expectations as gx
import hydra
import ibis
import mlflow
import ray
from flytekit import dynamic, task, workflow
from ibis import _
from metaflow import FlowSpec, Parameter, card, step
from omegaconf import DictConfig, OmegaConf
from zenml import pipeline
from zenml import step as zen_step


@ray.remote(num_cpus=1)
def square(x):
    return x * x


class Train(FlowSpec):
    rate = Parameter("rate", default=0.1)

    @card
    @step
    def start(self):
        self.rates = [self.rate, self.rate * 10]
        self.next(self.fit, foreach="rates")

    @step
    def fit(self):
        self.score = 1 - self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.best = max(one.score for one in inputs)
        self.next(self.end)

    @step
    def end(self):
        print(self.best > 0.5)


@task(retries=1)
def count(path: str) -> int:
    return len(open(path).read())


@dynamic
def many(paths: list[str]) -> list[int]:
    return [count(path=path) for path in paths]


@workflow
def counting(path: str = "a") -> int:
    first = count(path=path)
    return first


@zen_step
def load() -> list:
    return [1, 2]


@zen_step
def fit(rows: list, rate: float) -> float:
    return sum(rows) * rate


@pipeline
def training(rate: float = 0.1):
    rows = load()
    fit(rows, rate * 2)


def report(path):
    table = ibis.read_parquet(path)
    result = table.filter(_.age > 30).group_by("country").aggregate(n=_.count(), mean=_.age.mean())
    return result.execute().sort_values("n")


def lazily(paths):
    frame = dd.read_csv(paths)
    adults = frame[frame.age > 18]
    mean = adults.age.mean().compute()
    parts = [dask.delayed(len)(path) for path in paths]
    total = dask.delayed(sum)(parts)
    return mean * 2, total.compute() + 1


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg: DictConfig) -> None:
    print(OmegaConf.to_yaml(cfg), cfg.rate * 2)
    futures = [square.remote(n) for n in range(4)]
    print(sum(ray.get(futures)) > 10)
    with mlflow.start_run():
        mlflow.log_metric("mean", lazily(["a.csv"])[0])
    context = gx.get_context()
    print(context.suites.all()[0].name + "!")


if __name__ == "__main__":
    main()
