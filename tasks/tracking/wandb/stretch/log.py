# https://docs.wandb.ai/models/track/log/distributed-training
# page: W&B shows curves in the pages of its server and in a terminal, https://docs.wandb.ai/models/app/leet-tui
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import training
import wandb


def train(each):
    table, model = training.load(each["data"]), training.Model(each["parameters"])
    config = {**each["parameters"], "data": table["digest"]}
    with wandb.init(project="regions", name=each["name"], config=config) as run:
        shutil.copy(__file__, run.dir)  # run.save makes links, and the files change or are removed
        for step, loss in model.learn(table):
            run.log({"loss": loss}, step=step)
        shutil.copy(model.save(f"{each['name']}.json"), f"{run.dir}/model.json")


if __name__ == "__main__":
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(train, training.regions()))
