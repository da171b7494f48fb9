// Rankings as tables: rows that follow the weights. A long table shows its first places only, whoever holds them; the rows
// of the others are made when they rise that far, or when a reader asks for all.

// What changes in each row of a ranking, looked up once.
const changing = new WeakMap();
function partsOf(row) {
  const [place, why, value, bar, first] = [".place", ".why", ".value", ".bar", ".first"].map((name) => row.querySelector(name));
  return { row, place, why, value, bar, first };
}
function rowsOf(table) {
  if (!changing.has(table)) changing.set(table, new Map([...table.tBodies[0].rows].map((row) => [row.dataset.name, partsOf(row)])));
  return changing.get(table);
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A row like the table's first one, for another tool: its cells stand in the same order.
function madeRow(table, id) {
  const task = weighingData().tasks.find((one) => one.id === table.dataset.ranking);
  const own = task.rows.find((one) => one.id === id);
  const row = table.tBodies[0].rows[0].cloneNode(true);
  row.dataset.name = row.dataset.tool = id;
  row.id = linkTo("at", task.id, id);
  row.querySelector(".value").href = `#${linkTo("points", task.id, id)}`;
  const baseline = id === task.baseline ? [" ", make("small", {}, "baseline")] : [];
  row.querySelector("th").replaceChildren(anchorTo(linkTo("tool", id), own.name), ...notedBy(own.notes), ...baseline, make("small", { className: "why" }));
  const levels = [...row.cells].slice(3);
  const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.criterion);
  (own.whole ?? own.parts).forEach((part, at) => {
    const criterion = weighingData().criteria[at].id;
    row.cells[columns.indexOf(criterion)]?.replaceChildren(part
      ? make("a", { href: `#${linkTo("points", task.id, id, criterion)}` }, pointsText(part))
      : make("span", { title: "does not apply to this task" }, "–"));
  });
  own.levels.forEach(([level, status, word], at) => {
    const outcome = levels[at].firstElementChild;
    outcome.className = `outcome ${status}`;
    outcome.href = `#${linkTo("implementation", task.id, id, level)}`;
    outcome.querySelector("use").setAttribute("href", `#icon-${status}`);
    outcome.lastChild.data = word;
  });
  showCriteria(row, task, own);
  return row;
}

// What a row's tool has in each criterion; where nothing of one counts there is a dash.
function showCriteria(row, task, own) {
  own.parts.forEach((part, at) => {
    const link = row.querySelector(`a[href="#${linkTo("points", task.id, own.id, weighingData().criteria[at].id)}"]`);
    if (link) setText(link, part ? pointsText(part) : "–");
  });
}

function setBar(bar, [low, high]) {
  const style = `--low:${low.toFixed(2)};--high:${high.toFixed(2)}`;
  if (bar.getAttribute("style") !== style) bar.setAttribute("style", style);
}

// How often each comes first, as far as that has been drawn.
function showShares(table, shares) {
  for (const [id, { first }] of rowsOf(table)) setText(first, shares?.[id] ? sharesText(shares[id]) : "");
}

function showRanking(table, ranking) {
  const body = table.tBodies[0];
  const rows = rowsOf(table);
  const shown = table.dataset.most ? ranking.slice(0, Number(table.dataset.most)) : ranking;
  const ordered = shown.map((own) => {
    if (!rows.has(own.id)) rows.set(own.id, partsOf(madeRow(table, own.id)));
    const { row, place, why, value, bar } = rows.get(own.id);
    setText(place, rankText(own.rank));
    setText(why, own.why);
    setText(value, pointsText(own.points));
    setBar(bar, own.points);
    return row;
  });
  if (ordered.length !== body.rows.length || ordered.some((row, at) => body.rows[at] !== row)) {
    const held = document.activeElement;
    body.replaceChildren(...ordered);
    if (body.contains(held)) held.focus({ preventScroll: true });
  }
}

// The table with all its rows.
function whole(table) {
  renewPlace(table);
  if (!table.dataset.most) return table;
  delete table.dataset.most;
  document.querySelector(`[data-rest="${CSS.escape(table.dataset.ranking)}"]`).remove();
  showTaskTable(table);
  return table;
}

function showTaskTable(table) {
  const { ranking: task } = table.dataset;
  showRanking(table, rankings.of(task));
  if (firstsNow) showShares(table, firstsNow.tasks[task]);
}
for (const table of document.querySelectorAll(".task [data-ranking]")) follow(table, () => showTaskTable(table));

for (const rest of document.querySelectorAll("[data-rest]")) {
  rest.querySelector("button").addEventListener("click", () => {
    const table = document.querySelector(`[data-ranking="${CSS.escape(rest.dataset.rest)}"]`);
    const next = table.tBodies[0].rows.length;
    whole(table).tBodies[0].rows[next].querySelector("a").focus();
  });
}
