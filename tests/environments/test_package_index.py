"""Package indexes of our own on the loopback address, honest and hostile ones: nothing outside is asked."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from evalkit.environments import Environments, Lock, Release, Unanswered, Unavailable
from evalkit.environments.index_requests import Patience
from evalkit.environments.package_index import (
    MOST_BYTES,
    Published,
    _Refused,
    ask_all,
    asked,
    releases_in,
)
from evalkit.model import Adapter
from tests.environments.loopback_index import Index
from tests.environments.tinytool import PYTHON

Answer = Callable[[BaseHTTPRequestHandler], None]
JSON = "application/vnd.pypi.simple.v1+json"
SOON = Patience(silence=5, answer=5, all_answers=20)


def file(version: str = "1.0", /, **fields: Any) -> dict[str, Any]:
    return {"filename": f"tinytool-{version}-py3-none-any.whl", **fields}


def page(*files: Any, **fields: Any) -> bytes:
    return json.dumps({"meta": {"api-version": "1.1"}, "name": "tinytool", "files": files, **fields}).encode()


def reply(body: bytes, kind: str = JSON, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


@contextlib.contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The address of an index that answers everything so, and the headers of what it was asked."""
    heard: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
            with contextlib.suppress(OSError):  # whoever asked may have hung up
                answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    with handled(Handler) as port:
        yield f"http://127.0.0.1:{port}/simple", heard


@contextlib.contextmanager
def handled(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """The port of a server on the loopback address that answers by `handler`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(answer: Answer, patience: Patience = SOON, **environ: str) -> Published:
    with served(answer) as (address, _):
        return asked(address, "tinytool", {"NO_PROXY": "127.0.0.1", **environ}, patience)


def reason_of(published: Published) -> str:
    assert isinstance(published, Unanswered)
    assert "127.0.0.1" not in published.reason
    return published.reason


# --- what a page says


def test_releases_have_the_time_of_their_first_file_and_are_yanked_if_all_files_are() -> None:
    files = [
        file("1.0", **{"upload-time": "2026-03-02T10:00:00.5Z"}),
        {"filename": "tinytool-1.0.tar.gz", "upload-time": "2026-03-01T10:00:00Z", "yanked": "broken"},
        file("2.0rc1", **{"upload-time": "2026-04-01T10:00:00Z"}, yanked=True),
        {"filename": "tinytool-0.9.tar.gz", "upload-time": "2025-01-01T00:00:00Z", "yanked": "has a\n hole"},
    ]
    found = {str(each.version): each for each in releases_in(page(*files), "TinyTool")}
    assert found["1.0"] == Release(Version("1.0"), datetime(2026, 3, 1, 10, tzinfo=UTC), False, "broken")
    assert (found["2.0rc1"].yanked, found["2.0rc1"].why_yanked) == (True, "")
    assert (found["0.9"].yanked, found["0.9"].why_yanked) == (True, "has a hole")


def test_a_release_has_no_time_unless_all_of_its_files_have_one() -> None:
    timed = {"upload-time": "2026-03-01T10:00:00Z"}
    [release] = releases_in(page(file(**timed), {"filename": "tinytool-1.0.zip"}), "tinytool")
    assert release.uploaded is None


def test_files_that_nothing_is_installed_from_are_passed_over() -> None:
    names = ("tinytool-1.0-py2.7.egg", "tinytool-1.0.win32.exe", "tinytool-r12.tar.gz", "other-1.0.tar.gz", "x")
    assert releases_in(page(*({"filename": name} for name in names)), "tinytool") == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"1" * 5000, "not JSON"),
        (b"[]", "lists no files"),
        (b"null", "lists no files"),
        (page(files={"a": 1}), "lists no files"),
        (page("tinytool-1.0.tar.gz"), "without a name"),
        (page({"filename": 7}), "without a name"),
        (page(file(yanked=["yes"])), "neither yes, no nor a reason"),
        (page(file(yanked=1)), "neither yes, no nor a reason"),
        (page(file(**{"upload-time": 1.5})), "no time"),
        (page(file(**{"upload-time": "yesterday"})), "no time"),
        (page(file(**{"upload-time": "0001-01-01T00:00:00+23:59"})), "no time"),
        (page(meta={"api-version": "2.0"}), "a version of the simple API"),
    ],
)
def test_a_page_that_is_not_as_the_standard_says_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(_Refused, match=said):
        releases_in(body, "tinytool")


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FILES = st.dictionaries(st.sampled_from(["filename", "upload-time", "yanked"]), VALUES)


@given(st.one_of(VALUES, st.fixed_dictionaries({"files": st.lists(FILES, max_size=3), "meta": VALUES})))
def test_whatever_a_page_holds_it_is_read_or_refused(said: Any) -> None:
    try:
        releases = releases_in(json.dumps(said).encode(), "tinytool")
    except _Refused:
        return
    assert all(isinstance(each, Release) for each in releases)


# --- how an index answers


def test_an_honest_index_is_read_packed_or_not() -> None:
    body = page(file(**{"upload-time": "2026-03-01T10:00:00Z"}))
    expected = (Release(Version("1.0"), datetime(2026, 3, 1, 10, tzinfo=UTC)),)
    assert ask(reply(body)) == expected
    assert ask(reply(gzip.compress(body), Content_Encoding="gzip")) == expected


def test_it_is_asked_for_json_by_the_normalised_name() -> None:
    with served(reply(page())) as (address, heard):
        asked(f"{address}/", "Tiny_Tool", {"NO_PROXY": "127.0.0.1"}, SOON)
    assert heard[0]["path"] == "/simple/tiny-tool/"
    assert heard[0]["accept"] == JSON


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(b"<!DOCTYPE html>", "text/html"), "answers in HTML"),
        (reply(b"x", "application/octet-stream"), "answers in another form"),
        (reply(b"", status=404), "error 404"),
        (reply(b"", status=401), "lets nobody in"),
        (reply(b"", status=503), "error 503"),
        (reply(b"{", Content_Encoding="gzip"), "broke its answer off"),
        (reply(gzip.compress(page())[:-9], Content_Encoding="gzip"), "broke its answer off"),
        (reply(b"", status=302, Location="/simple/tinytool/"), "error 302"),
        (reply(b"", status=302, Location="file:///etc/passwd"), "error 302"),
    ],
)
def test_an_index_that_answers_otherwise_leaves_it_unknown(answer: Answer, said: str) -> None:
    assert said in reason_of(ask(answer))


def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        reply(b"")(request)
        while True:
            request.wfile.write(b" " * 10**6)

    limit = f"larger than {MOST_BYTES / 1e6:.0f} MB"
    assert limit in reason_of(ask(endless, Patience(5, 60, 60)))
    bomb = gzip.compress(b" " * (MOST_BYTES + 1), 9)
    assert limit in reason_of(ask(reply(bomb, Content_Encoding="gzip"), Patience(5, 60, 60)))


def test_an_index_that_is_silent_or_drips_is_given_up() -> None:
    waiting = threading.Event()

    def says_nothing(_: BaseHTTPRequestHandler) -> None:
        waiting.wait(20)

    def drips(request: BaseHTTPRequestHandler) -> None:
        reply(b"{")(request)
        while not waiting.wait(0.05):
            request.wfile.write(b" ")
            request.wfile.flush()

    try:
        silent = ask(says_nothing, Patience(0.2, 5, 5))
        assert "did not answer within 0.2 s" in reason_of(silent)
        assert "did not finish its answer within 0.3 s" in reason_of(ask(drips, Patience(5, 0.3, 5)))
    finally:
        waiting.set()


def test_what_hangs_or_breaks_beyond_all_limits_costs_its_own_answer_alone() -> None:
    waiting = threading.Event()

    def answer(name: str) -> Published:
        if name == "hangs":
            waiting.wait(20)
        return (1 / 0,) if name == "breaks" else ()  # type: ignore[return-value]

    try:
        found = ask_all(("hangs", "breaks", "answers"), answer, 0.5)
    finally:
        waiting.set()
    assert "did not answer in time" in reason_of(found["hangs"])
    assert "ZeroDivisionError" in reason_of(found["breaks"])
    assert found["answers"] == ()


def test_an_error_of_the_server_is_tried_once_more() -> None:
    calls: list[int] = []

    def shaky(request: BaseHTTPRequestHandler) -> None:
        calls.append(1)
        reply(page(), status=200 if len(calls) > 1 else 502)(request)

    assert ask(shaky) == ()


def test_nobody_at_the_address_is_no_network() -> None:
    said = asked("http://127.0.0.1:9/simple", "tinytool", {"NO_PROXY": "127.0.0.1"}, SOON)
    assert reason_of(said) == "the package index cannot be reached"


@pytest.mark.parametrize("index", ["", "file:///wheels", "ftp://example.org/simple", "wheels", "http:///simple"])
def test_what_is_no_index_is_not_asked(index: str) -> None:
    assert "no package index" in reason_of(asked(index, "tinytool", {}, SOON))


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    said = asked("https://127.0.0.1:9/simple", "tinytool", {"SSL_CERT_FILE": str(tmp_path / "none.pem")}, SOON)
    assert "in your settings cannot be read" in reason_of(said)


# --- passwords and proxies


def login_with(configured: str, **environ: str) -> str:
    """The user and password that an index is asked with; {place} in what is configured is its own host and port."""
    with served(reply(page())) as (address, heard):
        place = address.removeprefix("http://").removesuffix("/simple")
        settings = {name: value.format(place=place) for name, value in environ.items()}
        asked(
            address, "tinytool", {"NO_PROXY": "127.0.0.1", "UV_INDEX": configured.format(place=place), **settings}, SOON
        )
    said = heard[0].get("authorization", "")
    return base64.b64decode(said.removeprefix("Basic ")).decode()


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ("http://user:gehe%3Aim@{place}/simple", "user:gehe:im"),
        ("ours=http://user:geheim@{place}/simple", "user:geheim"),
        ("http://token@{place}/simple", "token:"),
        ("http://far:away@{place}/other http://user:geheim@{place}/simple", "user:geheim"),
        ("http://user:geheim@127.0.0.1:1/simple", ""),
        ("https://user:geheim@{place}/simple", ""),
        ("http://{place}/simple", ""),
    ],
)
def test_the_password_is_that_of_the_configured_index_at_the_same_place(configured: str, expected: str) -> None:
    assert login_with(configured) == expected


def test_a_named_index_has_its_password_in_variables() -> None:
    variables = {"UV_INDEX_OUR_OWN_USERNAME": "user", "UV_INDEX_OUR_OWN_PASSWORD": "geheim"}
    assert login_with("our-own=http://{place}/simple", **variables) == "user:geheim"


def test_a_password_may_stand_in_netrc(tmp_path: Path) -> None:
    kept = tmp_path / "netrc"
    kept.write_text("machine 127.0.0.1 login user password geheim\n")
    assert login_with("http://{place}/simple", NETRC=str(kept)) == "user:geheim"
    kept.write_text("machine 127.0.0.1 login")
    assert login_with("http://{place}/simple", NETRC=str(kept)) == ""


def test_a_redirect_takes_the_password_along_to_the_same_place_alone() -> None:
    def moved(where: str) -> Answer:
        def answer(request: BaseHTTPRequestHandler) -> None:
            if request.path.endswith("/there/"):
                reply(page())(request)
            else:
                reply(b"", status=301, Location=where)(request)

        return answer

    with served(reply(page())) as (other, heard_there):
        for where, takes_it in (("/there/", True), (f"{other}/there/", False)):
            with served(moved(where)) as (address, heard):
                secret = address.replace("http://", "http://user:geheim@")
                assert asked(address, "tinytool", {"NO_PROXY": "127.0.0.1", "UV_DEFAULT_INDEX": secret}, SOON) == ()
            last = [*heard, *heard_there][-1]
            assert last["path"].endswith("/there/")
            assert ("authorization" in last) is takes_it


def test_the_users_proxy_is_asked_unless_the_host_goes_around_it() -> None:
    with served(reply(page())) as (proxy, heard):
        environ = {"http_proxy": proxy.removesuffix("/simple")}
        assert asked("http://index.invalid/simple", "tinytool", environ, SOON) == ()
        assert heard[0]["path"] == "http://index.invalid/simple/tinytool/"
        around = asked("http://127.0.0.1:9/simple", "tinytool", {**environ, "NO_PROXY": "127.0.0.1"}, SOON)
        assert reason_of(around) == "the package index cannot be reached"
        assert len(heard) == 1


# --- with uv, which says who is asked


def lock_of(**distributions: str) -> Lock:
    return Lock(Path("lock"), "tinytool", "here", PYTHON, "", date(2026, 1, 1), 0.0, distributions, {}, {})


def test_every_locked_distribution_is_asked_for_where_uv_has_it_from(
    index: Index, adapter: Callable[..., Adapter], tmp_path: Path
) -> None:
    answers = Environments(tmp_path / "cache").published(adapter(), lock_of(tinytool="1.0", tinyfriend="1.0"))
    found = {name: {str(each.version) for each in told} for name, told in answers.items() if isinstance(told, tuple)}
    assert found == {"tinytool": {"1.0", "2.0"}, "tinyfriend": {"1.0"}}


def test_an_adapters_own_index_is_asked_for_what_comes_from_there(
    index: Index, adapter: Callable[..., Adapter], tmp_path: Path
) -> None:
    body = page(file("1.0", url="/none.whl", hashes={}), file("7.0", url="/none.whl", hashes={}))
    with served(reply(body)) as (vendor, _):
        answers = Environments(tmp_path / "cache").published(adapter(index=vendor), lock_of(tinytool="1.0"))
    told = answers["tinytool"]
    assert isinstance(told, tuple)
    assert {str(each.version) for each in told} == {"1.0", "7.0"}


def test_without_a_network_nobody_can_say_which_index_it_is(
    index: Index, adapter: Callable[..., Adapter], tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match="uv cannot say which package index") as error:
        Environments(tmp_path / "cache").published(adapter(), lock_of(tinytool="9.9"))
    assert "127.0.0.1" not in error.value.reason


def test_where_the_network_is_forbidden_nobody_is_asked(
    index: Index, adapter: Callable[..., Adapter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = Environments(tmp_path / "cache")
    environments.published(adapter(), lock_of(tinytool="1.0"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    before = len(index.asked)
    [told] = environments.published(adapter(), lock_of(tinytool="1.0")).values()
    assert "UV_OFFLINE" in reason_of(told)
    assert len(index.asked) == before
