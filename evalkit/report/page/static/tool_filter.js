// Which tools a reader looks at: some are hidden everywhere, one is marked everywhere, and the map shows those that match.
// Nothing of it changes points or places.

const hiddenTools = new Set();
let markedTool = "";
const NO_FILTER = { find: "", family: "", in: "", meets: "" };
let mapFilter = { ...NO_FILTER };

let named = null;
function toolsByName() {
  named ??= new Map(weighingData().tasks.flatMap((task) => task.rows.map((row) => [row.name, row.id])));
  return named;
}

const filterFields = Object.fromEntries(Object.keys(NO_FILTER).map((name) => [name, byId(`filter-${name}`)]).filter(([, field]) => field));
const mapRows = [...toolMap.tBodies[0].rows];

// What the address keeps of it, as [name, value] pairs.
const choiceMade = () => [
  ...[...hiddenTools].map((tool) => ["hide", tool]),
  ...(markedTool ? [["mark", markedTool]] : []),
  ...Object.entries(mapFilter).filter(([, value]) => value),
];

// Takes the same from an address; says whether that changes anything.
function takeChoice(given) {
  const before = JSON.stringify(choiceMade());
  const known = new Set(toolsByName().values());
  hiddenTools.clear();
  for (const tool of given.getAll("hide")) if (known.has(tool)) hiddenTools.add(tool);
  markedTool = known.has(given.get("mark")) ? given.get("mark") : "";
  for (const name of Object.keys(NO_FILTER)) {
    const value = given.get(name) ?? "";
    const field = filterFields[name];
    const possible = field && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value));
    mapFilter[name] = possible ? value : "";
  }
  return JSON.stringify(choiceMade()) !== before;
}

// Whether a tool meets what is required, as far as anybody knows; `where` is "meets" or "open".
const answersTo = (row, where) => (row.dataset[where] ?? "").split(" ").includes(mapFilter.meets);

function matches(row) {
  const words = mapFilter.find.trim().toLowerCase();
  return row.cells[0].textContent.toLowerCase().includes(words)
    && (!mapFilter.family || row.dataset.family === mapFilter.family)
    && (!mapFilter.meets || answersTo(row, "meets"))
    && (!mapFilter.in || [...row.querySelectorAll("a[data-in]")].some((link) => link.dataset.in === mapFilter.in));
}

function showFilter() {
  for (const [name, field] of Object.entries(filterFields)) if (field.value !== mapFilter[name]) field.value = mapFilter[name];
  for (const row of mapRows) row.hidden = !matches(row);
  const shown = mapRows.filter((row) => !row.hidden).length;
  const open = mapFilter.meets ? mapRows.filter((row) => answersTo(row, "open")).length : 0;
  const unknown = open ? ` Of ${open} it is not known.` : "";
  setText(byId("filter-count"), shown === mapRows.length ? "" : `${shown} of ${mapRows.length} tools match.${unknown}`);
}

function chip(text, says, press) {
  const button = make("button", { type: "button", className: "chip", ariaLabel: says }, isolated(text), " ×");
  button.addEventListener("click", press);
  return button;
}

function showChosenTools() {
  const bar = byId("chosen-tools");
  bar.hidden = !hiddenTools.size && !markedTool;
  const parts = [];
  if (markedTool) parts.push("Marked: ", chip(nameOf(markedTool), `Mark ${nameOf(markedTool)} no longer`, () => mark(markedTool)));
  if (hiddenTools.size) {
    parts.push("Hidden: ", ...[...hiddenTools].map((tool) => chip(nameOf(tool), `Show ${nameOf(tool)} again`, () => hide(tool))));
    parts.push(make("small", {}, "Points and places stay as they are."));
  }
  bar.replaceChildren(...parts);
}

function showChoice() {
  const those = (tools) => tools.map((tool) => `[data-tool="${CSS.escape(tool)}"]`).join();
  byId("hidden-tools").textContent = [
    hiddenTools.size ? `${those([...hiddenTools])} { display: none !important; }` : "",
    markedTool ? `${those([markedTool])} { --muted: var(--ink); background: var(--marked) !important; }` : "",
  ].join(" ");
  for (const row of mapRows) {
    const [marking] = row.querySelectorAll("button");
    marking.setAttribute("aria-pressed", String(row.dataset.tool === markedTool));
  }
  showFilter();
  showChosenTools();
  drawChartsAgain();
  drawCostsAgain();
  showSharing();
}

// Both are undone the way they are done.
function hide(tool) {
  if (!hiddenTools.delete(tool)) hiddenTools.add(tool);
  showChoice();
  keepAddress(addressed().place, "push");
  (byId("chosen-tools").querySelector("button:last-of-type") ?? toolMap.querySelector("button"))?.focus();
}

function mark(tool) {
  markedTool = markedTool === tool ? "" : tool;
  showChoice();
  keepAddress(addressed().place, "push");
}

// A tool that a link leads to is seen, even if it was hidden.
function showAgain(target) {
  const tool = target?.closest("[data-tool]")?.dataset.tool;
  if (tool !== undefined && hiddenTools.delete(tool)) showChoice();
}

toolMap.tHead.rows[0].append(make("th", { scope: "col" }, make("span", { className: "for-ears" }, "Mark or hide")));
for (const row of mapRows) {
  const name = nameOf(row.dataset.tool);
  const [marking, hiding] = [["Mark", mark, `Mark ${name} everywhere`], ["Hide", hide, `Hide ${name} everywhere`]].map(([text, press, says]) => {
    const button = make("button", { type: "button", className: "saving", ariaLabel: says }, text);
    button.addEventListener("click", () => press(row.dataset.tool));
    return button;
  });
  row.append(make("td", { className: "row-tools" }, marking, " ", hiding));
}
byId("filters").hidden = false;
for (const [name, field] of Object.entries(filterFields)) {
  field.addEventListener("input", () => {
    mapFilter[name] = field.value;
    showFilter();
    keepAddress(addressed().place, name === "find" ? "replace" : "push");
  });
}
