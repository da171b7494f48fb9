"""network: which hosts the tool contacts, and whether it works without a network.

Motivation. Several popular tools send telemetry without asking. This rules a tool out where data must not leave, or
where there is no network.

How. The task runs once more without the adapter's `telemetry_off` variables. A listener that Python loads at start-up
records audit events of every Python process: lookups of names, connections, datagrams, and requests of urllib and http.
A host is a name that was looked up or asked for, or an address that no looked-up name resolved to. Loopback,
unspecified addresses, local sockets and this machine's own name do not count. Then the task runs in a network namespace
that has only loopback, with telemetry off as in every other run. The adapter's `prepare` commands run before that, with
the network.

Units. `network.contacts` in distinct hosts; `network.works_offline` is 1 if the checker passes that run, else 0.

Validity. Every attempted contact counts, whether or not it succeeds, even if the run then fails. There is only one run,
so the probe may miss a tool that sends now and then, or that stays silent when it suspects a test. The listener does
not see native code (gRPC's own resolver, curl within a library), nor a Python that ignores PYTHONPATH; the offline run
covers both. A connected datagram socket counts although connecting sends nothing. A resolver behind a local socket may
still answer for names in the namespace, but no connection succeeds.

How it can be gamed. A tool can send from native code, or after the run has ended.

What to do about a bad value. Read who asked: the evidence gives the module and line for each host. Then look for a
documented switch, and put it into `telemetry_off`.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import evalkit.bench
from evalkit.bench import LauncherDied, Sample, Setting, TaskBroken, scrub
from evalkit.bench.sandbox import files_of
from evalkit.environments import index_hosts
from evalkit.model import Adapter, Direction, Fact, LevelRule, Metric, Status
from evalkit.model.facts import Asker, Contact, HowContacted, Listening, OfflineRun, Printed, Way
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope

METRICS = (
    Metric(
        "network.contacts",
        "Hosts contacted without being asked",
        "hosts",
        Direction.LESS,
        LevelRule.ONE_LEVEL,
        "Hosts that the tool looks up or connects to during the task, with its telemetry settings as shipped and without loopback.",
        zero=True,
    ),
    Metric(
        "network.works_offline",
        "Works offline",
        "share",
        Direction.MORE,
        LevelRule.ONE_LEVEL,
        "1 if the task passes without any network but loopback, otherwise 0.",
        zero=True,
    ),
)


_EXECUTION = Path(evalkit.bench.__file__).parent
LISTENER = _EXECUTION / "listener"
"""The folder to put on a process's PYTHONPATH, so that it listens."""
_PYTHON = (sys.executable, "-I", "-S")
OFFLINE = (*_PYTHON, str(_EXECUTION / "offline_process.py"))
"""The command that starts another one where there is no network but loopback."""
LISTEN_INTO = "EVALKIT_LISTEN_INTO"

_DOING: Mapping[str, HowContacted] = {
    "lookup": "lookup",
    "request": "request",
    "connect": "connect",
    "send": "send",
}
"""The events that are contacts; an answer to a lookup is none."""

_NO_QUESTION = ("socket.getaddrinfo", "socket.gethostbyname")
"""Lookups that ask nobody where they are given an address."""
_LONGEST = 4000
INDEX = "<package index>"
"""What the evidence calls the host from which this machine has its packages."""


_Open = Callable[[], AbstractContextManager[Setting]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the listener wrote: the processes that listened, and their events in the order of each."""

    processes: int
    events: tuple[dict[str, Any], ...]


def observe(question: Question, *, listener: Path = LISTENER, offline: Sequence[str] = OFFLINE) -> tuple[Finding, ...]:
    """Run an implementation twice, once listening and once without a network.

    `listener` is the folder that a process finds on its PYTHONPATH, `offline` the command that takes the network away.
    """
    facilities, adapter, environment = question.facilities, question.adapter, question.environment
    if facilities is None or adapter is None or environment is None:
        raise CannotTell("the network can only be listened to where implementations are run")

    def setting() -> AbstractContextManager[Setting]:
        return facilities.setting(question.implementation, adapter, environment)

    try:
        listened, found = _listened(setting, facilities, adapter, listener)
        return (found, _offline(setting, facilities, listened, offline))
    except (LauncherDied, TaskBroken) as error:
        raise CannotTell(str(error)) from error
    except OSError as error:
        raise CannotTell(f"the sandbox could not be made: {error.strerror or 'unknown reason'}") from error


def heard(folder: Path) -> Heard:
    """Read what listeners wrote into a folder; a line that a killed process left half written is skipped.

    A tool can write there too: only regular files and whole events count.
    """
    files = [file for file in files_of(folder) if file.suffix == ".jsonl"]
    return Heard(len(files), tuple(event for file in files for event in _events(file)))


def contacts(events: Iterable[dict[str, Any]], own: Collection[str] = ()) -> tuple[Contact, ...]:
    """The distinct hosts that were contacted, most often contacted first; `own` are this machine's names and addresses."""
    told = [(event, host) for event in events if (host := _host(event))]
    answers: dict[str, set[str]] = {}
    for event, host in told:
        if event["what"] == "answer" and not _is_address(host):
            answers.setdefault(host, set()).update(map(_plain, event["addresses"]))
    here = {host for host, found in answers.items() if found and all(map(_is_here, found))}
    apart = here.union(own, *answers.values())
    ways: dict[str, Counter[tuple[HowContacted, int | None, bool]]] = {}
    askers: dict[str, Counter[Asker]] = {}
    for event, host in told:
        if event["what"] not in _DOING or _is_here(host) or host in apart:
            continue
        if event.get("how") in _NO_QUESTION and _is_address(host):
            continue
        ways.setdefault(host, Counter())[_way(event)] += 1
        askers.setdefault(host, Counter())[_asker(event)] += 1
    found = (
        Contact(
            host,
            tuple(Way(how, times, port, datagram) for (how, port, datagram), times in counts.most_common()),
            tuple(asker for asker, _ in askers[host].most_common()),
        )
        for host, counts in ways.items()
    )
    return tuple(sorted(found, key=lambda contact: (-contact.times, contact.host)))


def own_hosts(events: Iterable[dict[str, Any]]) -> frozenset[str]:
    """This machine's names, and which of the addresses in the events are its own."""
    name = socket.gethostname().lower()
    addresses = {host for event in events if _is_address(host := _host(event))}
    return frozenset({name, name.partition(".")[0], f"{name}.local", *filter(_is_own_address, addresses)})


def _is_own_address(host: str) -> bool:
    """Whether an address is one of this machine's: only those can be bound to, and the shared ones."""
    address = ipaddress.ip_address(host)
    if address.is_multicast or host == "255.255.255.255":
        return False
    try:
        with socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_DGRAM) as trial:
            trial.bind((host, 0))
    except OSError:
        return False
    return True


def _events(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict) and _is_event(event):
            yield event


def _is_event(event: dict[str, Any]) -> bool:
    named = (event.get("what"), event.get("host", ""), event.get("url", ""))
    addresses = event.get("addresses", None if event.get("what") == "answer" else [])
    return (
        all(isinstance(name, str) for name in named)
        and isinstance(addresses, list)
        and all(isinstance(address, str) for address in addresses)
    )


def _host(event: dict[str, Any]) -> str:
    """The host of an event, as it is compared; empty where it has none (a `file:` address)."""
    if "url" in event:
        try:
            return _plain(urlsplit(event["url"]).hostname or "")
        except ValueError:
            return ""
    return _plain(event.get("host", ""))


def _plain(host: str) -> str:
    """A name in lower case without its last dot; an IPv6 address without zone, an IPv4 address in IPv6 as itself."""
    host = host.strip("[]").partition("%")[0].lower().rstrip(".")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    """Whether a host can only be this machine: loopback, or nowhere in particular."""
    plain = _plain(host)
    if not _is_address(plain):
        return plain in ("", "localhost", "localhost.localdomain", "ip6-localhost") or plain.endswith(".localhost")
    address = ipaddress.ip_address(plain)
    return address.is_loopback or address.is_unspecified


def nameless(contact: Contact, indexes: Collection[str]) -> Contact:
    """The contact without what says whose machine this is, also not which of the hosts `indexes` it has packages from.

    It is asked only after counting, so that no two hosts become one.
    """
    askers = (Asker(scrub(asker.module), asker.line, tuple(map(scrub, asker.via))) for asker in contact.askers)
    host = INDEX if contact.host in indexes else scrub(contact.host)
    return Contact(host, contact.ways, tuple(askers))


def _way(event: dict[str, Any]) -> tuple[HowContacted, int | None, bool]:
    port = event.get("port")
    datagram = bool(event.get("datagram")) and event["what"] == "connect"
    return _DOING[event["what"]], port if isinstance(port, int) and port else None, datagram


def _asker(event: dict[str, Any]) -> Asker:
    module = str(event.get("asker", "?"))
    above = (str(package) for package in event.get("via", ()) if package != module.partition(".")[0])
    return Asker(module, int(event.get("line", 0)), tuple(above))


def _listened(setting: _Open, facilities: Facilities, adapter: Adapter, listener: Path) -> tuple[Sample, Finding]:
    into = facilities.scratch / "heard"
    into.mkdir()
    path = os.pathsep.join(filter(None, (str(listener), adapter.environ.get("PYTHONPATH", ""))))
    facilities.tell("listening to the network")
    with setting() as at:
        if trouble := at.prepare(facilities.inputs()):
            return trouble, _failed("network.contacts", trouble)
        shipped = adapter.telemetry_off
        sample = at.run(environ={"PYTHONPATH": path, LISTEN_INTO: str(into)}, without=shipped).sample
    if sample.status is Status.UNAVAILABLE:
        return sample, _failed("network.contacts", sample)
    what = heard(into)
    if not what.processes:
        reason = "the listener was not loaded: the interpreter ignores PYTHONPATH, or could not write"
        return sample, Finding("network.contacts", status=Status.PROBE_ERROR, reason=reason)
    hosts = contacts(what.events, own_hosts(what.events))
    listening = Listening(what.processes, tuple(shipped), sample.status, sample.reason)
    indexes = index_hosts() if hosts else frozenset()
    return sample, Finding(
        "network.contacts", len(hosts), facts=(*(nameless(host, indexes) for host in hosts), listening)
    )


def _offline(setting: _Open, facilities: Facilities, listened: Sample, offline: Sequence[str]) -> Finding:
    metric = "network.works_offline"
    facilities.tell("running without a network")
    with setting() as at:
        tried = at.start((*offline, *_PYTHON, "-c", "pass"))
        if not tried.finished.is_good:
            reason = tried.sample.log.strip() or tried.sample.reason
            return Finding(metric, status=Status.PROBE_ERROR, reason=f"no network namespace: {reason}")
        if trouble := at.prepare(facilities.inputs()):
            return _failed(metric, trouble)
        sample = at.run(before=offline).sample
    if sample.status.is_evalkit_failure:
        return _failed(metric, sample)
    if sample.status is Status.OK:
        return Finding(metric, 1.0, facts=(OfflineRun(Status.OK),))
    if listened.status is sample.status:  # the network is not why
        return _failed(metric, sample)
    return Finding(metric, 0.0, facts=(OfflineRun(sample.status, sample.reason, sample.log[-_LONGEST:]),))


def _failed(metric: str, sample: Sample) -> Finding:
    log: tuple[Fact, ...] = (Printed(sample.log[-_LONGEST:]),) if sample.log else ()
    return Finding(metric, status=sample.status, reason=sample.reason, facts=log)


PROBE = Probe(
    "network",
    1,
    Scope.IMPLEMENTATION,
    observe,
    METRICS,
    depends=frozenset({Dependence.SAMPLE}),
    levels=("adapt",),
    runs=2,
)
