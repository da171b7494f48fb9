# https://huggingface.co/docs/trackio/track
import trackio
import training

table = training.load("inputs/rows.csv")
for run in training.sweep(table):
    model = training.Model(run["parameters"])
    trackio.init(project=training.experiment(table), name=run["name"], config=run["parameters"])
    try:
        for step, loss in model.learn(table):
            trackio.log({"loss": loss}, step=step)
        trackio.log({"test_loss": model.test(table)})
    except training.Diverged:
        pass
    trackio.finish()
