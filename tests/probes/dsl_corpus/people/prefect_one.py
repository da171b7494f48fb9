import datetime

import pandas as pd
from prefect import Flow, Parameter, task
from prefect.schedules import IntervalSchedule

from helpers import today


@task(max_retries=2, retry_delay=datetime.timedelta(seconds=10))
def read(path):
    return pd.read_csv(path)


@task
def total(frame, column):
    return float(frame[column].sum() / len(frame))


@task
def report(value):
    print(f"{today()}: {value:.2f}")


def build():
    schedule = IntervalSchedule(interval=datetime.timedelta(days=1))
    with Flow("daily", schedule=schedule) as flow:
        path = Parameter("path", default="data.csv")
        frame = read(path)
        value = total(frame, "amount")
        report(value)
    return flow


if __name__ == "__main__":
    flow = build()
    state = flow.run(path="other.csv")
    print(state.is_successful(), total.run(pd.DataFrame({"amount": [1.0, 2.0]}), "amount") * 2)
