"""A package index on the loopback address, so that real uv can be tested without the network."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evalkit.environments import uv_command
from tests.environments.made_wheels import wheel_file


class Index:
    """A package index with the versions 1.0 and 2.0 of 'tinytool' and one of 'tinyfriend'."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lists_sizes = True
        self.answers = threading.Event()
        """While it is not set, whoever asks waits."""
        self.answers.set()
        self.files = {
            file: data
            for name, version in (("tinytool", "1.0"), ("tinytool", "2.0"), ("tinyfriend", "1.0"))
            for file, data in wheel_file(name, version).items()
        }
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                index.asked.append(self.path)
                index.answers.wait(timeout=60)
                last = self.path.rstrip("/").rpartition("/")[2]
                if last in index.files:
                    self._answer(200, "application/zip", index.files[last])
                elif any(file.startswith(f"{last}-") for file in index.files):
                    self._answer(200, "application/vnd.pypi.simple.v1+json", index.page(last))
                else:
                    self._answer(404, "text/plain", b"not here")

            def _answer(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        """The index's address, with a password that must turn up nowhere."""
        return f"http://user:geheim@127.0.0.1:{self.port}/simple"

    def page(self, name: str) -> bytes:
        files = [
            {
                "filename": file,
                "url": f"/files/{file}",
                "hashes": {"sha256": hashlib.sha256(data).hexdigest()},
                **({"size": len(data)} if self.lists_sizes else {}),
            }
            for file, data in self.files.items()
            if file.startswith(f"{name}-")
        ]
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files}).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def only_index(uv_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """Make the user's only index one on the loopback address; uv's cache is in a folder of its own."""
    served = Index()
    for name in ("UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_OFFLINE", "UV_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_DEFAULT_INDEX", served.address)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(uv_cache))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    uv_command.uv_cache.cache_clear()
    try:
        yield served
    finally:
        uv_command.uv_cache.cache_clear()
        served.close()
