# https://aimstack.readthedocs.io/en/latest/using/artifacts.html
# page: Aim shows curves in the interface of its server, https://aimstack.readthedocs.io/en/latest/ui/overview.html
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import training
from aim import Repo, Run


def train(each):
    table, model = training.load(each["data"]), training.Model(each["parameters"])
    run = Run(experiment="regions", log_system_params=True)
    run.name = each["name"]
    run["parameters"], run["data"] = each["parameters"], table["digest"]
    run.set_artifacts_uri(Path("artifacts").absolute().as_uri())
    run.log_artifact(__file__, name="source.py", block=True)
    for step, loss in model.learn(table):
        run.track(loss, name="loss", step=step)
    run.log_artifact(model.save(f"{each['name']}.json"), name="model.json", block=True)
    run.close()


if __name__ == "__main__":
    Repo(".", init=True)  # it is there before four processes look for it
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(train, training.regions()))
