import dagster
import pendulum
from airflow.sdk import DAG, Asset, dag, task, task_group
from airflow.providers.standard.operators.bash import BashOperator as Bash
from flytekit import task as ftask, workflow
from prefect import flow as pflow, task as ptask
from kfp.v2 import dsl as kdsl
import kfp


@dag(schedule="@daily", start_date=pendulum.datetime(2024, 1, 1))
def etl():
    @task()
    def load() -> list[int]:
        return [1 | 2]

    @task_group
    def clean(rows):
        return rows

    rows = load()
    first = Bash(task_id="a", bash_command="echo a")
    last = Bash(task_id="b", bash_command="echo b")
    first.set_downstream(last)
    rows >> [first, last]
    clean(rows)


etl()


@ftask
def add(a: int, b: int) -> int:
    return a + b


@workflow
def wf(n: int = 3) -> int:
    x = add(a=n, b=1)
    return add(a=x, b=2)


@dagster.multi_asset(outs={"a": dagster.AssetOut()})
def many(context: dagster.AssetExecutionContext):
    context.log.info("x" * 3)


@ptask(retries=1)
def one(n):
    return n > 3


@pflow
def all_of_them(ns: list):
    futures = one.map(ns)
    return [f.result() for f in futures]


download = kfp.components.load_component_from_file("download.yaml")


@kdsl.pipeline(name="p")
def pipe(url: str):
    d = download(url=url)
    with kdsl.Condition(d.outputs["n"] > 3):
        download(url=d.output)
