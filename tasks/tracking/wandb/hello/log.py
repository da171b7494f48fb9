# https://docs.wandb.ai/models/ref/python/experiments/run
import shutil

import training
import wandb

table, model = training.load("inputs/rows.csv"), training.Model(training.PARAMETERS)
with wandb.init(project="tracking", config=training.PARAMETERS) as run:
    for step, loss in model.learn(table):
        run.log({"loss": loss}, step=step)
    run.summary["test_loss"] = model.test(table)
    shutil.copy(model.save("model.json"), run.dir)  # run.save makes a link, and the file is removed
