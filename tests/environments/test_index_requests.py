"""What leads to a package index: a server of our own on the loopback address answers, and nothing outside is asked."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from evalkit.environments.index_requests import size_of_file
from tests.environments.test_package_index import SOON, handled


@pytest.mark.parametrize(
    ("headers", "size"), [({"Content-Length": "1234"}, 1234), ({}, 0), ({"Content-Length": "many"}, 0)]
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
    assert size_of_file(address, {"NO_PROXY": "127.0.0.1"}, SOON) == 0
