# https://aimstack.readthedocs.io/en/latest/using/artifacts.html
from pathlib import Path

import training
from aim import Run

table, model = training.load("inputs/rows.csv"), training.Model(training.PARAMETERS)
run = Run()
run["parameters"] = training.PARAMETERS
for step, loss in model.learn(table):
    run.track(loss, name="loss", step=step)
run["test_loss"] = model.test(table)
run.set_artifacts_uri(Path("artifacts").absolute().as_uri())
run.log_artifact(model.save("model.json"), name="model.json", block=True)
run.close()
