# https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/params.html
import json
from pathlib import Path

from pipeline import training

STEPS = ("load", "train", "evaluate", "publish")
rounds = 5  # evalkit: edit
if __name__ == "__main__":
    run = training.test(run_conf={"rounds": rounds, "name": "again"})
    ran = [one.task_id for one in run.get_task_instances() if one.task_id in STEPS and one.state == "success"]
    # evalkit: hand over
    Path("outputs/account.json").write_text(json.dumps({"ran": ran, "reused": []}))
