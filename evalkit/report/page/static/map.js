// The two pictures that stand first, as tables: stacks by criteria and tools by tasks. Their numbers and shades follow the weights.

const stackHeat = document.querySelector("[data-heat=stacks]");
const toolMap = document.querySelector("[data-heat=tools]");

// Points of a stack in one criterion: the mean over the tasks that have it, by the tasks' weights; null where none has it.
function criterionOfStack(stack, at, held = weightsHeld()) {
  const data = weighingData();
  const parts = data.tasks.map((task) => [held.tasks[task.id], task.rows.find((row) => row.id === stack.tools[task.id])?.parts[at] ?? null]);
  return parts.some(([, part]) => part !== null) ? weigh(parts) : null;
}

// How strong the colour of a cell is, from 0 to 100.
const shadeOf = (points) => (isUnknown(points) ? "0" : ((points[0] + points[1]) / 2).toFixed(2));

function setHeat(link, points) {
  link.style.setProperty("--points", shadeOf(points));
  setText(link, wholeText(points));
}

// Where nothing of a criterion counts.
function setHeatless(link) {
  link.style.setProperty("--points", "0");
  setText(link, "–");
}

function showStackHeat() {
  const body = stackHeat.tBodies[0];
  const rows = new Map([...body.rows].map((row) => [row.dataset.name, row]));
  const held = weightsHeld();
  const ordered = rankings.stacks.map((place) => {
    const row = rows.get(place.id);
    const stack = weighingData().stacks.find((one) => one.id === place.id);
    const [all, ...cells] = [...row.cells].slice(1).map((cell) => cell.querySelector("a"));
    setHeat(all, place.points);
    row.classList.toggle("out", place.rank === null);
    cells.forEach((link, at) => {
      const points = link && criterionOfStack(stack, at, held);
      if (points) setHeat(link, points);
      else if (link) setHeatless(link);
    });
    return row;
  });
  if (ordered.some((row, at) => body.rows[at] !== row)) body.replaceChildren(...ordered);
}

function showToolMap() {
  for (const [task, ranking] of rankings.tasks) {
    for (const place of ranking) {
      const { link, number, small } = cellsOfMap().get(task).get(place.id);
      link.style.setProperty("--points", shadeOf(place.points));
      setText(number, wholeText(place.points));
      setText(small, ordinalText(place.rank));
    }
  }
}

// Where the map is no wider than its place, that place need not scroll, so that the tasks can stay in sight above the rows.
const mapPlace = toolMap.parentElement;
const mapWatcher = new ResizeObserver(() => mapPlace.classList.toggle("whole", toolMap.offsetWidth <= mapPlace.clientWidth));
for (const one of [toolMap, mapPlace]) mapWatcher.observe(one);

let mapCells = null;
// The cells of the map by task and tool, looked up once.
function cellsOfMap() {
  if (mapCells) return mapCells;
  mapCells = new Map(weighingData().tasks.map((task) => [task.id, new Map()]));
  for (const link of toolMap.querySelectorAll("a[data-in]")) {
    mapCells.get(link.dataset.in).set(link.closest("tr").dataset.tool, { link, number: link.querySelector("b"), small: link.querySelector("small") });
  }
  return mapCells;
}
follow(stackHeat, showStackHeat);
follow(toolMap, showToolMap, true); // a hundred tools in twenty tasks are two thousand cells
