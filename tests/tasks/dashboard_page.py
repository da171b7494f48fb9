"""A dashboard made by hand for the tests of the dashboard task: one page with JavaScript, each part of which can be spoilt."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><title>training</title><body style="font: 14px sans-serif"><script>
const wanted = SETTINGS, host = document.createElement("div");
document.body.append(host);
const root = wanted.shadow ? host.attachShadow({mode: "open"}) : host;
const [width, height] = [700, 320], tip = document.createElement("div"), box = document.createElement("div");
const slider = document.createElement("label");
slider.innerHTML = 'Smoothing <input type="range" min="0" max="0.98" step="0.01" value="0">';
tip.style.cssText = "position: absolute; background: #fff";
const smoothed = (values) => {
  const weight = wanted.smooths ? +slider.querySelector("input").value : 0;
  let last = values[0];
  return values.map((value) => last = weight * last + (1 - weight) * value);
};
const points = (values, low, high) => values.map((value, step) =>
  [10 + step * (width - 20) / (values.length - 1), 10 + (high - value) / (high - low) * (height - 20)]);
const chart = (runs) => {
  const drawing = document.createElement(wanted.canvas ? "canvas" : "div"), all = runs.flatMap((run) => run.values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const lines = runs.map((run) => [run, points(smoothed(run.values), low, high)]);
  if (wanted.canvas) {
    [drawing.width, drawing.height] = [width, height];
    const pen = drawing.getContext("2d");
    for (const [run, line] of lines) {
      pen.beginPath(); pen.strokeStyle = run.colour; pen.lineWidth = 2;
      for (const [x, y] of line) pen.lineTo(x, y);
      pen.stroke();
    }
  } else {
    const paths = lines.map(([run, line]) => `<polyline points="${line.join(" ")}" fill="none" stroke="${run.colour}" stroke-width="2"/>`);
    drawing.innerHTML = `<svg width="${width}" height="${height}" style="display: block; ${wanted.style}">${paths.join("")}</svg>`;
  }
  drawing.onpointermove = (event) => {
    const left = drawing.getBoundingClientRect().left, values = runs[0].values;
    const step = Math.round((event.clientX - left - 10) / (width - 20) * (values.length - 1));
    if (wanted.tells) tip.textContent = `step ${step}: ${(values[step] + wanted.lies).toFixed(3)}`;
  };
  return drawing;
};
const draw = async () => {
  const runs = (await (await fetch("/data" + location.search)).json()).runs.filter((run) => run.values.length > 1);
  const drawn = runs.filter((run) => run.drawn);
  box.replaceChildren(...(wanted.apart ? drawn.map((run) => chart([run])) : [chart(drawn)]));
  const legend = document.createElement("div");
  legend.innerHTML = runs.filter((run) => run.named).map((run) =>
    `<p><span style="display: inline-block; width: 10px; height: 10px; background: ${wanted.plain ? "#888" : run.beside}"></span> ${run.name}</p>`).join("");
  box.append(legend);
};
root.append(box, tip);
if (wanted.slider) root.append(slider);
slider.oninput = draw;
const more = document.createElement("div");
more.innerHTML = `<p>${wanted.metric}</p>` + wanted.more;
root.append(more);
if (wanted.folded && !(wanted.remembers && localStorage.shown)) {
  box.hidden = true;
  const button = document.createElement("button");
  button.textContent = "Show curves";
  button.onclick = () => { box.hidden = false; localStorage.shown = "yes"; button.remove() };
  root.prepend(button);
}
draw();
if (wanted.updates === "itself") setInterval(draw, 150);
if (wanted.updates === "anew") setTimeout(() => location.reload(), 1200);
</script>"""

COLOURS = {"run-amber": "#d62728", "run-birch": "#1f77b4", "run-cedar": "#2ca02c", "run-night": "#9467bd"}


@dataclass
class Dashboard:
    """A right dashboard of any level; a test may replace each of its parts.

    `runs` are drawn and named, `curves` changes the values of a run by its name, and `settings` those of the page. `training` is what
    stands in inputs/, with the given code.
    """

    folder: Path
    training: Any
    runs: tuple[str, ...]
    curves: Callable[[str, list[float]], list[float]] = lambda _name, values: values
    settings: Mapping[str, Any] = field(default_factory=dict)
    drawn: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    filters: bool = True
    bins: Callable[[list[float]], list[float]] = lambda values: values
    places: Mapping[str, Any] | None = None
    page: str | None = None
    values: dict[str, list[float]] = field(default_factory=dict)

    def learn(self) -> None:
        """Train all runs, one after the other."""
        for run in self.runs:
            self.values[run] = []
            for _, loss in self.training.learn(run):
                self.values[run].append(loss)

    def answer(self, path: str) -> tuple[str, bytes]:
        """The kind and the content of what is asked for."""
        parts = urlsplit(path)
        if parts.path == "/data":
            only = parse_qs(parts.query).get("run") if self.filters else None
            return "application/json", json.dumps({"runs": self.said(only)}).encode()
        if parts.path == "/learned.png":
            return "image/png", self.training.picture().read_bytes()
        if self.page is not None:
            return "text/html", self.page.encode()
        settings = {
            "shadow": False, "canvas": False, "apart": False, "slider": True, "smooths": True, "tells": True, "lies": 0,
            "plain": False, "metric": "loss", "more": self.more(), "folded": False, "remembers": False, "updates": "itself", "style": "",
        }  # fmt: skip
        return "text/html", PAGE.replace("SETTINGS", json.dumps({**settings, **self.settings})).encode()

    def said(self, only: list[str] | None) -> list[dict[str, Any]]:
        """What the page gets of all runs, or of those that it asks for."""
        return [
            {
                "name": run,
                "values": self.curves(run, list(values)),
                "colour": self.colours.get(run, COLOURS[run]),
                "beside": self.beside.get(run, self.colours.get(run, COLOURS[run])),
                "drawn": run in (self.runs if self.drawn is None else self.drawn),
                "named": run in (self.runs if self.named is None else self.named),
            }
            for run, values in self.values.items()
            if only is None or run in only
        ]

    def more(self) -> str:
        """A picture, and a histogram drawn as bars."""
        weights = self.bins(self.training.weights())
        low, high = min(weights), max(weights)
        counts = [0] * 25
        for each in weights:
            counts[min(24, int(25 * (each - low) / (high - low)))] += 1
        bars = "".join(
            f'<rect x="{12 * place}" y="{150 - 140 * count / max(counts)}" width="11" height="{140 * count / max(counts)}" fill="#ff7f0e"/>'
            for place, count in enumerate(counts)
        )
        return f'<img src="/learned.png" width=128><svg width=300 height=150>{bars}</svg>'


@contextlib.contextmanager
def running(dashboard: Dashboard) -> Iterator[str]:
    """The address of a dashboard that trains, as soon as it has something to show."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = dashboard.answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    places = dashboard.places
    if places is None:
        places = {"image": "/", "histogram": "/", "link": "/?run=run-amber"}
    (dashboard.folder / "page.json").write_text(json.dumps(places))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threads = [
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}),
            threading.Thread(target=dashboard.learn, daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            threads[0].join()
