# https://mlflow.org/docs/latest/ml/tracking/tracking-api/
import mlflow
import training

run = training.night()
table, model = training.load(run["data"]), training.Model(run["parameters"])
mlflow.set_experiment("regions")
with mlflow.start_run(run_name=run["name"]):
    mlflow.log_params(run["parameters"])
    for step, loss in model.learn(table):
        mlflow.log_metric("loss", loss, step=step)
