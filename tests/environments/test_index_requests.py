"""What leads to a package index: a server of our own on the loopback address answers, and nothing outside is asked."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from evalkit.environments.index_requests import is_offline, size_of_file
from tests.environments.test_package_index import SOON, handled


@pytest.mark.parametrize(
    ("headers", "size"), [({"Content-Length": "1234"}, 1234), ({}, None), ({"Content-Length": "many"}, None)]
)
def test_a_file_whose_size_no_page_lists_is_asked_for_it_and_not_downloaded(headers: dict[str, str], size: int) -> None:
    asked_by: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked_by.append(self.path)
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with handled(Handler) as port:
        address = f"http://127.0.0.1:{port}/whl/torch-2.13.0%2Bcpu-py3-none-any.whl"
        assert size_of_file(address, {"NO_PROXY": "127.0.0.1"}, SOON) == size
    assert asked_by == ["/whl/torch-2.13.0%2Bcpu-py3-none-any.whl"]


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "http://127.0.0.1:9/x.whl", "http://[", "none"])
def test_a_file_that_cannot_be_asked_for_has_no_size(address: str) -> None:
    assert size_of_file(address, {"NO_PROXY": "127.0.0.1"}, SOON) is None


def test_a_redirect_is_followed_without_a_download_and_with_its_query() -> None:
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            heard.append(f"HEAD {self.path}")
            if self.path.startswith("/gone"):
                self.send_error(404)
                return
            self.send_response(302 if self.path.startswith("/old") else 200)
            self.send_header("Location", "/new.whl")
            self.send_header("Content-Length", "0" if self.path.startswith("/old") else "77")
            self.end_headers()

        def do_GET(self) -> None:
            heard.append(f"GET {self.path}")
            self.do_HEAD()

        def log_message(self, *_: Any) -> None:
            pass

    with handled(Handler) as port:
        environ = {"NO_PROXY": "127.0.0.1"}
        assert size_of_file(f"http://127.0.0.1:{port}/old.whl?token=1", environ, SOON) == 77
        assert size_of_file(f"http://127.0.0.1:{port}/gone.whl", environ, SOON) is None
    assert heard == ["HEAD /old.whl?token=1", "HEAD /new.whl", "HEAD /gone.whl"]


@pytest.mark.parametrize(
    ("said", "offline"), [("1", True), ("true", True), ("0", False), ("", False), ("False", False)]
)
def test_offline_is_what_uv_takes_for_it(said: str, offline: bool) -> None:
    assert is_offline({"UV_OFFLINE": said}) is offline
    assert not is_offline({})
