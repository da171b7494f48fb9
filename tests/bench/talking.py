"""A task with a driver, and small services for it to talk to."""

from __future__ import annotations

DRIVER = """
from evalkit.bench.load import Request, under_load
from evalkit.model.conversation import Conversation
def drive(folder, address, level, truth):
    assert (folder / "inputs" / "train.csv").exists() and truth["answer"] == 7 and level == "hello"
    load = under_load(address, [Request(f"/{number}") for number in range(20)], connections=2)
    return Conversation({"answers": [answer.body.decode() for answer in load.answers]}, load.load)
"""
CHECKER = """
from evalkit.model.verdict import Verdict
def check(outputs, truth, level, fault=None):
    answers = truth["conversation"]["answers"]
    right = answers == [f"/{number}" for number in range(20)] and not list(outputs.iterdir())
    return Verdict(right, float(right), () if right else (f"answered {answers}",))
"""
ECHO = """
import http.server, os, pathlib
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
    def do_GET(self):
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
pathlib.Path("outputs/address").write_text(f"http://127.0.0.1:{server.server_port}\\n")
print("serving", flush=True)
"""
"""A service that answers with the path that it was asked for; it has to be set going."""
FOREVER = "server.serve_forever()\n"
SERVICE = ECHO + FOREVER
