# https://aimstack.readthedocs.io/en/latest/using/configure_runs.html
import training
from aim import Run

each = training.night()
table, model = training.load(each["data"]), training.Model(each["parameters"])
run = Run(experiment="regions")
run.name = each["name"]
run["parameters"] = each["parameters"]
for step, loss in model.learn(table):
    run.track(loss, name="loss", step=step)
run.close()
