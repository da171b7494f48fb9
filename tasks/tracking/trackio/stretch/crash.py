# https://huggingface.co/docs/trackio/track
import trackio
import training

run = training.night()
table, model = training.load(run["data"]), training.Model(run["parameters"])
trackio.init(project="regions", name=run["name"], config=run["parameters"])
for step, loss in model.learn(table):
    trackio.log({"loss": loss}, step=step)
