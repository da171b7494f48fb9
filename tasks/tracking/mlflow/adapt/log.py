# https://mlflow.org/docs/latest/ml/tracking/tracking-api/
import mlflow
import training

table = training.load("inputs/rows.csv")
mlflow.set_experiment(training.experiment(table))
for run in training.sweep(table):
    model = training.Model(run["parameters"])
    try:
        with mlflow.start_run(run_name=run["name"]):
            mlflow.log_params(run["parameters"])
            for step, loss in model.learn(table):
                mlflow.log_metric("loss", loss, step=step)
            mlflow.log_metric("test_loss", model.test(table))
    except training.Diverged:
        pass  # the run that was open has the status FAILED
