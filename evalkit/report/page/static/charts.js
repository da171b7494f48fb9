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

const PIXELS = ["caption", "y", "top", "bottom", "middle", "floor"];

// A drawing without the tools that are hidden; the rows below theirs move up.
function withoutHidden(spec, [height = 0, ...tools] = []) {
  const gone = tools.filter((tool) => hiddenTools.has(tool));
  const up = new Map(tools.map((tool, at) => [tool, height * tools.slice(0, at).filter((one) => hiddenTools.has(one)).length]));
  for (const [name, rows] of Object.entries(spec.datasets)) {
    spec.datasets[name] = rows.filter((row) => !hiddenTools.has(row.tool));
    for (const row of spec.datasets[name]) for (const field of PIXELS) if (up.get(row.tool) && field in row) row[field] -= up.get(row.tool);
  }
  spec.height -= height * gone.length;
  return spec;
}

async function putChart(place) {
  startLibrary();
  const { config, specs, rows } = chartsData();
  const { chart } = place.dataset;
  const spec = withoutHidden(structuredClone(specs[chart]), rows[chart]);
  place.style.minHeight = `${spec.height}px`;
  // Vega gives its element a role of its own; to a screen reader the place is one picture with words.
  const inside = make("div", { ariaHidden: "true" });
  place.replaceChildren(inside);
  // Names are measured in the letters that they are drawn in, and may take two fifths of a wide drawing.
  for (const { mark } of spec.layer) if (mark.limit) mark.limit = Math.max(mark.limit, 0.4 * place.clientWidth);
  const { fontFamily: font } = getComputedStyle(document.body);
  await vegaEmbed(inside, spec, { config: { ...config, font }, ast: true, renderer: "svg", actions: false, tooltip: false, defaultStyle: false });
  const svg = inside.querySelector("svg");
  inside.querySelector("form")?.remove();
  markInChart(place);
  const { title } = place.dataset;
  if (place.nextElementSibling?.classList.contains("savings")) place.nextElementSibling.remove();
  place.after(make("p", { className: "savings" },
    savingButton("Save as SVG", title, () => saveSvg(svg, title)),
    savingButton("Save as PNG", title, () => savePng(svg, title))));
}

// The words of the marked tool in a drawing are bold. Vega keeps at each element what it was drawn from.
function markInChart(place) {
  for (const text of place.querySelectorAll("svg text")) {
    const { tool } = text.__data__?.datum ?? {};
    if (tool !== undefined && tool === markedTool) text.setAttribute("font-weight", "bold");
    else text.removeAttribute("font-weight");
  }
}

// A chart that was not there when the window changed its width finds that out when it is there again.
function fitCharts() {
  const unfit = chartPlaces.some((place) => {
    const svg = place.querySelector("svg");
    return svg && place.clientWidth > 0 && Math.abs(place.clientWidth - Number(svg.getAttribute("width"))) > 1;
  });
  if (unfit) window.dispatchEvent(new Event("resize"));
}

// Charts that were drawn are drawn again; the others find out when they are seen.
function drawChartsAgain() {
  for (const place of chartPlaces) {
    if (!place.dataset.drawn) continue;
    delete place.dataset.drawn;
    drawChart(place);
  }
}

function fillTable(details) {
  if (details.dataset.filled) return;
  details.dataset.filled = "yes";
  const { caption, columns, rows } = chartsData().tables[details.dataset.table];
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? isolated(cell) : anchorTo(cell[1], cell[0]))));
  const table = tableOf(caption, columns.map(([title]) => title), cells, columns.map(([, number]) => number));
  const tools = toolsByName();
  [...table.querySelector("tbody").rows].forEach((row, at) => {
    const tool = columns[0][0] === "Tool" ? tools.get(rows[at][0]) : undefined;
    if (tool !== undefined) row.dataset.tool = tool;
  });
  details.append(table);
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
