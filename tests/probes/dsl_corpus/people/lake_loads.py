"""Loads a warehouse from a lake, by operators and statements that are this shop's own."""

from airflow import DAG
from own.operators import CopyOperator, WaitSensor

LOAD = {
    "stage": lambda table: f"COPY INTO {table} FROM @lake/{table} FILE_FORMAT = (TYPE = 'CSV')",
    "put": lambda table: f"PUT file://{table}.csv @%{table} OVERWRITE = TRUE",
    "empty": "TRUNCATE staging.rows CASCADE",
    "where": "lake/rows and more",
}
SETUP = """
ATTACH 'lake.db' AS lake (TYPE sqlite);
INSERT INTO lake.rows FROM 'rows.parquet';
"""


def prepare(cursor, database):
    cursor.execute("USE WAREHOUSE small")
    cursor.execute(LOAD["empty"])
    print("PUT the kettle on, then COPY the notes")


with DAG("lake", schedule="@daily") as dag:
    wait = WaitSensor(task_id="wait", path="lake/{{ ds }}/rows.csv")
    copy = CopyOperator(task_id="copy", sql="copy.sql", given={"day": "{{ ds }}", "to": "rows"}, retries=2)
    check = CopyOperator(task_id="check", sql=LOAD["empty"])
    wait >> copy >> check
