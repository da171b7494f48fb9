"""Forecasts demand for every shop, on Kubeflow."""
import os
from typing import NamedTuple

from kfp import compiler, components, dsl, kubernetes
from kfp.dsl import Artifact, Dataset, Input, Metrics, Model, Output, OutputPath

BASE = os.environ.get("BASE_IMAGE", "python:3.11-slim")
drift = components.load_component_from_text("""
name: Drift
inputs:
- {name: Reference, type: Dataset}
- {name: Current, type: Dataset}
outputs:
- {name: Score, type: Float}
implementation:
  container:
    image: registry.example.org/drift:3
    command: [python, -m, drift, --reference, {inputPath: Reference}, --current, {inputPath: Current}]
""")


@dsl.component(base_image=BASE, packages_to_install=["pandas==2.2.2", "pyarrow"])
def extract(day: str, shops: int, table: Output[Dataset]) -> NamedTuple("Sizes", [("rows", int), ("parts", list)]):
    import pandas as pd

    frame = pd.DataFrame({"shop": range(shops), "day": day})
    frame[frame["shop"] != 13].to_parquet(table.path)
    sizes = NamedTuple("Sizes", [("rows", int), ("parts", list)])
    return sizes(len(frame), list(range(shops)))


@dsl.component(base_image=BASE)
def train(table: Input[Dataset], shop: int, rate: float, model: Output[Model], metrics: Output[Metrics]) -> float:
    error = 1.0 / (shop + rate)
    metrics.log_metric("error", error)
    model.metadata["shop"] = shop
    with open(model.path, "w") as file:
        file.write(str(error))
    return error


@dsl.component(base_image=BASE)
def worst(errors: list) -> float:
    return max(errors) if len(errors) > 0 else 0.0


@dsl.container_component
def publish(model: Input[Artifact], where: str, done: OutputPath(str)):
    return dsl.ContainerSpec(image="google/cloud-sdk:slim", command=["gsutil"], args=["cp", model.path, where, done])


@dsl.component
def tell(message: str):
    print(message)


@dsl.pipeline(name="train-shop")
def train_shop(table: Input[Dataset], shop: int, rate: float = 0.1) -> float:
    first = train(table=table, shop=shop, rate=rate)
    first.set_memory_limit("4G").set_cpu_limit("2").set_retry(2)
    return first.outputs["Output"]


@dsl.pipeline(name="forecast", description="demand by shop")
def forecast(day: str = "2024-01-01", shops: int = 20, limit: float = 0.3, reference: str = "gs://shops/reference"):
    with dsl.ExitHandler(tell(message="finished")):
        pvc = kubernetes.CreatePVC(pvc_name="work", access_modes=["ReadWriteOnce"], size="10Gi", storage_class_name="standard")
        extracted = extract(day=day, shops=shops).after(pvc)
        kubernetes.mount_pvc(extracted, pvc_name=pvc.outputs["name"], mount_path="/work")
        kubernetes.use_secret_as_env(extracted, secret_name="db", secret_key_to_env={"password": "DB_PASSWORD"})
        old = dsl.importer(artifact_uri=reference, artifact_class=Dataset, reimport=False)
        moved = drift(reference=old.output, current=extracted.outputs["table"])
        with dsl.ParallelFor(items=extracted.outputs["parts"], parallelism=4) as shop:
            trained = train_shop(table=extracted.outputs["table"], shop=shop)
            trained.set_display_name("train one shop")
        biggest = worst(errors=dsl.Collected(trained.output))
        with dsl.If(biggest.output < limit, name="good enough"):
            final = train(table=extracted.outputs["table"], shop=0, rate=0.01).set_caching_options(False)
            publish(model=final.outputs["model"], where=f"gs://shops/models/{day}")
        with dsl.Elif(moved.outputs["Score"] > 0.5):
            tell(message="the data moved")
        with dsl.Else():
            late = tell(message="not good enough")
            late.after(moved, biggest)
        kubernetes.DeletePVC(pvc_name=pvc.outputs["name"]).after(biggest)


if __name__ == "__main__":
    package = "forecast.yaml"
    compiler.Compiler().compile(pipeline_func=forecast, package_path=package)
    assert os.path.getsize(package) > 100 and package.endswith(".yaml")
