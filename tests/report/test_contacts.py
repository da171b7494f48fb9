from __future__ import annotations

from evalkit.model import Evidence
from evalkit.probes.network import Contact, _line
from evalkit.report.page.contacts import contact_table, hosts_of
from evalkit.report.page.iterating import iterated
from tests.report.code_report import TASK, with_code
from tests.report.sample_report import sample


def test_hosts_are_read_from_what_the_probe_writes() -> None:
    told = [
        Contact("us.i.posthog.com", (("looked up", 3), ("connected to at port 443", 1)), ("posthog.request:12",)),
        Contact("2001:db8::1", (("connected to by datagram at port 53", 1),), ("a:1",)),
        Contact("10.0.0.1", (("sent to at port 8125", 2),), ("statsd:4",)),
        Contact("example.org", (("asked for", 1),), ("urllib:2",)),
    ]
    assert hosts_of(Evidence(text=_line(contact)) for contact in told) == tuple(contact.host for contact in told)


def test_notes_and_logs_name_no_host() -> None:
    notes = (
        "Telemetry as shipped (without X); 1 Python processes listened; the run passed.",
        "looked up nobody",
        None,
        "",
    )
    assert hosts_of(Evidence(text=note) for note in notes) == ()


def test_contacts_and_work_without_a_network_stand_as_words() -> None:
    table = contact_table(with_code())
    assert table.tools[0] == "great-expectations", "whoever contacts most comes first"
    assert "pandas" in table.tools
    quiet, loud = table.cells[TASK, "pandas"], table.cells[TASK, "great-expectations"]
    assert (quiet.hosts.word, quiet.offline.word) == ("contacts nobody", "works offline")
    assert (loud.hosts.word, loud.hosts.detail) == ("contacts 2 hosts", "us.i.posthog.com, 2001:db8::1")
    assert (loud.offline.icon, loud.offline.word) == ("wrong", "does not work offline")
    assert loud.hosts.link == f"number/great-expectations/{TASK}/adapt/network.contacts"


def test_what_nobody_listened_to_is_not_measured_rather_than_nobody() -> None:
    cell = contact_table(with_code()).cells["skew", "pandas"]
    assert (cell.hosts.word, cell.offline.word) == ("contacts: not measured", "offline: not measured")
    assert contact_table(sample()).tools == ()


def test_iteration_says_seconds_stale_answers_and_why_a_notebook_fails() -> None:
    rows = {row.tool: row for row in iterated(with_code()) if row.task == TASK}
    pandas, pandera = rows["pandas"], rows["pandera"]
    assert [answer.word for answer in pandas.answers] == ["0.39\u202fs", "not measured", "works", "not measured"]
    stale, _, notebook, cells = pandera.answers
    assert (stale.icon, stale.word) == ("wrong", "stale answer")
    assert stale.detail.startswith("run again after the change")
    assert (notebook.word, notebook.detail) == ("it needs a file", "NameError: name '__file__' is not defined")
    assert (cells.word, cells.detail) == ("not in a notebook", "it needs a file")


def test_where_nobody_iterated_nothing_is_said() -> None:
    assert iterated(sample()) == ()


def test_a_level_that_went_wrong_says_why_once_for_all_its_answers() -> None:
    row = next(row for row in iterated(with_code()) if row.tool == "evidently" and row.task == "sliced-metrics")
    assert {answer.word for answer in row.answers} == {"failed"}
    assert [answer.detail for answer in row.answers] == ["KeyError: 'race'", "", "", ""]
