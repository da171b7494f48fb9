# resume: the scheduler of a deployment goes on where it stopped; a DAG that runs in one process, as here, starts over,
# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/debug.html
# side-by-side: such a run has its tasks one after the other, unless it is given an executor (`use_executor`), whose tasks
# need Airflow's API server, a service, https://github.com/apache/airflow/issues/59074
import json
from datetime import timedelta
from pathlib import Path

import steps
from airflow.sdk import dag, task


@task
def join(scores):
    return steps.join(list(scores))


@task
def save(artifact, file):
    Path(file).write_text(json.dumps(artifact))


@dag(schedule=None)
def pipeline():
    scores = task(steps.score).expand(part=task(steps.split)(task(steps.load)("inputs/rows.csv")))
    report = join(scores)
    limits = {"execution_timeout": timedelta(seconds=5), "retries": 2, "retry_delay": timedelta(0)}
    save(report, "outputs/report.json")
    save(task(steps.archive, **limits)(report), "outputs/receipt.json")


slices = pipeline()
