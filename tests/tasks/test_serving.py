"""The serving task: its inputs have one right model, and its driver and checker are neither fooled nor stopped by a service.

The services are made of Python's own library, and by none of the tools.
"""

from __future__ import annotations

import contextlib
import copy
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Verdict
from tests.tasks.fault_files import Faults
from tests.tasks.task_files import MadeInputs, load

TASK = Path(__file__).parents[2] / "tasks" / "serving"
ROWS = 1000
GOLDEN = "c30459ae6aa12af4002f634bfb2991919da285891d126fb8040338db90d51c37"
FIELDS = ("age", "education", "hours")

inputs, driver, checker = load(TASK, "inputs"), load(TASK, "driver"), load(TASK, "checker")
faults = Faults(TASK, load(TASK, "faults"))

SHOWN = {
    "hello": set(),
    "adapt": {"client-errors", "named-field", "schema", "metrics"},
    "stretch": {"seamless", "side-by-side", "told-version"},
}
"""The facts beside the first of each level that the reference shows."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, ROWS, 0, tmp_path_factory.mktemp("inputs"))


def model(file: Path) -> Any:
    """What NumPy finds in a table."""
    table = np.loadtxt(file, delimiter=",", skiprows=1)
    design = np.column_stack([np.ones(len(table)), table[:, :3]])
    return np.linalg.lstsq(design, table[:, 3], rcond=None)[0]


Reply = tuple[int, Any]


@dataclass
class Service:
    """A right service of any level; a test may replace each of its parts."""

    folder: Path
    months: int = 12
    level: str = "adapt"
    version: int = 1
    predictions: int = 0
    """How many requests for predictions have come."""
    since_switch: int = 0
    """How many of them came after the switch, where a test counts them."""
    protocol: str = "plain"
    http: str = "HTTP/1.1"
    chunked: bool = False
    drops: Callable[[int], bool] = lambda _: False
    """Which of the requests for predictions get no answer, by their number."""
    spoil: Callable[[Service, str, Any, Reply], Reply] = lambda _service, _path, _asked, reply: reply
    """Changes an answer, of the service to a path and what was posted."""
    api: Mapping[str, Any] = field(default_factory=dict)
    """Changes what api.json says; None removes a key."""

    def __post_init__(self) -> None:
        self.models = {1: model(self.folder / "train.csv"), 2: model(self.folder / "train-2.csv")}
        self.lock = threading.Lock()

    def said(self) -> dict[str, Any]:
        whole = {
            "protocol": self.protocol,
            "predict": "/predict",
            "health": "/health",
            "schema": "/schema",
            "metrics": "/metrics",
            "versions": {"1": "/1/predict", "2": "/2/predict"},
            "switch": {"request": {"method": "PUT", "path": "/switch", "body": {"to": 2}}},
        }
        return {name: value for name, value in {**whole, **self.api}.items() if value is not None}

    def reply(self, method: str, path: str, body: bytes) -> Reply | None:
        if path == "/health":
            return 200, {}
        if path == "/schema":
            return 200, {"properties": {name: {"type": "number"} for name in FIELDS}}
        if path == "/metrics":
            return 200, _metrics_of(self.predictions)
        if path == "/switch":
            self.version = json.loads(body)["to"]
            return 200, {}
        with self.lock:
            self.predictions += 1
            number = self.predictions
        if self.drops(number):
            return None
        asked = self.read(body)
        if isinstance(asked, str):
            return 422, {"detail": asked}
        version = int(path[1]) if path[1].isdigit() else self.version
        factor = self.months if self.level == "adapt" else 1
        found = [factor * float(self.models[version] @ [1, *row]) for row in asked]
        if self.protocol.startswith("open-inference"):
            return 200, {"model_version": f"v{version}", "outputs": [{"data": found}]}
        return 200, {"version": version, "predictions": [[each] for each in found]}

    def read(self, body: bytes) -> list[list[float]] | str:
        """The rows of a request, or what is wrong with it."""
        try:
            value = json.loads(body)
        except ValueError:
            return "no JSON"
        if self.protocol == "open-inference-columns":
            columns = {each["name"]: each["data"] for each in value["inputs"]}
            rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        elif self.protocol == "open-inference":
            [tensor] = value["inputs"]
            count, width = tensor["shape"]
            flat = tensor["data"]
            rows = [dict(zip(FIELDS, flat[width * at : width * (at + 1)], strict=False)) for at in range(count)]
        elif self.protocol == "mlflow":
            table = value["dataframe_split"]
            rows = [dict(zip(table["columns"], row, strict=True)) for row in table["data"]]
        elif self.protocol == "tensorflow-serving":
            rows = [dict(zip(FIELDS, row, strict=False)) for row in value["instances"]]
        elif self.protocol == "tensorflow-serving-named":
            rows = value["instances"]
        else:
            rows = value["rows"]
        for row in rows:
            for name in FIELDS:
                if not isinstance(row.get(name), (int, float)):
                    return f"{name} is no number"
        return [[row[name] for name in FIELDS] for row in rows]


@contextlib.contextmanager
def running(service: Service) -> Iterator[str]:
    """The address of a service, which has written its api.json."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version, disable_nagle_algorithm = service.http, True
        raw_requestline: bytes

        def parse_request(self) -> bool:
            """Read a request as the driver writes them; to read each as a mail could be written takes twice as long."""
            words = self.raw_requestline.decode("latin-1").split()
            if len(words) != 3:
                return super().parse_request()
            self.command, self.path, self.request_version = words
            self.length = 0
            while line := self.rfile.readline().rstrip():
                if line.startswith(b"Content-Length: "):
                    self.length = int(line.partition(b" ")[2])
            self.close_connection = service.http == "HTTP/1.0"
            return True

        def do_GET(self) -> None:
            body = self.rfile.read(self.length)
            reply = service.reply(self.command, self.path, body)
            if reply is None:
                self.close_connection = True
                return
            asked = None
            with contextlib.suppress(ValueError):
                asked = json.loads(body)
            status, value = service.spoil(service, self.path, asked, reply)
            data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
            self.send_response(status)
            if service.chunked:
                self.send_header("Transfer-Encoding", "chunked")
                data = (
                    b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:1], data[1:]) if part)
                    + b"0\r\n\r\n"
                )
            else:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            self.do_GET()

        def do_PUT(self) -> None:
            self.do_GET()

        def log_request(self, *_: object) -> None:
            pass

        def log_message(self, *_: object) -> None:
            pass

    (service.folder / "api.json").write_text(json.dumps(service.said()))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def judged(made: MadeInputs, level: str, seconds: float = 20.0, **parts: Any) -> Verdict:
    """What comes of talking to a service, as evalkit does it; a switch may take so many seconds."""
    service, truth = Service(made.folder, level=level, **parts), made.truth
    with running(service) as address:
        assert driver.ready(made.folder, address, level)
        conversation = driver.drive(made.folder, address, level, truth, seconds=seconds)
    saw = json.loads(json.dumps(conversation.saw))
    verdict = checker.check(made.folder, {**truth, "conversation": saw}, level)
    assert isinstance(verdict, Verdict)
    return verdict


def test_inputs_are_the_same_on_every_machine(made: MadeInputs) -> None:
    assert made.digest() == GOLDEN


def test_the_truth_is_what_another_solver_of_least_squares_finds(made: MadeInputs) -> None:
    asked = np.array(made.truth["asked"])
    for name, right in (("train.csv", made.truth["hello"]["right"]), ("train-2.csv", made.truth["stretch"]["newer"])):
        found = model(made.folder / name)
        assert np.allclose(found[0] + asked @ found[1:], right, rtol=1e-9)
    old, new = (np.array(made.truth["stretch"][name]) for name in ("right", "newer"))
    assert (abs(new - old) / old > 0.02).mean() > 0.9, "versions can be told apart"


def test_an_edit_changes_the_year_and_a_change_of_rows_every_prediction(made: MadeInputs, tmp_path: Path) -> None:
    longer = inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value=13)
    ratio = np.array(longer["adapt"]["right"]) / np.array(made.truth["adapt"]["right"])
    assert np.allclose(ratio, 13 / 12)
    other = MadeInputs(inputs, ROWS, 0, tmp_path)
    changed = inputs.changed(folder=tmp_path, truth=other.truth, seed=3)
    assert other.digest() != made.digest()
    moved = np.array(changed["adapt"]["right"]) / np.array(made.truth["adapt"]["right"])
    assert (abs(moved - 1) > 0.01).mean() > 0.9
    assert changed["asked"] == made.truth["asked"]


@pytest.mark.parametrize("level", ["hello", "adapt", "stretch"])
def test_a_right_service_passes_and_shows_everything(made: MadeInputs, level: str) -> None:
    verdict = judged(made, level)
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


@pytest.mark.parametrize(
    "protocol",
    ["open-inference", "open-inference-columns", "tensorflow-serving", "tensorflow-serving-named", "mlflow"],
)
def test_a_service_may_speak_the_protocol_of_its_tool(made: MadeInputs, protocol: str) -> None:
    verdict = judged(made, "adapt", protocol=protocol)
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


BARE: Mapping[str, Any] = {
    "adapt": {"schema": None, "metrics": None},
    "stretch": {"versions": None},
}


def test_what_a_tool_lacks_is_missed_and_the_level_passed(made: MadeInputs) -> None:
    def blunt(_service: Service, _path: str, _asked: Any, reply: Reply) -> Reply:
        return (500, {"detail": "failed"}) if reply[0] == 422 else reply

    verdict = judged(made, "adapt", api=BARE["adapt"], spoil=blunt)
    assert (verdict.passed, set(verdict.missed)) == (True, SHOWN["adapt"])
    verdict = judged(made, "stretch", api=BARE["stretch"])
    assert (verdict.passed, set(verdict.missed)) == (True, {"side-by-side", "told-version"})


@pytest.mark.parametrize("level", ["hello", "adapt", "stretch"])
def test_a_service_that_nobody_talked_to_does_not_pass(made: MadeInputs, level: str) -> None:
    verdict = checker.check(made.folder, made.truth, level)
    assert (verdict.passed, verdict.reasons) == (False, ("nobody talked to a service",))


def test_one_message_for_every_mistake_names_no_field(made: MadeInputs) -> None:
    def blunt(_service: Service, _path: str, _asked: Any, reply: Reply) -> Reply:
        return (422, {"detail": "age, education and hours must be numbers"}) if reply[0] == 422 else reply

    verdict = judged(made, "adapt", spoil=blunt)
    assert (verdict.passed, set(verdict.missed)) == (True, {"named-field"})


def _of_path(path: str, change: Callable[[Service, Any, Reply], Reply]) -> Callable[..., Reply]:
    return lambda service, at, asked, reply: change(service, asked, reply) if at == path else reply


def _numbers(change: Callable[[list[list[float]]], Any]) -> Callable[..., Reply]:
    """Change the predictions of every answer that holds some."""
    return lambda _service, _path, _asked, reply: (
        (200, {**reply[1], "predictions": change(reply[1]["predictions"])})
        if isinstance(reply[1], dict) and "predictions" in reply[1]
        else reply
    )


def _predicts_anyway(_service: Service, _path: str, _asked: Any, reply: Reply) -> Reply:
    return (200, {"predictions": [1.0]}) if reply[0] == 422 else reply


@dataclass
class _CountsLate:
    """Its metrics have the last requests of a load a moment later, told by status, and as a summary."""

    asked: int = 0

    def __call__(self, service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        if path != "/metrics":
            return reply
        self.asked += 1
        count = service.predictions - (3 if self.asked == 2 else 0)
        return 200, (
            "# HELP calls All requests.\n# TYPE calls_total counter\n"
            f'calls_total{{status="200"}} {count - 4}.0\ncalls_total{{status="422"}} 4.0\ncalls_total{{status="404"}} NaN\n'
            "# TYPE call_latency_milliseconds summary\n"
            f'call_latency_milliseconds{{quantile="0.5"}} 0.7\ncall_latency_milliseconds_count{{status="200"}} {count}\n'
        )


RIGHT: Mapping[str, tuple[str, dict[str, Any]]] = {
    "numbers of single precision": ("adapt", {"spoil": _numbers(lambda p: [float(np.float32(each[0])) for each in p])}),
    "a connection for each request": ("adapt", {"http": "HTTP/1.0"}),
    "answers in chunks": ("adapt", {"chunked": True}),
    "more than predictions in an answer": (
        "adapt",
        {"spoil": lambda _s, _p, _a, r: (r[0], {**r[1], "took": 0.1}) if isinstance(r[1], dict) else r},
    ),
    "metrics that come a moment later": ("adapt", {"spoil": _CountsLate()}),
    "an error that is no JSON": (
        "adapt",
        {"spoil": lambda _s, _p, _a, r: (400, f"Bad Request: {r[1]['detail']}") if r[0] == 422 else r},
    ),
    "a connection for each request during the switch": ("stretch", {"http": "HTTP/1.0"}),
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_looks_strange_and_is_right_passes(made: MadeInputs, what: str) -> None:
    level, parts = RIGHT[what]
    verdict = judged(made, level, **copy.deepcopy(parts))
    assert (verdict.passed, verdict.reasons, dict(verdict.missed)) == (True, (), {})


@dataclass
class _Mixes:
    """Answers one request in fifty as it answered the one before, as a batcher that loses count would."""

    before: Reply = (0, {})

    def __call__(self, service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        if path != "/predict" or not isinstance(asked, dict) or len(asked["rows"]) != 1:
            return reply
        before, self.before = self.before, reply
        return before if service.predictions > 20 and service.predictions % 50 == 0 else reply


@dataclass
class _Keeps:
    """Keeps for ever what it answered to the rows of people who work no more than 40 hours."""

    kept: dict[str, Reply] = field(default_factory=dict)

    def __call__(self, service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        if path != "/predict" or asked["rows"][0]["hours"] > 40:
            return reply
        return self.kept.setdefault(json.dumps(asked), reply)


def _by_the_old(which: Callable[[Service], bool]) -> Callable[[Service, str, Any, Reply], Reply]:
    """Some answers of the time after the switch come from the old version."""

    def spoil(service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        if path == "/predict" and service.version == 2:
            service.since_switch += 1
            if which(service):
                [row] = asked["rows"]
                return 200, {"predictions": [float(service.models[1] @ [1, *(row[name] for name in FIELDS)])]}
        return reply

    return spoil


def _metrics_of(count: int) -> str:
    """Metrics that say so many requests came, and how long they took."""
    return (
        f'# TYPE requests_total counter\nrequests_total{{path="/predict"}} {count}\n'
        "# TYPE request_duration_seconds histogram\n"
        f'request_duration_seconds_bucket{{le="0.1"}} {count}\n'
        f"request_duration_seconds_count {count}\nrequest_duration_seconds_sum 1.5\n"
    )


def _mixed(service: Service, path: str, asked: Any, reply: Reply) -> Reply:
    """Halfway between the versions, once both are there."""
    if path == "/predict" and service.version == 2:
        [row] = asked["rows"]
        both = [float(service.models[version] @ [1, *(row[name] for name in FIELDS)]) for version in (1, 2)]
        return 200, {"predictions": [sum(both) / 2]} if service.predictions % 7 == 0 else reply[1]
    return reply


def _never_switches(service: Service, path: str, _asked: Any, reply: Reply) -> Reply:
    service.version = 1
    return reply


WRONG: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "a prediction that is off by a hundred-thousandth": (
        "hello",
        {"spoil": _numbers(lambda p: [1.00001 * p[0][0]])},
        "another prediction",
    ),
    "numbers as texts": ("hello", {"spoil": _numbers(lambda p: [str(p[0][0])])}, "without a number"),
    "no api.json that can be followed": ("hello", {"api": {"protocol": "grpc"}}, "protocol"),
    "a month for a year": ("adapt", {"months": 1}, "another prediction"),
    "a batch in another order": ("adapt", {"spoil": _numbers(lambda p: p[::-1])}, "50 rows"),
    "a batch that is cut short": ("adapt", {"spoil": _numbers(lambda p: p[:10])}, "50 rows"),
    "a batch with two rows swapped": (
        "adapt",
        {"spoil": _numbers(lambda p: [*p[:20], p[21], p[20], *p[22:]] if len(p) > 22 else p)},
        "50 rows",
    ),
    "pay in whole numbers": (
        "hello",
        {"spoil": _numbers(lambda p: [round(each[0]) for each in p])},
        "another prediction",
    ),
    "pay of a year in whole numbers": (
        "adapt",
        {"spoil": _numbers(lambda p: [float(round(each[0])) for each in p])},
        "another prediction",
    ),
    "a prediction for a bad request": ("adapt", {"spoil": _predicts_anyway}, "got a prediction"),
    "a prediction for a bad request, under the status of an error": (
        "adapt",
        {"spoil": lambda _s, _p, _a, r: (422, {**r[1], "predictions": [1.0]}) if r[0] == 422 else r},
        "got a prediction",
    ),
    "a bad request that is accepted": (
        "adapt",
        {"spoil": lambda _s, _p, _a, r: (202, r[1]) if r[0] == 422 else r},
        "got a prediction",
    ),
    "the answer to another request": ("adapt", {"spoil": _Mixes()}, "under load got another prediction"),
    "no health check": ("adapt", {"api": {"health": None}}, "health"),
    "one dropped request of five hundred": (
        "adapt",
        {"drops": lambda n: n == 300},
        "1 of 500 requests under load were lost",
    ),
    "one wrong answer under load": (
        "adapt",
        {"spoil": lambda s, _p, _a, r: (200, {"predictions": [1.0]}) if s.predictions == 300 else r},
        "1 of 500 requests under load got another prediction",
    ),
    "a schema without a field": (
        "adapt",
        {"spoil": _of_path("/schema", lambda *_: (200, {"age": 1, "education": 1}))},
        "does not name hours",
    ),
    "metrics that counted something else": (
        "adapt",
        {"spoil": _of_path("/metrics", lambda *_: (200, "# TYPE starts_total counter\nstarts_total 1\n"))},
        "does not count and time the requests",
    ),
    "metrics that stand still": (
        "adapt",
        {"spoil": _of_path("/metrics", lambda *_: (200, _metrics_of(1_000_000)))},
        "does not count and time the requests",
    ),
    "metrics that count half of the requests": (
        "adapt",
        {"spoil": _of_path("/metrics", lambda s, *_: (200, _metrics_of(s.predictions // 2)))},
        "does not count and time the requests",
    ),
    "metrics that count each request twice": (
        "adapt",
        {"spoil": _of_path("/metrics", lambda s, *_: (200, _metrics_of(2 * s.predictions)))},
        "does not count and time the requests",
    ),
    "one dropped request of two thousand": ("stretch", {"drops": lambda n: n == 1234}, "1 of 2,000 requests were lost"),
    "one refused request of two thousand": (
        "stretch",
        {"spoil": lambda s, _p, _a, r: (429, {}) if s.predictions == 1234 else r},
        "1 of 2,000 requests were lost, before anything was switched",
    ),
    "answers kept from before the switch": (
        "stretch",
        {"spoil": _Keeps()},
        "were not answered by version 2",
    ),
    "a worker of eight that was not told of the switch": (
        "stretch",
        {"spoil": _by_the_old(lambda s: s.predictions % 8 == 0)},
        "were not answered by version 2",
    ),
    "the old version again, a while after the switch": (
        "stretch",
        {"spoil": _by_the_old(lambda s: s.since_switch > 200)},
        "were not answered by version 2",
    ),
    "answers of the new version before the switch": ("stretch", {"version": 2}, "were not answered by version 1"),
    "a version that is neither": ("stretch", {"spoil": _mixed}, "of neither version"),
    "the old version under the path of the new one": (
        "stretch",
        {"api": {"versions": {"1": "/1/predict", "2": "/1/predict"}}},
        "version 2, asked under its own path",
    ),
    "an answer that names the other version": (
        "stretch",
        {"spoil": _of_path("/1/predict", lambda _s, _a, r: (200, {**r[1], "version": 2}))},
        "says that it is from '2'",
    ),
    "a switch that is refused": ("stretch", {"spoil": _of_path("/switch", lambda *_: (404, {}))}, "status 404"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_looks_right_and_is_not_does_not_pass(made: MadeInputs, what: str) -> None:
    level, parts, reason = WRONG[what]
    verdict = judged(made, level, **copy.deepcopy(parts))
    assert not verdict.passed
    assert reason in "; ".join(verdict.reasons), verdict.reasons


def test_a_switch_that_never_happens_does_not_pass(made: MadeInputs) -> None:
    verdict = judged(made, "stretch", 0.2, spoil=_never_switches)
    assert "version 2 did not answer in place of version 1" in verdict.reasons[0]


def test_requests_that_are_lost_in_the_switch_or_come_late_miss_the_fact(made: MadeInputs) -> None:
    verdict = judged(made, "stretch", drops=lambda number: number == 2050)
    assert (verdict.passed, dict(verdict.missed)) == (True, {"seamless": "1 requests were lost during the switch"})

    by_the_new = 0

    def stutters(service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        """Once more by the old version, after the new one has answered often, while requests go on."""
        nonlocal by_the_new
        by_the_new += path == "/predict" and service.version == 2
        if path == "/predict" and by_the_new == 60:
            row = asked["rows"][0]
            return 200, {"predictions": [float(service.models[1] @ [1, *(row[name] for name in FIELDS)])]}
        return reply

    missed = judged(made, "stretch", spoil=stutters).missed
    assert dict(missed) == {"seamless": "1 requests were answered by version 1 after version 2 had answered"}


def test_an_answer_by_the_new_version_counts_whoever_asked_for_it(made: MadeInputs) -> None:
    def once_and_then_not(service: Service) -> bool:
        return 1 < service.since_switch < 60

    missed = judged(made, "stretch", spoil=_by_the_old(once_and_then_not)).missed
    assert "were answered by version 1 after version 2 had answered" in missed["seamless"]


def test_a_switch_may_take_a_moment(made: MadeInputs) -> None:
    (made.folder / "waiting").mkdir()
    seen: list[float] = []

    def look(service: Service, _path: str, _asked: Any, reply: Reply) -> Reply:
        if (service.folder / "live").exists():
            seen.append(time.monotonic())
            if seen[-1] - seen[0] > 0.2:
                service.version = 2
        return reply

    verdict = judged(made, "stretch", api={"switch": {"move": ["waiting", "live"]}}, spoil=look)
    (made.folder / "live").rmdir()
    assert (verdict.passed, dict(verdict.missed)) == (True, {})


def test_a_switch_may_move_something_into_place(made: MadeInputs) -> None:
    (made.folder / "waiting").mkdir()

    def look(service: Service, path: str, asked: Any, reply: Reply) -> Reply:
        if (service.folder / "live").exists():
            service.version = 2
        return reply

    verdict = judged(made, "stretch", api={"switch": {"move": ["waiting", "live"]}}, spoil=look)
    (made.folder / "live").rmdir()
    assert (verdict.passed, dict(verdict.missed)) == (True, {})


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("protocol", "predict", "health", "schema", "metrics", "versions", "switch")


@pytest.fixture(scope="module")
def nonsense(made: MadeInputs) -> Iterator[tuple[str, list[Any]]]:
    """The address of a service that answers with whatever stands in the list."""
    says: list[Any] = [None]
    with running(Service(made.folder, spoil=lambda *_: (200, says[0]), drops=lambda _: False)) as address:
        yield address, says


@settings(max_examples=40, deadline=None)
@given(
    level=st.sampled_from(["hello", "adapt"]),
    api=st.dictionaries(
        st.sampled_from(NAMES), JSON | st.sampled_from([*driver.PROTOCOLS, "/predict", "/health"]), max_size=7
    ),
    answer=JSON
    | st.builds(lambda inner: {"predictions": inner}, JSON)
    | st.builds(lambda inner: {"outputs": inner}, JSON),
)
def test_nothing_that_a_service_says_stops_driver_or_checker(
    level: str, api: dict[str, Any], answer: Any, made: MadeInputs, nonsense: tuple[str, list[Any]]
) -> None:
    address, says = nonsense
    says[0] = answer
    (made.folder / "api.json").write_text(json.dumps(api))
    few = {**made.truth, "asked": made.truth["asked"][:60]}
    driver.ready(made.folder, address, level)
    conversation = driver.drive(made.folder, address, level, few, load=4)
    saw = json.loads(json.dumps(conversation.saw))
    assert not checker.check(made.folder, {**made.truth, "conversation": saw}, level).passed


@pytest.mark.parametrize("move", [["../up", "x"], ["train.csv", "/etc/x"], ["a"], "a", ["missing", "there"]])
def test_nothing_is_moved_out_of_the_folder(made: MadeInputs, move: Any) -> None:
    verdict = judged(made, "stretch", api={"switch": {"move": move}})
    assert not verdict.passed
    assert (made.folder / "train.csv").exists()


@pytest.mark.parametrize("fault", faults.must("caught"))
def test_under_a_fault_no_prediction_of_the_year_is_right(fault: str, made: MadeInputs, tmp_path: Path) -> None:
    altered = faults.inject(fault, made, tmp_path / "inputs")
    if fault != "utf16-file":  # whoever reads it is right
        assert set(altered.truth["adapt"]["right"]) == {0.0}
    assert altered.truth["hello"] == made.truth["hello"]
