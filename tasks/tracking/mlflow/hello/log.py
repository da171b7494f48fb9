# https://mlflow.org/docs/latest/ml/tracking/
import mlflow
import training

table, model = training.load("inputs/rows.csv"), training.Model(training.PARAMETERS)
with mlflow.start_run():
    mlflow.log_params(training.PARAMETERS)
    for step, loss in model.learn(table):
        mlflow.log_metric("loss", loss, step=step)
    mlflow.log_metric("test_loss", model.test(table))
    mlflow.log_artifact(model.save("model.json"))
