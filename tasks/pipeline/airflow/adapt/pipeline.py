# reuse, account: a run of an Airflow DAG runs all its tasks,
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dag-run.html
import json
from datetime import timedelta
from pathlib import Path

import steps
from airflow.sdk import dag, task


@task
def train(table, params):
    return steps.train(table, params["rounds"])


@task
def save(report, receipt, params):
    Path(f"outputs/{params['name']}.json").write_text(json.dumps(report))
    Path("outputs/receipt.json").write_text(json.dumps(receipt))


@dag(schedule=None, params={"rounds": 3, "name": "first"})
def pipeline():
    table = task(steps.load)("inputs/rows.csv")
    report = task(steps.evaluate)(table, train(table))
    save(report, task(steps.publish, retries=3, retry_delay=timedelta(0))(report))


training = pipeline()
