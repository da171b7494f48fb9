"""Talk HTTP to a service, for drivers: single requests, and a fixed load on several connections.

A load is a fixed list of requests. Each connection sends the next request of the list as soon as it has an answer, and
keeps its connection as long as the service lets it. A request is lost if no whole answer came, or one with a status of
400 or more; none is sent twice. Seconds run from the first byte that is sent to the last that is received; the time
that a connection takes to be made is in them.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from evalkit.model.conversation import Load

ANSWER_SECONDS = 10.0
"""How long to wait for a service that says nothing."""
LARGEST = 10_000_000
"""Bytes of an answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the path below the service's address, and the body if there is one."""

    path: str = "/"
    body: bytes | None = None
    method: str = "GET"
    content_type: str = "application/json"

    @classmethod
    def post(cls, path: str, value: Any) -> Request:
        """Return a request that posts a value as JSON."""
        return cls(path, json.dumps(value).encode(), "POST")

    def wire(self, base: str, host: str) -> bytes:
        """Return its bytes, headers and body at once: a service that gets them in two parts would answer later."""
        lines = [f"{self.method} {base}{self.path} HTTP/1.1", f"Host: {host}", "Accept: application/json"]
        if self.body is not None:
            lines += [f"Content-Type: {self.content_type}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + (self.body or b"")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request; `status` is 0 if there was none, and `why` says why.

    `began` is when the request was sent, in seconds of the machine's monotonic clock, and `seconds` how long it took.
    """

    status: int
    body: bytes = b""
    began: float = 0.0
    seconds: float = 0.0
    why: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether nothing came, or the service failed, or refused what every request of a load may ask."""
        return not 0 < self.status < 400

    @property
    def value(self) -> Any:
        """The JSON value of its body, or None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Connection:
    """A connection to a service, made when it is first needed, and again after the service has closed it."""

    def __init__(self, address: str, timeout: float = ANSWER_SECONDS) -> None:
        parts = urlsplit(address)
        self._where = (parts.hostname or "", parts.port or 80)
        self._host, self._base, self._timeout = parts.netloc, parts.path.rstrip("/"), timeout
        self._socket: socket.socket | None = None

    def ask(self, request: Request) -> Answer:
        """Send a request and return its answer; whatever goes wrong is an answer with status 0."""
        wire, began = request.wire(self._base, self._host), time.monotonic()
        try:
            status, body, may_stay = self._exchange(wire, request.method)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            why = str(error) or type(error).__name__
            return Answer(0, b"", began, time.monotonic() - began, why)
        seconds = time.monotonic() - began
        if not may_stay:
            self.close()
        return Answer(status, body, began, seconds)

    def close(self) -> None:
        """Close it; the next request makes another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, wire: bytes, method: str) -> tuple[int, bytes, bool]:
        if self._socket is None:
            self._socket = socket.create_connection(self._where, self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(wire)
        response = http.client.HTTPResponse(self._socket, method=method)
        try:
            response.begin()
            if response.length is None:
                body = response.read(LARGEST + 1)
            else:  # only all of it at once tells whether a part is missing
                body = response.read() if response.length <= LARGEST else b" " * (LARGEST + 1)
            if len(body) > LARGEST:
                raise ValueError(f"the answer has more than {LARGEST // 1_000_000} MB")
            return response.status, body, not response.will_close
        finally:
            response.close()


def ask(address: str, request: Request, timeout: float = ANSWER_SECONDS) -> Answer:
    """Send one request on a connection of its own, and return its answer."""
    connection = Connection(address, timeout)
    try:
        return connection.ask(request)
    finally:
        connection.close()


@dataclass(slots=True)
class UnderLoad:
    """A load under way: the answers so far, by the place of their request in the list.

    Set `enough`, and no further request is sent.
    """

    enough: bool = False
    answers: list[Answer | None] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0

    @property
    def answered(self) -> int:
        """How many requests have come back."""
        return sum(answer is not None for answer in self.answers)

    @property
    def load(self) -> Load:
        """How the service did."""
        done = [answer for answer in self.answers if answer is not None]
        kept = tuple(answer.seconds for answer in done if not answer.is_lost)
        return Load(kept, self.ended - self.began, len(done) - len(kept))


def under_load(
    address: str,
    requests: Sequence[Request],
    connections: int = 4,
    timeout: float = ANSWER_SECONDS,
    meanwhile: Callable[[UnderLoad], None] | None = None,
) -> UnderLoad:
    """Send all requests on so many connections, and return the answers.

    `meanwhile` is called while the load is on, with the load so far. The load goes on whatever it does, and ends with
    its last request, unless it says that it is `enough`.
    """
    load = UnderLoad(answers=[None] * len(requests))
    turns, turn = iter(range(len(requests))), threading.Lock()
    start = threading.Barrier(connections + 1)

    def work() -> None:
        connection = Connection(address, timeout)
        start.wait()
        for place in _drawn(turns, turn):
            if load.enough:
                break
            load.answers[place] = connection.ask(requests[place])
        connection.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    load.began = time.monotonic()
    start.wait()
    try:
        if meanwhile is not None:
            meanwhile(load)
    finally:
        for thread in threads:
            thread.join()
        load.ended = time.monotonic()
    return load


def _drawn(turns: Iterator[int], turn: threading.Lock) -> Iterator[int]:
    """Yield places of a list that several threads share, each place once."""
    while True:
        with turn:
            place = next(turns, None)
        if place is None:
            return
        yield place
