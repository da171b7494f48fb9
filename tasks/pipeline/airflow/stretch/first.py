# https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html
from pipeline import slices

if __name__ == "__main__":
    slices.test()
