# https://airflow.apache.org/docs/apache-airflow/stable/tutorial/taskflow.html
import json
from pathlib import Path

import steps
from airflow.sdk import dag, task


@task
def save(report):
    Path("outputs/report.json").write_text(json.dumps(report))


@dag(schedule=None)
def pipeline():
    table = task(steps.load)("inputs/rows.csv")
    model = task(steps.train)(table, 3)
    save(task(steps.evaluate)(table, model))


training = pipeline()
if __name__ == "__main__":
    training.test()
