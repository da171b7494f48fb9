# https://matplotlib.org/stable/gallery/user_interfaces/web_application_server_sgskip.html
# values: a figure saved as SVG tells nothing where somebody points, https://matplotlib.org/stable/users/explain/figure/backends.html
import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import training
from matplotlib.figure import Figure

steps, losses = zip(*training.learn("run-amber"))
figure = Figure()
axes = figure.subplots()
axes.plot(steps, losses)
axes.set(xlabel="step", ylabel="loss")
Path("site").mkdir(exist_ok=True)
figure.savefig("site/loss.svg")
Path("site/index.html").write_text("<title>loss</title><h1>run-amber: loss</h1><img src=loss.svg>")

port = int(os.environ["PORT"])
server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory="site"))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
server.serve_forever()
