from datetime import datetime, timedelta

from airflow import DAG
from airflow.decorators import dag, task
from airflow.models.baseoperator import chain
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

defaults = {"retries": 1} | {"retry_delay": timedelta(minutes=5)}

with DAG("classic", start_date=datetime(2024, 1, 1), default_args=defaults) as classic:
    fetch = BashOperator(task_id="fetch", bash_command="wget {{ ds }}.csv")
    check = PythonOperator(task_id="check", python_callable=print)
    train = BashOperator(task_id="train", bash_command="python train.py")
    notify = BashOperator(task_id="notify", bash_command="echo done")
    fetch >> check >> [train, notify]
    notify << train
    chain(check, notify)
    notify.set_upstream(check)


@task
def extract():
    return {"a": 1 << 3}


@task(retries=2)
def transform(data: dict | None):
    return sum(data.values()) if data["a"] > 0 else 0


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def taskflow():
    @task.branch
    def decide(total):
        return "big" if total > 10 else "small"

    data = extract()
    total = transform(data)
    decide(total) >> BashOperator(task_id="big", bash_command="true")


taskflow()
