# https://mlflow.org/docs/latest/ml/tracking/tracking-api/
# packages: MLflow lists packages only with a model that it saves itself, https://mlflow.org/docs/latest/ml/model/dependencies/
# page: MLflow shows curves in its server's interface only, https://mlflow.org/docs/latest/ml/tracking/
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import mlflow
import training


def train(run):
    table, model = training.load(run["data"]), training.Model(run["parameters"])
    with mlflow.start_run(run_name=run["name"]):
        mlflow.log_params({**run["parameters"], "data": table["digest"]})
        mlflow.log_artifact(__file__, "source")
        for step, loss in model.learn(table):
            mlflow.log_metric("loss", loss, step=step)
        mlflow.log_artifact(model.save(f"{run['name']}.json"), "model")


if __name__ == "__main__":
    mlflow.set_experiment("regions")  # the database is there before four processes look for it
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(train, training.regions()))
