from __future__ import annotations

from evalkit.model.facts import Contact, Listening, Note, Way
from evalkit.report.page.contacts import contact_table, hosts_of
from evalkit.report.page.small_changes import iterated
from tests.report.code_report import TASK, with_code
from tests.report.sample_report import sample


def test_hosts_are_those_of_contacts_and_of_nothing_else() -> None:
    facts = (
        Contact("us.i.posthog.com", (Way("lookup", 3), Way("connect", 1, 443))),
        Contact("2001:db8::1", (Way("connect", 1, 53, datagram=True),)),
        Note("example.org: looked up 3 x"),
        Listening(1, reason="example.com: asked for 1 x"),
    )
    assert hosts_of(facts) == ("us.i.posthog.com", "2001:db8::1")


def test_contacts_and_work_without_a_network_stand_as_words() -> None:
    table = contact_table(with_code())
    assert table.tools[0] == "great-expectations", "whoever contacts most comes first"
    assert "pandas" in table.tools
    quiet, loud = table.cells[TASK, "pandas"], table.cells[TASK, "great-expectations"]
    assert (quiet.hosts.word, quiet.offline.word) == ("contacts nobody", "works offline")
    assert (loud.hosts.word, loud.hosts.detail) == ("contacts 2 hosts", "us.i.posthog.com, 2001:db8::1")
    assert (loud.offline.icon, loud.offline.word) == ("wrong", "does not work offline")
    assert loud.hosts.link == f"number/great-expectations/{TASK}/adapt/network.contacts"


def test_answers_that_are_the_same_in_several_tasks_stand_once_and_quiet_tools_have_no_row() -> None:
    report = with_code()
    table = contact_table(report)
    assert "great-expectations" in table.rows
    assert set(table.quiet) | set(table.rows) == set(table.tools)
    for tool, (hosts, offline) in table.rows.items():
        for told in (hosts, offline):
            places = [task for one in told for task, _ in one.where]
            assert sorted(places) == sorted({task for task, of in table.cells if of == tool})
            words = [(one.answer.word, one.answer.detail) for one in told]
            assert len(words) == len(set(words))


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
    assert stale.detail.startswith("the run after the change gave")
    assert (notebook.word, notebook.detail) == ("it needs a file", "NameError: name '__file__' is not defined")
    assert (cells.word, cells.detail) == ("not in a notebook", "it needs a file")


def test_where_nobody_iterated_nothing_is_said() -> None:
    assert iterated(sample()) == ()


def test_a_level_that_went_wrong_says_why_once_for_all_its_answers() -> None:
    row = next(row for row in iterated(with_code()) if row.tool == "evidently" and row.task == "sliced-metrics")
    assert {answer.word for answer in row.answers} == {"failed"}
    assert [answer.detail for answer in row.answers] == ["KeyError: 'race'", "", "", ""]
