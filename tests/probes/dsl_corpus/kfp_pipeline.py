from kfp import compiler, dsl
from kfp.dsl import Dataset, Input, Model, Output, component


@dsl.component(base_image="python:3.11", packages_to_install=["pandas"])
def prepare(url: str, out: Output[Dataset]):
    import pandas as pd

    frame = pd.read_csv(url)
    frame[frame["x"] > 0].to_csv(out.path)


@component
def train(data: Input[Dataset], model: Output[Model], epochs: int = 3) -> float:
    return float(epochs | 1)


@component
def deploy(model: Input[Model]):
    print(model.uri)


@dsl.pipeline(name="demo")
def demo(url: str, limit: float = 0.9):
    prepared = prepare(url=url).set_caching_options(False)
    trained = train(data=prepared.outputs["out"])
    with dsl.If(trained.outputs["Output"] > limit):
        deploy(model=trained.outputs["model"]).after(prepared)


compiler.Compiler().compile(demo, "demo.yaml")
