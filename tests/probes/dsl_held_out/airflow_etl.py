import json
from datetime import datetime, timedelta

import requests
from airflow import DAG
from airflow.decorators import dag, task, task_group
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.utils.trigger_rule import TriggerRule

default_args = {"owner": "data", "retries": 2, "retry_delay": timedelta(minutes=5)}


def _fetch(ds, **context):
    answer = requests.get("https://example.org/api", params={"day": ds}, timeout=10)
    answer.raise_for_status()
    context["ti"].xcom_push(key="rows", value=len(answer.json()))


with DAG("classic", start_date=datetime(2024, 1, 1), schedule="@daily", default_args=default_args) as classic:
    start = EmptyOperator(task_id="start")
    fetch = PythonOperator(task_id="fetch", python_callable=_fetch)
    copy = BashOperator(task_id="copy", bash_command="cp /tmp/in/{{ ds }}.json /tmp/out/")
    load = PostgresOperator(task_id="load", sql="INSERT INTO loads (day) VALUES ('{{ ds }}')")
    end = EmptyOperator(task_id="end", trigger_rule=TriggerRule.ALL_DONE)

    start >> fetch >> [copy, load] >> end

    previous = start
    for number in range(3):
        step = EmptyOperator(task_id=f"step_{number}")
        previous >> step
        previous = step
    end.set_upstream(previous)


@dag(schedule=None, start_date=datetime(2024, 1, 1), catchup=False)
def modern():
    @task
    def extract() -> list[dict]:
        return json.loads('[{"a": 1}]')

    @task(multiple_outputs=True)
    def summarise(rows: list[dict]) -> dict:
        return {"n": len(rows), "total": sum(row["a"] for row in rows)}

    @task_group
    def checks(n):
        @task
        def positive(value: int) -> bool:
            return value > 0

        return positive(n)

    @task
    def tell(total: int, ok: bool) -> None:
        print("total", total if ok else -total)

    rows = extract()
    summary = summarise(rows)
    ok = checks(summary["n"])
    tell(summary["total"], ok)
    tell.partial(ok=True).expand(total=[1, 2])


modern()
