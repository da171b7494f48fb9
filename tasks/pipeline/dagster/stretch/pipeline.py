# time-limit: Dagster limits the time of a whole run, not of an op, and its daemon ends it then,
# https://docs.dagster.io/deployment/execution/job-timeouts
import dagster as dg
import steps


@dg.op
def load():
    return steps.load("inputs/rows.csv")


@dg.op(out=dg.DynamicOut())
def split(table):
    for part in steps.split(table):
        yield dg.DynamicOutput(part, mapping_key=str(part["place"]))


@dg.op
def score(part):
    return steps.score(part)


@dg.op
def join(scores):
    return steps.join(scores)


@dg.job(executor_def=dg.multiprocess_executor.configured({"max_concurrent": 2, "start_method": {"forkserver": {}}}))
def pipeline():
    join(split(load()).map(score).collect())
