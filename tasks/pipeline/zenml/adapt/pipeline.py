import steps
from zenml import pipeline, step
from zenml.config import CachePolicy
from zenml.config.retry_config import StepRetryConfig


@step(cache_policy=CachePolicy(file_dependencies=["inputs/rows.csv"]))
def load(path: str) -> dict:
    return steps.load(path)


@step
def train(table: dict, rounds: int) -> dict:
    return steps.train(table, rounds)


@step
def evaluate(table: dict, model: dict) -> dict:
    return steps.evaluate(table, model)


@step(retry=StepRetryConfig(max_retries=3, delay=0))
def publish(report: dict) -> dict:
    return steps.publish(report)


@pipeline
def training(rounds: int):
    table = load("inputs/rows.csv")
    publish(evaluate(table, train(table, rounds)))
