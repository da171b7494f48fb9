# https://matplotlib.org/stable/gallery/user_interfaces/web_application_server_sgskip.html
import io
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import matplotlib
import training
from matplotlib.figure import Figure

PAGE = """<title>loss</title><div id=plot></div><img src=/learned.png><img src=/weights.svg>
<script>
async function draw() { plot.innerHTML = await (await fetch("/loss.svg" + location.search)).text() }
draw()
setInterval(draw, 1000)
</script>"""
matplotlib.rcParams["svg.fonttype"] = "none"  # letters stay letters
runs = {"run-amber": list(training.learn("run-amber")), "run-night": []}


def svg(draw):
    figure, file = Figure(), io.BytesIO()
    draw(figure.subplots())
    figure.savefig(file, format="svg")
    return file.getvalue()


def losses(axes, names):
    for name in names:
        axes.plot(*zip(*runs[name]), label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()


class Dashboard(BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, run = self.path.partition("?run=")
        if path == "/learned.png":
            kind, body = "image/png", training.picture().read_bytes()
        elif path == "/weights.svg":
            kind, body = "image/svg+xml", svg(lambda axes: axes.hist(training.weights(), bins=30))
        elif path == "/loss.svg":
            kind, body = "image/svg+xml", svg(lambda axes: losses(axes, [run] if run else [name for name in runs if runs[name]]))
        else:
            kind, body = "text/html", PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)


port = int(os.environ["PORT"])
server = ThreadingHTTPServer(("127.0.0.1", port), Dashboard)
Thread(target=server.serve_forever).start()
Path("page.json").write_text(json.dumps({"image": "/", "histogram": "/", "link": "/?run=run-amber"}))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
for step in training.learn("run-night"):
    runs["run-night"].append(step)
