"""Wind farm reports: loads telemetry into the warehouse and retrains when it drifts."""
import json
import logging
from datetime import datetime, timedelta

from airflow import DAG, Dataset
from airflow.decorators import setup, task, task_group, teardown
from airflow.exceptions import AirflowSkipException
from airflow.models import Variable
from airflow.models.baseoperator import cross_downstream
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import BranchPythonOperator, PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.providers.postgres.operators.postgres import PostgresOperator
from airflow.sensors.base import PokeReturnValue
from airflow.utils.edgemodifier import Label
from airflow.utils.task_group import TaskGroup
from airflow.utils.trigger_rule import TriggerRule

log = logging.getLogger(__name__)
telemetry = Dataset("s3://wind/telemetry")
FARMS = ["north", "coast", "ridge"]
args = {"owner": "wind", "retries": 2, "retry_delay": timedelta(minutes=3), "on_failure_callback": log.error}


def _drifted(ti, **context):
    score = ti.xcom_pull(task_ids="measure")
    if score is None:
        raise AirflowSkipException
    return "retrain" if float(score) > 0.2 else "keep"


def _measure(**context):
    hook = PostgresHook(postgres_conn_id="warehouse")
    rows = hook.get_records("SELECT farm, avg(power) FROM telemetry WHERE day = %(day)s GROUP BY farm", parameters={"day": context["ds"]})
    return max(abs(power - 1.0) for _, power in rows)


with DAG(
    dag_id="wind_daily",
    schedule="0 5 * * *",
    start_date=datetime(2024, 1, 1),
    default_args=args,
    catchup=False,
    tags=["wind"],
) as daily:
    begin = EmptyOperator(task_id="begin")
    arrived = S3KeySensor(task_id="arrived", bucket_key="s3://wind/{{ ds_nodash }}/*.parquet", wildcard_match=True)
    create = PostgresOperator(
        task_id="create",
        postgres_conn_id="warehouse",
        sql="""
            CREATE TABLE IF NOT EXISTS telemetry_{{ ds_nodash }} (LIKE telemetry INCLUDING ALL);
            TRUNCATE TABLE telemetry_{{ ds_nodash }};
        """,
    )
    measure = PythonOperator(task_id="measure", python_callable=_measure, outlets=[telemetry])
    branch = BranchPythonOperator(task_id="branch", python_callable=_drifted)
    keep = EmptyOperator(task_id="keep")
    retrain = KubernetesPodOperator(
        task_id="retrain",
        image="registry.example.org/wind:{{ var.value.image_tag }}",
        arguments=["--day", "{{ ds }}", "--farms", json.dumps(FARMS)],
    )
    done = EmptyOperator(task_id="done", trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)

    with TaskGroup("loads") as loads:
        for farm in FARMS:
            load = PostgresOperator(
                task_id=f"load_{farm}", sql=f"COPY telemetry FROM 's3://wind/{farm}'", postgres_conn_id="warehouse"
            )
            index = PostgresOperator(task_id=f"index_{farm}", sql="sql/index.sql", params={"farm": farm})
            load >> index

    begin >> arrived >> create >> loads >> measure >> branch
    branch >> Label("drift") >> retrain
    branch >> Label("quiet") >> keep
    [retrain, keep] >> done
    done.set_downstream(TriggerDagRunOperator(task_id="next", trigger_dag_id="wind_reports"))


with DAG("wind_reports", schedule=[telemetry], start_date=datetime(2024, 1, 1), default_args=args) as reports:

    @setup
    def cluster(size: int = 2):
        return {"id": f"emr-{size}"}

    @teardown
    def shut(cluster_id):
        log.info("closing %s", cluster_id)

    @task.sensor(poke_interval=60, mode="reschedule")
    def ready() -> PokeReturnValue:
        return PokeReturnValue(is_done=datetime.now().hour > 6, xcom_value=FARMS)

    @task(multiple_outputs=True, pool="reports")
    def summarise(farm: str, year: int, *, limit: float = 0.5) -> dict:
        powers = [0.1 * n for n in range(year % 100)]
        return {"farm": farm, "mean": sum(powers) / max(len(powers), 1), "low": min(powers) < limit}

    @task.virtualenv(requirements=["matplotlib"], system_site_packages=False)
    def plot(summary: dict):
        import matplotlib.pyplot as plt

        plt.plot([summary["mean"]])
        plt.savefig("plot.png")

    @task.short_circuit
    def any_low(summaries):
        return any(one["low"] for one in summaries)

    @task_group(group_id="mails")
    def mails(summaries):
        @task.bash
        def body() -> str:
            return "cat report.txt | mail -s 'wind' {{ params.to }}"

        @task
        def count(items):
            return len(list(items))

        return count(summaries) >> body()

    made = cluster.override(task_id="make_cluster")()
    farms = ready()
    summaries = summarise.partial(year=2024).expand(farm=farms)
    plots = plot.expand(summary=summaries)
    low = any_low(summaries)
    cross_downstream([plots, low], [mails(summaries), shut(made["id"])])
    made >> summaries

    if Variable.get("mail", default_var="no") == "yes":
        low >> EmptyOperator(task_id="mailed")
