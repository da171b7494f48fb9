import typing as t

from zenml import pipeline, step


@step
def ingest() -> t.List[int]:
    return [1, 2]


@step(enable_cache=False)
def fit(rows: t.List[int], rate: float) -> float:
    return max(rows) * rate


@pipeline
def training(rate: float = 0.1):
    rows = ingest()
    fit(rows, rate)


if __name__ == "__main__":
    training.with_options(run_name="x")()
