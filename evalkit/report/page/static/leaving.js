// Leaving one thing out: a criterion, a metric or a task, whatever the weights. The address keeps it as 'out=metric/code.lines'.

const leaving = byId("leave-out");
let leftOut = ""; // 'criteria/…', 'metric/…' or 'tasks/…'; empty where all counts

const [leftKind, leftName] = [() => leftOut.split("/")[0], () => leftOut.split("/").slice(1).join("/")];
const leftTitle = () => [...leaving.options].find((option) => option.value === leftOut)?.textContent ?? "";

// The weights without the criterion or the task that is left out.
function withoutLeft(weights) {
  const kind = leftKind();
  if (kind !== "criteria" && kind !== "tasks") return weights;
  return { ...weights, [kind]: { ...weights[kind], [leftName()]: 0 } };
}

// What a tool has in a task, criterion by criterion, without a metric: what Python made of each entry is in the evidence.
function partsWithout(task, row, metric) {
  const { entries, tools } = evidenceData();
  const scored = tools[row.id]?.scored[task];
  if (!scored) return row.whole;
  return row.whole.map((part, at) => {
    if (part === null || !entries[at].some((entry) => entry.metric === metric)) return part;
    const kept = entries[at].flatMap((entry, place) => {
      const { points } = scored[at][place];
      if (entry.metric === metric || points === undefined) return [];
      return [[entry.weight, Array.isArray(points) ? [...points, 0] : [points, points, 1]]];
    });
    return kept.some(([weight]) => weight > 0) ? weigh(kept) : null;
  });
}

let metricLeft = "";
// The rows as they are without the metric that is left out; nothing to do where it is left out already.
function leaveMetric() {
  const metric = leftKind() === "metric" ? leftName() : "";
  if (metric === metricLeft) return;
  metricLeft = metric;
  for (const task of weighingData().tasks) {
    for (const row of task.rows) {
      row.whole ??= row.parts;
      row.parts = metric ? partsWithout(task.id, row, metric) : row.whole;
    }
    const table = document.querySelector(`.task [data-ranking="${CSS.escape(task.id)}"]`);
    const own = new Map(task.rows.map((row) => [row.id, row]));
    for (const row of table.tBodies[0].rows) showCriteria(row, task, own.get(row.dataset.name));
  }
}

// Takes it from an address; says whether that changes anything.
function takeLeftOut(given) {
  const before = leftOut;
  const wanted = given.get("out") ?? "";
  leftOut = [...leaving.options].some((option) => option.value === wanted) ? wanted : "";
  leaving.value = leftOut;
  return leftOut !== before;
}

function leaveOut(what) {
  leftOut = what;
  leaving.value = what;
}

leaving.closest("[hidden]").hidden = false;
leaving.addEventListener("input", () => {
  leaveOut(leaving.value);
  show();
  keepAddress(addressed().place, "push");
});
