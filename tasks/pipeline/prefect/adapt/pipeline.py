import steps
from prefect import flow, task
from prefect.cache_policies import INPUTS, TASK_SOURCE
from prefect.utilities.hashing import file_hash

SAME_WORK = INPUTS + TASK_SOURCE
load = task(steps.load, cache_key_fn=lambda context, inputs: f"load-{file_hash(inputs['path'])}")
train = task(steps.train, cache_policy=SAME_WORK)
evaluate = task(steps.evaluate, cache_policy=SAME_WORK)
publish = task(steps.publish, cache_policy=SAME_WORK, retries=3)


@flow
def pipeline(rounds: int):
    """The final states of all tasks; a state stands for its result where a task gets it."""
    loaded = load("inputs/rows.csv", return_state=True)
    trained = train(loaded, rounds, return_state=True)
    evaluated = evaluate(loaded, trained, return_state=True)
    published = publish(evaluated, return_state=True)
    states = {"load": loaded, "train": trained, "evaluate": evaluated, "publish": published}
    names = {step: state.name for step, state in states.items()}
    return evaluated.result(), published.result(), names
