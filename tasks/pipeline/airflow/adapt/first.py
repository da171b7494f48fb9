# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/debug.html
from pipeline import training

if __name__ == "__main__":
    training.test()
