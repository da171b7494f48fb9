# https://aimstack.readthedocs.io/en/latest/using/configure_runs.html
import training
from aim import Run

table = training.load("inputs/rows.csv")
for each in training.sweep(table):
    model = training.Model(each["parameters"])
    run = Run(experiment=training.experiment(table))
    run.name = each["name"]
    run["parameters"] = each["parameters"]
    try:
        for step, loss in model.learn(table):
            run.track(loss, name="loss", step=step)
        run["test_loss"] = model.test(table)
    except training.Diverged:
        pass
    run.close()
