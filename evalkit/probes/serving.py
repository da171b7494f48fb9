"""serve: how soon a service answers, how fast it is under load, and how many requests it loses.

Motivation. A model that nobody can ask is of no use. A service is judged by what its callers feel: how long it is away
when it starts, how long an answer takes, also the slowest of a hundred, and whether every request gets one.

How. Some tasks have a driver (`driver:` in task.yaml). evalkit starts the implementation, waits until it answers at the
address in outputs/address, lets the driver talk to it from a process of evalkit's own, and stops it. The driver puts it
under a fixed load: a fixed list of requests on a fixed number of connections, each of which sends its next request as
soon as it has an answer. Times come from the blocks in which `run.wall_seconds` is taken, and only from runs that the
checker has verified.

Units. `serve.ready_seconds` in seconds from the start of the process to its first answer. `serve.p50_ms` and
`serve.p99_ms` in milliseconds from the first byte of a request to the last of its answer: what half, and 99 of 100, of
the requests under load take at most. `serve.requests_per_second` are answers per second under load.
`serve.lost_requests` are requests of one run without a whole answer, or with a status of 400 or more; none is sent
twice.

Validity. The driver shares the processors with the service, so a machine with few of them shows lower figures than two
machines would; all tools share them in the same way. A connection that waits sends nothing meanwhile, so a pause of the
service delays few requests and p99 looks better than with callers that do not wait. Models of these tasks are small:
what is measured is the tool, not the model. A service runs with one thread for each library and as many workers as its
documentation starts with.

How it can be gamed. An implementation can start more workers than its documentation advises, or remember answers. The
code shows both.

What to do about a bad value. Look at p50 first: if it is high too, every request pays for something, such as checking
its input. If only p99 is high, look for pauses and for too few workers. Lost requests are listed with the load.
"""

from __future__ import annotations

from evalkit.bench import Sample
from evalkit.model import Direction, Fact, LevelRule, Metric, Status
from evalkit.model.facts import ServedLoad
from evalkit.probes.finding import Finding

FAMILY = "serve"
"""The name of its page; the metrics are taken from the samples of runs."""

READY, LOST = "serve.ready_seconds", "serve.lost_requests"

METRICS = (
    Metric(
        READY,
        "Time until it answers",
        "s",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Seconds from the start of a service to its first answer, as the median over the blocks.",
        of_services=True,
    ),
    Metric(
        "serve.p50_ms",
        "Usual time of an answer",
        "ms",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Milliseconds that half of the requests under a fixed load take at most, as the median over the blocks.",
        of_services=True,
    ),
    Metric(
        "serve.p99_ms",
        "Time of a slow answer",
        "ms",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Milliseconds that 99 of 100 requests under a fixed load take at most, as the median over the blocks.",
        of_services=True,
    ),
    Metric(
        "serve.requests_per_second",
        "Answers per second",
        "requests / s",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "Answers per second under a fixed load, as the median over the blocks.",
        of_services=True,
    ),
    Metric(
        LOST,
        "Lost requests",
        "requests",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Requests under a fixed load without a whole answer, or with a status of 400 or more, as the mean over all "
        "verified runs.",
        zero=True,
        of_services=True,
    ),
)

TIMED = frozenset(metric.name for metric in METRICS) - {LOST}
"""The metrics that are taken in blocks; lost requests are counted in every run."""


def lost(sample: Sample, facts: tuple[Fact, ...]) -> tuple[Finding, ...]:
    """Return how many requests a verified run lost; nothing where there was no load."""
    if sample.status is not Status.OK or sample.load is None:
        return ()
    return (Finding(LOST, float(sample.load.lost), facts=(*_load(sample), *facts)),)


def timed(sample: Sample, facts: tuple[Fact, ...]) -> tuple[Finding, ...]:
    """Return how fast a service was in a block; nothing where the sample is none of a service, or was not verified."""
    if sample.status is not Status.OK or sample.ready_seconds is None:
        return ()
    ready, load = Finding(READY, sample.ready_seconds, facts=facts), sample.load
    if load is None:
        return (ready,)
    facts = (*_load(sample), *facts)
    if not load.latencies:
        silent = "no request under load was answered"
        others = sorted(TIMED - {READY})
        return (ready, *(Finding(name, status=Status.FAILED, reason=silent, facts=facts) for name in others))
    return (
        ready,
        Finding("serve.p50_ms", 1000 * load.within(0.5), facts=facts),
        Finding("serve.p99_ms", 1000 * load.within(0.99), facts=facts),
        Finding("serve.requests_per_second", load.requests_per_second, facts=facts),
    )


def _load(sample: Sample) -> tuple[Fact, ...]:
    load = sample.load
    if load is None:
        return ()
    slowest = 1000 * max(load.latencies) if load.latencies else None
    return (ServedLoad(len(load.latencies) + load.lost, load.lost, round(load.seconds, 6), slowest),)
