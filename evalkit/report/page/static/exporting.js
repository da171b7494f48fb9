// Saving what the page shows: tables as CSV, charts as SVG or PNG. Nothing leaves the page but the file.

function saveFile(name, parts, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob(parts, { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const fileName = (text, ending) => `${text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) || "evalkit"}.${ending}`;

function textOf(cell) {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (walker.nextNode()) parts.push(walker.currentNode.data);
  return parts.join(" ").replace(/\s+/g, " ").trim();
}

// A text that a spreadsheet would take for a formula gets an apostrophe before it; a number stays one.
function quoted(text) {
  const plainText = /^[=+\-@]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\n]/.test(plainText) ? `"${plainText.replaceAll('"', '""')}"` : plainText;
}

const csvOf = (table) => [...table.rows].filter((row) => !row.classList.contains("long")).map((row) => [...row.cells].map((cell) => quoted(textOf(cell))).join(",")).join("\r\n");

function savingButton(text, what, save) {
  const button = make("button", { type: "button", className: "saving", ariaLabel: `${text}: ${what}` }, text);
  button.addEventListener("click", save);
  return button;
}

// Beneath a table that scrolls within its box: a button that saves it. The mark at the start tells spreadsheets it is UTF-8.
function withSaving(region) {
  const table = region.querySelector("table");
  const caption = table?.caption ? textOf(table.caption) : "";
  if (!caption) return;
  region.after(make("p", { className: "savings" },
    savingButton("Save as CSV", caption, () => saveFile(fileName(caption, "csv"), ["\ufeff", csvOf(whole(table)), "\r\n"], "text/csv;charset=utf-8"))));
}

// A drawing as a file of its own: on paper, its colours those of this moment, its letters those of this page.
function svgTextOf(svg) {
  const style = getComputedStyle(document.documentElement);
  const copy = svg.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const colour = /^var\((--[a-z-]+)\)$/.exec(value);
      if (colour) element.setAttribute(name, style.getPropertyValue(colour[1]).trim());
    }
  }
  copy.setAttribute("font-family", "sans-serif");
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["width", "100%"], ["height", "100%"], ["fill", style.getPropertyValue("--paper").trim()]]) paper.setAttribute(name, value);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

const saveSvg = (svg, title) => saveFile(fileName(title, "svg"), [svgTextOf(svg)], "image/svg+xml");

// Three pixels for each one, so that it can be printed.
async function savePng(svg, title) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgTextOf(svg))}`;
  await picture.decode();
  const [width, height] = ["width", "height"].map((name) => 3 * Number(svg.getAttribute(name)));
  const canvas = make("canvas", { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  canvas.toBlob((blob) => saveFile(fileName(title, "png"), [blob], "image/png"), "image/png");
}

// Every figure of every tool as the page holds it, one record each.
function everyFigure() {
  return Object.entries(evidenceData().tools).flatMap(([tool, known]) => Object.entries(known.numbers).map(([key, found]) => {
    const [task, level, ...metric] = key.split("/");
    const named = (part) => (part === "-" ? null : part);
    return {
      tool, task: named(task), level: named(level), metric: metric.join("/"), value: found.exact ?? null, unit: found.unit,
      status: found.status ?? "not measured", samples: found.samples ?? (found.exact === undefined ? [] : [found.exact]), reason: found.reason ?? "",
    };
  }));
}

function everyFigureAsCsv() {
  const figures = everyFigure();
  const columns = ["tool", "task", "level", "metric", "value", "unit", "status", "samples", "reason"];
  const cell = (value) => quoted(Array.isArray(value) ? value.join(" ") : String(value ?? "").replace(/\s+/g, " "));
  return [columns.join(","), ...figures.map((figure) => columns.map((column) => cell(figure[column])).join(","))].join("\r\n");
}

byId("save-figures").append(
  savingButton("Save as CSV", "every figure", () => saveFile("figures.csv", ["\ufeff", everyFigureAsCsv(), "\r\n"], "text/csv;charset=utf-8")),
  savingButton("Save as JSON", "every figure", () => saveFile("figures.json", [JSON.stringify(everyFigure(), null, 1)], "application/json")),
);
for (const region of document.querySelectorAll("main .scrolling:not(:has([data-heat]))")) withSaving(region);
