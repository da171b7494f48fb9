# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/params.html
from pipeline import training

rounds = 5  # evalkit: edit
if __name__ == "__main__":
    training.test(run_conf={"rounds": rounds, "name": "again"})
