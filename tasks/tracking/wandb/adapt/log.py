# https://docs.wandb.ai/models/ref/python/functions/init
import training
import wandb

table = training.load("inputs/rows.csv")
experiment = training.experiment(table)
for each in training.sweep(table):
    model = training.Model(each["parameters"])
    try:
        with wandb.init(project=experiment, name=each["name"], config=each["parameters"]) as run:
            for step, loss in model.learn(table):
                run.log({"loss": loss}, step=step)
            run.summary["test_loss"] = model.test(table)
    except training.Diverged:
        pass  # the run that was open has failed
