"""The steps as components, each a process that gets files and gives one; `version` makes another key in the cache."""

from kfp import dsl

component = dsl.component(base_image="python:3.11", install_kfp_package=False)


@component
def load(path: str, version: str, table: dsl.Output[dsl.Dataset]):
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


@component
def publish(report: dsl.Input[dsl.Artifact], receipt: dsl.Output[dsl.Artifact]):
    import json

    import steps

    with open(report.path) as words, open(receipt.path, "w") as file:
        json.dump(steps.publish(json.load(words)), file)
