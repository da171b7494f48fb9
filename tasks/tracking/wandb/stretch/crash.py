# https://docs.wandb.ai/models/ref/python/functions/init
import training
import wandb

each = training.night()
table, model = training.load(each["data"]), training.Model(each["parameters"])
with wandb.init(project="regions", name=each["name"], config=each["parameters"]) as run:
    for step, loss in model.learn(table):
        run.log({"loss": loss}, step=step)
