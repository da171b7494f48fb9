import dagster as dg
from dagster import asset, job, op


@asset(group_name="raw")
def orders():
    return [{"n": 1}]


@dg.asset_check(asset=orders)
def not_empty():
    return dg.AssetCheckResult(passed=len(orders()) > 0)


@op
def fetch():
    return 3


@op(out=dg.Out(int))
def double(n: int) -> int:
    return n << 1


@job
def doubling():
    n = fetch()
    double(double(n))


assert double(2) == 4
