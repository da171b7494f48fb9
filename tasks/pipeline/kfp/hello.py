# https://kubeflow-pipelines.readthedocs.io/en/stable/source/local.html
import shutil
from pathlib import Path

from kfp import dsl, local

component = dsl.component(base_image="python:3.11", install_kfp_package=False)


@component
def load(path: str, table: dsl.Output[dsl.Dataset]):
    import json

    import steps

    with open(table.path, "w") as file:
        json.dump(steps.load(path), file)


@component
def train(table: dsl.Input[dsl.Dataset], rounds: int, model: dsl.Output[dsl.Model]):
    import json

    import steps

    with open(table.path) as rows, open(model.path, "w") as file:
        json.dump(steps.train(json.load(rows), rounds), file)


@component
def evaluate(table: dsl.Input[dsl.Dataset], model: dsl.Input[dsl.Model], report: dsl.Output[dsl.Artifact]):
    import json

    import steps

    with open(table.path) as rows, open(model.path) as weights, open(report.path, "w") as file:
        json.dump(steps.evaluate(json.load(rows), json.load(weights)), file)


@dsl.pipeline
def pipeline(path: str, rounds: int) -> dsl.Artifact:
    table = load(path=path).outputs["table"]
    model = train(table=table, rounds=rounds).outputs["model"]
    return evaluate(table=table, model=model).outputs["report"]


local.init(runner=local.SubprocessRunner(use_venv=False), pipeline_root="pipeline_root")
run = pipeline(path=str(Path("inputs/rows.csv").resolve()), rounds=3)
shutil.copy(run.output.path, "outputs/report.json")
