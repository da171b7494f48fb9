from dagster import Backoff, Definitions, RetryPolicy, ScheduleDefinition, graph, job, op

from warehouse import connect

flaky = RetryPolicy(max_retries=3, backoff=Backoff.EXPONENTIAL)


@op(config_schema={"table": str})
def extract(context):
    with connect() as connection:
        return connection.execute(f"SELECT * FROM {context.op_config['table']} WHERE day > 3").fetchall()


@op
def clean(rows):
    return [row for row in rows if row[0] is not None]


@op
def merge(left, right):
    return left + right


@op(tags={"kind": "report"})
def publish(context, rows):
    context.log.info("publishing %d rows", len(rows))


people = extract.configured({"table": "people"}, name="people")
orders = extract.configured({"table": "orders"}, name="orders")


@graph
def both():
    return merge(clean.alias("clean_people")(people()), clean.alias("clean_orders")(orders()))


@job(op_retry_policy=flaky)
def nightly():
    rows = both()
    publish.tag({"team": "data"}).with_retry_policy(flaky)(rows)


@job
def small():
    publish(clean(people()))


defs = Definitions(jobs=[nightly, small], schedules=[ScheduleDefinition(job=nightly, cron_schedule="0 3 * * *")])

if __name__ == "__main__":
    result = small.execute_in_process()
    print(result.success and len(result.output_for_node("clean")) > 0)
