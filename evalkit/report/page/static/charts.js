// Charts: drawn by Vega-Lite when they come into view, and all of them before printing. Their colours are variables of
// the page's style, so that a drawing follows light, dark and print without being drawn again.

let chartsRead = null;
function chartsData() {
  chartsRead ??= JSON.parse(openedText(document.getElementById("charts-data")));
  return chartsRead;
}

// The library is text until it is first needed; the page's policy knows its hash.
function startLibrary() {
  if (window.vegaEmbed) return;
  const script = make("script", { textContent: openedText(document.getElementById("charts-library")) });
  document.head.append(script);
  script.remove();
}

async function drawChart(place) {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "begun";
  try {
    await putChart(place);
    place.dataset.drawn = "yes";
  } catch {
    place.dataset.drawn = "no";
    place.replaceChildren(make("p", {}, "This browser cannot draw the chart; the table below says the same."));
  }
}

async function putChart(place) {
  startLibrary();
  const { config, specs } = chartsData();
  // Vega gives its element a role of its own; to a screen reader the place is one picture with words.
  const inside = make("div", { ariaHidden: "true" });
  place.replaceChildren(inside);
  await vegaEmbed(inside, structuredClone(specs[place.dataset.chart]), { config, ast: true, renderer: "svg", actions: false, tooltip: false, defaultStyle: false });
  const svg = inside.querySelector("svg");
  inside.querySelector("form")?.remove();
  const { title } = place.dataset;
  place.after(make("p", { className: "savings" },
    savingButton("Save as SVG", title, () => saveSvg(svg, title)),
    savingButton("Save as PNG", title, () => savePng(svg, title))));
}

function fillTable(details) {
  if (details.dataset.filled) return;
  details.dataset.filled = "yes";
  const { caption, columns, rows } = chartsData().tables[details.dataset.table];
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? isolated(cell) : anchorTo(cell[1], cell[0]))));
  details.append(tableOf(caption, columns.map(([title]) => title), cells, columns.map(([, number]) => number)));
}

const chartPlaces = [...document.querySelectorAll("[data-chart]")];
const inSight = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (!isIntersecting) continue;
    inSight.unobserve(target);
    drawChart(target);
  }
}, { rootMargin: "300px" });
for (const place of chartPlaces) inSight.observe(place);
for (const details of document.querySelectorAll("details[data-table]")) {
  details.addEventListener("toggle", () => details.open && fillTable(details));
}
window.addEventListener("beforeprint", () => chartPlaces.forEach(drawChart));
