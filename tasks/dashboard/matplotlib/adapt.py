# https://matplotlib.org/stable/gallery/user_interfaces/web_application_server_sgskip.html
# smoothing: a saved figure has no controls, https://matplotlib.org/stable/users/explain/figure/backends.html
import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import matplotlib
import training
from matplotlib.figure import Figure

other = "run-birch"  # evalkit: edit
matplotlib.rcParams["svg.fonttype"] = "none"  # letters stay letters
figure = Figure()
axes = figure.subplots()
for run in ("run-amber", other):
    steps, losses = zip(*training.learn(run))
    axes.plot(steps, losses, label=run)
axes.set(xlabel="step", ylabel="loss")
axes.legend()
Path("site").mkdir(exist_ok=True)
figure.savefig("site/loss.svg")
Path("site/index.html").write_text("<title>loss</title>" + Path("site/loss.svg").read_text())

port = int(os.environ["PORT"])
server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory="site"))
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
server.serve_forever()
