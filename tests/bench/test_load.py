"""The client of drivers: requests, answers, and a fixed load that counts what is lost."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from evalkit.bench.load import Connection, Request, UnderLoad, ask, under_load


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was sent; some paths make it misbehave."""

    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
    connections: set[object]

    def do_GET(self) -> None:
        self._answer(self.path.encode())

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        self.connections.add(self.client_address)
        if self.path.endswith("/drop"):
            self.close_connection = True
            return
        self.send_response(int(self.path.rpartition("/")[2]) if self.path.rpartition("/")[2].isdigit() else 200)
        if self.path.endswith("/short"):
            self.send_header("Content-Length", "1000")
            self.close_connection = True
        elif self.path.endswith("/chunks"):
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(len(body)))
        if self.path.endswith("/last"):
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[tuple[str, set[object]]]:
    """The address of a service, and the connections that it was asked on."""
    seen: set[object] = set()
    handler = type("Handler", (Echo,), {"connections": seen})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/base", seen
        server.shutdown()
        thread.join()


Service = tuple[str, set[object]]


def test_an_answer_has_status_body_and_value(echo: Service) -> None:
    answer = ask(echo[0], Request.post("/rows", {"a": [1, 2.5]}))
    assert (answer.status, answer.value, answer.is_lost) == (200, {"a": [1, 2.5]}, False)
    plain = ask(echo[0], Request("/some"))
    assert (plain.body, plain.value) == (b"/base/some", None)
    assert ask(echo[0], Request("/chunks")).body == b"/base/chunks"


def test_a_connection_is_kept_until_the_service_closes_it(echo: Service) -> None:
    connection = Connection(echo[0])
    assert all(connection.ask(Request(path)).status == 200 for path in ("/a", "/chunks", "/b", "/last", "/c"))
    connection.close()
    assert len(echo[1]) == 2


@pytest.mark.parametrize("path", ["/drop", "/short", "/500", "/404"])
def test_what_has_no_whole_answer_or_is_refused_is_lost(echo: Service, path: str) -> None:
    connection = Connection(echo[0])
    assert connection.ask(Request("/first")).status == 200
    answer = connection.ask(Request(path))
    assert answer.is_lost
    assert bool(answer.why) == (path in ("/drop", "/short"))
    assert connection.ask(Request("/next")).body == b"/base/next", "one that is lost does not take the next with it"
    connection.close()


def test_nobody_there_is_an_answer_too() -> None:
    assert ask("http://127.0.0.1:1", Request("/")).status == 0


def test_one_request_of_two_thousand_that_is_dropped_is_found(echo: Service) -> None:
    requests = [Request("/drop" if number == 1234 else f"/{'n'}{number}") for number in range(2000)]
    load = under_load(echo[0], requests, connections=4)
    assert [place for place, answer in enumerate(load.answers) if answer is None or answer.is_lost] == [1234]
    bodies = [answer.body for answer in load.answers if answer is not None and not answer.is_lost]
    assert bodies == [f"/base/n{number}".encode() for number in range(2000) if number != 1234], "each in its own place"
    assert (len(load.load.latencies), load.load.lost) == (1999, 1)
    assert len(echo[1]) == 5, "four connections, and one in place of what was dropped"


def test_something_can_happen_while_the_load_is_on(echo: Service) -> None:
    seen = []

    def meanwhile(load: UnderLoad) -> None:
        while load.answered < 10:
            pass
        seen.append(ask(echo[0], Request("/meanwhile")).status)

    load = under_load(echo[0], [Request(f"/n{number}") for number in range(200)], 2, meanwhile=meanwhile)
    assert seen == [200]
    assert load.answered == 200


def test_a_load_ends_early_when_somebody_says_that_it_is_enough(echo: Service) -> None:
    def meanwhile(load: UnderLoad) -> None:
        while load.answered < 5:
            pass
        load.enough = True

    load = under_load(echo[0], [Request(f"/n{number}") for number in range(100_000)], 2, meanwhile=meanwhile)
    assert 5 <= load.answered < 100_000
    assert len(load.load.latencies) == load.answered
