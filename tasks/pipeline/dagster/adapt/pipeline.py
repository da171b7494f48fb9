# reuse, account: versions tell Dagster's UI and its daemon, which are services, which assets are out of date; a run without
# them materializes all that is selected, https://docs.dagster.io/guides/build/assets/asset-versioning-and-caching
import dagster as dg
import steps


class Training(dg.Config):
    rounds: int


@dg.asset
def table():
    return steps.load("inputs/rows.csv")


@dg.asset
def model(config: Training, table):
    return steps.train(table, config.rounds)


@dg.asset
def report(table, model):
    return steps.evaluate(table, model)


@dg.asset(retry_policy=dg.RetryPolicy(max_retries=3))
def receipt(report):
    return steps.publish(report)


assets = [table, model, report, receipt]
