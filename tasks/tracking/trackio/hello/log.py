# https://huggingface.co/docs/trackio/track
import trackio
import training

table, model = training.load("inputs/rows.csv"), training.Model(training.PARAMETERS)
trackio.init(project="tracking", config=training.PARAMETERS)
for step, loss in model.learn(table):
    trackio.log({"loss": loss}, step=step)
trackio.log({"test_loss": model.test(table)})
trackio.log_artifact(model.save("model.json"), name="model", type="model")
trackio.finish()
