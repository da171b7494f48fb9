#!/usr/bin/env python
# Tunes XGBoost on the bike counts; every trial is a nested run in MLflow.
import logging
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Dict

import click
import mlflow
import mlflow.xgboost
import optuna
import pandas as pd
import xgboost as xgb
import yaml
from mlflow.models import infer_signature
from mlflow.tracking import MlflowClient
from sklearn.metrics import mean_absolute_error, mean_squared_error

logger = logging.getLogger("bikes")
DEFAULTS = yaml.safe_load(
    """
    experiment: bikes
    trials: 30
    fixed:
      objective: reg:squarederror
      tree_method: hist
    """
)


def read_split(path: Path, days: int = 28):
    data = pd.read_parquet(path).sort_values("hour")
    data["weekday"] = data["hour"].dt.dayofweek
    data["of_day"] = data["hour"].dt.hour
    edge = data["hour"].max() - timedelta(days=days)
    train, test = data[data["hour"] <= edge], data[data["hour"] > edge]
    features = [c for c in data.columns if c not in ("hour", "count")]
    return train[features], train["count"], test[features], test["count"]


def metrics_of(y, predicted) -> Dict[str, float]:
    return {
        "mae": mean_absolute_error(y, predicted),
        "rmse": mean_squared_error(y, predicted) ** 0.5,
    }


class Objective:
    def __init__(self, split, fixed: Dict[str, Any]):
        self.X, self.y, self.X_test, self.y_test = split
        self.fixed = fixed

    def __call__(self, trial):
        params = {
            **self.fixed,
            "max_depth": trial.suggest_int("max_depth", 3, 10),
            "eta": trial.suggest_float("eta", 0.01, 0.3, log=True),
            "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        }
        with mlflow.start_run(nested=True, run_name=f"trial-{trial.number}"):
            mlflow.log_params(params)
            booster = xgb.train(
                params,
                xgb.DMatrix(self.X, label=self.y),
                num_boost_round=500,
                evals=[(xgb.DMatrix(self.X_test, label=self.y_test), "test")],
                early_stopping_rounds=20,
                verbose_eval=False,
            )
            scores = metrics_of(self.y_test, booster.predict(xgb.DMatrix(self.X_test)))
            mlflow.log_metrics(scores)
            trial.set_user_attr("rounds", booster.best_iteration)
        return scores["mae"]


def promote(name: str, uri: str, alias: str = "champion") -> None:
    client = MlflowClient()
    version = mlflow.register_model(uri, name)
    client.set_registered_model_alias(name, alias, version.version)
    client.update_model_version(name=name, version=version.version, description=f"promoted {datetime.now():%Y-%m-%d}")
    for old in client.search_model_versions(f"name='{name}'"):
        if int(old.version) < int(version.version) - 5:
            client.delete_model_version(name, old.version)


@click.command()
@click.argument("path", type=click.Path(exists=True))
@click.option("--tracking-uri", default="sqlite:///mlflow.db", show_default=True)
@click.option("--trials", type=int, default=DEFAULTS["trials"])
@click.option("--register/--no-register", default=False)
def main(path, tracking_uri, trials, register):
    logging.basicConfig(level="INFO")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    mlflow.set_tracking_uri(tracking_uri)
    mlflow.set_experiment(DEFAULTS["experiment"])
    split = read_split(Path(path))
    X, y, X_test, y_test = split

    with mlflow.start_run(run_name="search") as run:
        mlflow.set_tag("data", path)
        study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=7))
        study.optimize(Objective(split, DEFAULTS["fixed"]), n_trials=trials)
        logger.info("best %.3f with %s", study.best_value, study.best_params)

        model = xgb.XGBRegressor(n_estimators=study.best_trial.user_attrs["rounds"], **study.best_params)
        model.fit(X, y)
        predicted = model.predict(X_test)
        mlflow.log_metrics(metrics_of(y_test, predicted))
        mlflow.log_params(study.best_params)
        info = mlflow.xgboost.log_model(
            model, artifact_path="model", signature=infer_signature(X_test, predicted), input_example=X_test.head(3)
        )
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "trials.csv"
            study.trials_dataframe().to_csv(table, index=False)
            mlflow.log_artifact(str(table), artifact_path="search")
        logger.info("run %s", run.info.run_id)

    if register:
        promote("bikes", info.model_uri)


if __name__ == "__main__":
    main()
