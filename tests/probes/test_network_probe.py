"""Whom an implementation talks to, and whether it works without."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.bench import Bench, Launcher
from evalkit.environments import Environment, EnvironmentPaths, Environments, index_hosts
from evalkit.model import Implementation, Status, Usage
from evalkit.model.facts import Asker, Contact, Listening, OfflineRun, Way
from evalkit.probes.finding import Finding
from evalkit.probes.network import INDEX, contacts, heard, nameless, observe, own_hosts
from evalkit.probes.probe import CannotTell, Facilities, Question
from tests.bench.namespaces import namespace_or_skip
from tests.bench.riddle import CHECKER, INPUTS, LIMITS, RIGHT, tool


def event(what: str, host: str, **said: Any) -> dict[str, Any]:
    return {"what": what, "host": host, "asker": "tool.telemetry", "line": 3, "via": ["tool", "__main__"], **said}


def hosts(*events: dict[str, Any], own: tuple[str, ...] = ()) -> list[str]:
    return [contact.host for contact in contacts(events, own)]


# What counts as a contact


def test_a_host_counts_once_by_its_name_however_it_was_contacted() -> None:
    found = contacts(
        [
            event("lookup", "t.example.org"),
            event("answer", "t.example.org", addresses=["192.0.2.7"]),
            event("connect", "192.0.2.7", port=443),
            event("request", "T.Example.org."),
        ]
    )
    assert [contact.host for contact in found] == ["t.example.org"]
    assert found[0].ways == (Way("lookup", 1), Way("request", 1))
    assert found[0].askers == (Asker("tool.telemetry", 3, ("__main__",)),)
    assert found[0].times == 2


def test_ways_are_told_apart_by_port_and_by_datagram() -> None:
    events = [event("connect", "192.0.2.7", port=443), event("connect", "192.0.2.7", port=53, datagram=True)]
    [found] = contacts([*events, events[0]])
    assert found.ways == (Way("connect", 2, 443), Way("connect", 1, 53, datagram=True))


def test_the_evidence_does_not_say_which_package_index_a_machine_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_INDEX", "https://me:secret@packages.example/simple")
    indexes = index_hosts()
    assert "packages.example" in indexes
    ways = (Way("lookup", 1),)
    index, other = (Contact(host, ways, (Asker("tool", 3),)) for host in ("packages.example", "telemetry.example"))
    assert nameless(index, indexes) == Contact(INDEX, ways, (Asker("tool", 3),))
    assert nameless(other, indexes) == other


def test_an_address_that_no_name_resolved_to_counts_as_itself() -> None:
    events = [event("answer", "t.example.org", addresses=["192.0.2.7"]), event("connect", "192.0.2.8", port=443)]
    assert hosts(*events) == ["192.0.2.8"]
    assert hosts(event("send", "192.0.2.8", port=53, datagram=True)) == ["192.0.2.8"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "0.0.0.0", "::", ""]
)  # fmt: skip
def test_loopback_and_nowhere_in_particular_are_apart(host: str) -> None:
    assert hosts(event("lookup", host), event("connect", host, port=80), event("request", host)) == []


def test_this_machines_own_name_is_apart() -> None:
    assert hosts(event("lookup", "here"), event("answer", "here", addresses=["127.0.1.1"])) == []
    assert hosts(event("lookup", "here"), event("connect", "192.0.2.1"), own=("here", "192.0.2.1")) == []
    assert hosts(event("lookup", "here")) == ["here"]
    assert socket.gethostname().lower() in own_hosts([])


def test_own_addresses_are_told_from_others() -> None:
    own = own_hosts([event("connect", "127.0.0.1"), event("connect", "192.0.2.1"), event("send", "224.0.0.251")])
    assert "127.0.0.1" in own
    assert not own & {"192.0.2.1", "224.0.0.251"}


def test_an_address_needs_no_looking_up_but_asking_for_its_name_is_a_lookup() -> None:
    assert hosts(event("lookup", "192.0.2.1", how="socket.getaddrinfo")) == []
    assert hosts(event("lookup", "192.0.2.1", how="socket.gethostbyaddr")) == ["192.0.2.1"]


def test_addresses_of_files_are_no_hosts() -> None:
    assert hosts({"what": "request", "url": "file:///etc/hosts"}) == []
    assert hosts({"what": "request", "url": "https://t.example.org:8443/x"}) == ["t.example.org"]


_EVENTS = st.lists(
    st.builds(
        event,
        st.sampled_from(["lookup", "request", "connect", "send"]),
        st.sampled_from(["a.example", "b.example", "192.0.2.1", "192.0.2.2", "localhost", "2001:db8::1"]),
    )
)


@given(_EVENTS, st.randoms())
def test_the_order_of_events_changes_nothing(events: list[dict[str, Any]], random: Any) -> None:
    mixed = events.copy()
    random.shuffle(mixed)
    assert hosts(*mixed) == hosts(*events)


@given(_EVENTS)
def test_doing_it_again_adds_no_host(events: list[dict[str, Any]]) -> None:
    assert set(hosts(*events, *events)) == set(hosts(*events))
    assert len(hosts(*events)) == len(set(hosts(*events)))


@pytest.fixture(scope="module")
def offline() -> tuple[str, ...]:
    return namespace_or_skip()


def test_a_line_that_was_not_written_whole_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "7.jsonl").write_text('{"what": "start"}\n{"what": "lookup", "host": "a.example"}\n{"what": "loo')
    what = heard(tmp_path)
    assert (what.processes, [e["what"] for e in what.events]) == (1, ["start", "lookup"])


def test_what_a_tool_puts_beside_the_listeners_files_is_no_event_and_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "1.jsonl")
    (tmp_path / "2.jsonl").symlink_to("/dev/zero")
    (tmp_path / "3.jsonl").mkdir()
    event = {"what": "connect", "host": "example.org", "port": 443}
    odd: list[Any] = [{"what": []}, {"what": "connect", "host": 3}, {"what": "answer", "host": "a", "addresses": [1]}]
    odd += [{"what": "answer", "host": "a"}, {"what": "connect", "url": ["a"]}, 3]
    lines = ["[" * 100_000, *map(json.dumps, odd), json.dumps(event)]
    (tmp_path / "4.jsonl").write_text("\n".join(lines))
    what = heard(tmp_path)
    assert (what.processes, what.events) == (1, (event,))


# The probe

Ask = Callable[..., dict[str, Finding]]
REPORT = (
    "import os, socket\nif 'NO_TELEMETRY' not in os.environ:\n"
    "    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:\n        s.connect_ex(('192.0.2.1', 9))\n"
)  # connecting a datagram socket sends nothing


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    root = tmp_path / "workspace"
    task, scratch = root / "tasks" / "riddle", tmp_path / "scratch"
    (task / "tool").mkdir(parents=True)
    (task / "inputs.py").write_text(INPUTS)
    (task / "checker.py").write_text(CHECKER)
    scratch.mkdir()
    script = task / "tool" / "adapt.py"
    with Launcher() as launcher, Bench(root, launcher) as bench:
        environments = Environments(tmp_path / "cache", tmp_path / "locks")
        facilities = Facilities(bench, launcher, environments, LIMITS, 7, 100, scratch, task, lambda _: None)
        python = Path(sys.executable)
        paths = EnvironmentPaths(python, python.parent.parent)
        environment = cast("Environment", SimpleNamespace(python=python, paths=paths))

        def run(source: str, *, options: dict[str, Any] | None = None, **adapter: object) -> dict[str, Finding]:
            script.write_text(source)
            one = Implementation("riddle", "tool", "adapt", script, (script,))
            question = Question(root, (one,), _nothing, tool(**adapter), environment=environment, facilities=facilities)
            return {finding.metric: finding for finding in observe(question, **(options or {}))}

        yield run


def _nothing(_: Implementation) -> Usage:
    return Usage(recorded=False, uses=())


@pytest.mark.usefixtures("offline")
def test_contacts_are_heard_with_the_switch_as_shipped_and_the_rest_is_run_with_it_off(ask: Ask) -> None:
    stop = (
        "if 'NO_TELEMETRY' not in os.environ and not os.environ.get('PYTHONPATH'): raise SystemExit('switch is on')\n"
    )
    found = ask(REPORT + stop + RIGHT, telemetry_off={"NO_TELEMETRY": "1"})
    assert (found["network.contacts"].value, found["network.works_offline"].value) == (1, 1.0)
    assert found["network.contacts"].facts == (
        Contact("192.0.2.1", (Way("connect", 1, 9, datagram=True),), (Asker("__main__", 4),)),
        Listening(1, ("NO_TELEMETRY",)),
    )
    assert found["network.works_offline"].facts == (OfflineRun(Status.OK),)


@pytest.mark.usefixtures("offline")
def test_a_tool_that_contacts_nobody_has_none(ask: Ask) -> None:
    found = ask(RIGHT)
    assert (found["network.contacts"].value, found["network.works_offline"].value) == (0, 1.0)


def test_contacts_of_a_run_that_fails_count_and_it_is_said(ask: Ask) -> None:
    found = ask(REPORT + "raise ValueError('no table')")["network.contacts"]
    assert (found.value, found.status) == (1, Status.OK)
    assert found.facts[-1] == Listening(1, (), Status.FAILED, "ValueError: no table")


@pytest.mark.usefixtures("offline")
def test_what_fails_with_a_network_too_is_not_blamed_on_its_lack(ask: Ask) -> None:
    found = ask("raise ValueError('no table')")["network.works_offline"]
    assert (found.value, found.status, found.reason) == (None, Status.FAILED, "ValueError: no table")


@pytest.mark.usefixtures("offline")
def test_a_tool_that_needs_somebody_outside_does_not_work_offline(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        need = f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]})).close()\n"
        found = ask(need + RIGHT)
    assert (found["network.contacts"].value, found["network.works_offline"].value) == (0, 0.0)
    [alone] = found["network.works_offline"].facts
    assert isinstance(alone, OfflineRun)
    assert alone.status is Status.FAILED
    assert "ConnectionRefusedError" in alone.reason
    assert "ConnectionRefusedError" in alone.printed


def test_where_there_are_no_namespaces_only_the_offline_question_stays_open(ask: Ask) -> None:
    forbidden = (sys.executable, "-c", "import sys; sys.exit('forbidden here')", "-")
    found = ask(REPORT + RIGHT, options={"offline": forbidden})
    assert found["network.contacts"].value == 1
    offline = found["network.works_offline"]
    assert (offline.status, offline.reason) == (Status.PROBE_ERROR, "no network namespace: forbidden here")


def test_a_listener_that_was_not_loaded_is_no_silence(ask: Ask, tmp_path: Path) -> None:
    found = ask(RIGHT, options={"listener": tmp_path})["network.contacts"]
    assert (found.value, found.status) == (None, Status.PROBE_ERROR)
    assert "not loaded" in found.reason


def test_an_adapters_own_python_path_is_kept(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("")
    found = ask("import own\n" + REPORT + RIGHT, environ={"PYTHONPATH": str(tmp_path)})["network.contacts"]
    assert found.value == 1
    assert isinstance(found.facts[-1], Listening)
    assert found.facts[-1].status is Status.OK


def test_without_anything_to_run_it_cannot_tell(tmp_path: Path) -> None:
    script = tmp_path / "adapt.py"
    one = Implementation("riddle", "tool", "adapt", script, (script,))
    with pytest.raises(CannotTell):
        observe(Question(tmp_path, (one,), _nothing))
