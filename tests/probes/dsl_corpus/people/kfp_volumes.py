from kfp import compiler, dsl, kubernetes

from naming import pretty

IMAGE = "python:3.11"


@dsl.component(base_image=IMAGE)
def split(parts: int) -> list:
    return list(range(parts))


@dsl.component(base_image=IMAGE, packages_to_install=["pandas"])
def count(part: int, folder: str) -> int:
    import pandas as pd

    return int(pd.read_csv(f"{folder}/{part}.csv").query("ok == True").shape[0])


@dsl.component
def add_up(counts: list) -> int:
    return sum(counts)


@dsl.pipeline(name="count-in-parts", description=pretty("count in parts"))
def pipeline(parts: int = 4, folder: str = "/data"):
    title = pretty("shared volume")
    volume = kubernetes.CreatePVC(pvc_name_suffix="-shared", size="5Gi", access_modes=["ReadWriteMany"])
    pieces = split(parts=parts)
    with dsl.ParallelFor(pieces.output) as piece:
        counted = count(part=piece, folder=folder)
        kubernetes.mount_pvc(counted, pvc_name=volume.outputs["name"], mount_path="/data")
        counted.set_display_name(title)
    whole = add_up(counts=dsl.Collected(counted.output))
    whole.set_caching_options(False)
    remove = kubernetes.DeletePVC(pvc_name=volume.outputs["name"])
    remove.after(whole)


if __name__ == "__main__":
    compiler.Compiler().compile(pipeline, "pipeline.yaml")
    print(pretty("done"), 3 > len(IMAGE))
