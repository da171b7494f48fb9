import steps
from prefect import flow, task
from prefect.cache_policies import INPUTS, TASK_SOURCE
from prefect.utilities.hashing import file_hash

SAME_WORK = INPUTS + TASK_SOURCE
load = task(steps.load, cache_key_fn=lambda context, inputs: f"load-{file_hash(inputs['path'])}")
split = task(steps.split, cache_policy=SAME_WORK)
score = task(steps.score, cache_policy=SAME_WORK)
join = task(steps.join, cache_policy=SAME_WORK)
archive = task(steps.archive, cache_policy=SAME_WORK, timeout_seconds=5, retries=2)


@flow
def pipeline():
    scores = score.map(split(load("inputs/rows.csv")))
    report = join(scores)
    return report, archive(report)
