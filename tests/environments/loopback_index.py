"""A package index on the loopback address, so that real uv can be tested without the network."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODULE = b"VALUE = 42\n" * 100


def wheel(name: str, version: str) -> bytes:
    """Return a wheel with one module."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": MODULE,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for path, data in files.items()
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    return buffer.getvalue()


class Index:
    """A package index with the versions 1.0 and 2.0 of 'tinytool' and one of 'tinyfriend'."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.files = {
            f"{name}-{version}-py3-none-any.whl": wheel(name, version)
            for name, version in (("tinytool", "1.0"), ("tinytool", "2.0"), ("tinyfriend", "1.0"))
        }
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.do_GET()

            def do_GET(self) -> None:
                index.asked.append(self.path)
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
                "size": len(data),
            }
            for file, data in self.files.items()
            if file.startswith(f"{name}-")
        ]
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files}).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
