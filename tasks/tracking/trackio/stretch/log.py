# https://huggingface.co/docs/trackio/artifacts
# packages: trackio does not look at what is installed, https://huggingface.co/docs/trackio/storage_schema
# page: trackio shows curves in the dashboard of its server, https://huggingface.co/docs/trackio/launch
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import trackio
import training


def train(run):
    table, model = training.load(run["data"]), training.Model(run["parameters"])
    config = {**run["parameters"], "data": table["digest"]}
    trackio.init(project="regions", name=run["name"], config=config)
    trackio.log_artifact(__file__, name=f"source-{run['name']}", type="code")
    for step, loss in model.learn(table):
        trackio.log({"loss": loss}, step=step)
    trackio.log_artifact(model.save(f"{run['name']}.json"), name=f"model-{run['name']}", type="model")
    trackio.finish()


if __name__ == "__main__":
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(train, training.regions()))
