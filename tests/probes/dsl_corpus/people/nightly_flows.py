"""Nightly work of a shop: the steps stand in other modules, as tasks of Prefect and actors of Ray."""

import ray
from prefect import flow, get_run_logger

from shop.actors import Pricer
from shop.steps import clean, fetch, publish
from shop.words import pretty


@flow(name="nightly")
def nightly(days: list[str]):
    log = get_run_logger()
    raw = fetch.map(days)
    tidy = clean.with_options(retries=2).submit(raw)
    log.info("%s: %d days", pretty("nightly"), len(days))
    done = publish.submit(tidy, wait_for=[raw])
    return done.result() if len(days) > 1 else None


def priced(rows):
    ray.init()
    shared = ray.put(rows)
    pricer = Pricer.options(num_cpus=2).remote(shared)
    prices = ray.get(pricer.price.remote(0.2))
    return [price * 2 for price in prices if price > 1]


if __name__ == "__main__":
    nightly(["mon", "tue"])
    print(sum(priced([1, 2])))
