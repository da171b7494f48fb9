// Two tools or two stacks side by side, on the tasks that both have.

const MOST_TASKS = 3; // a sentence names only so many tasks, and counts more
const versusPickers = ["one", "other"].map((side) => document.querySelector(`[data-versus="${side}"]`));

// What stands for a tool or a stack in a task: its row there, if it has one.
function rowIn(task, kind, id) {
  const tool = kind === "tool" ? id : weighingData().stacks.find((stack) => stack.id === id)?.tools[task.id];
  return task.rows.find((row) => row.id === tool);
}

function contender(value) {
  const [kind, ...rest] = value.split("/");
  const id = rest.join("/");
  const name = kind === "tool" ? nameOf(id) : weighingData().stacks.find((stack) => stack.id === id)?.name ?? id;
  const notes = kind === "tool" ? weighingData().tasks.flatMap((task) => task.rows).find((row) => row.id === id)?.notes : [];
  return { kind, id, name, notes };
}

// Points of a criterion over some tasks, by the tasks' weights as they stand; null where it applies to none of them.
function criterionOver(shared, at, side) {
  const parts = shared.map(([task, ...rows]) => [weightsHeld().tasks[task.id], rows[side].parts[at]]);
  if (parts.every(([weight, part]) => part === null || !(weight > 0))) return null;
  return weigh(parts);
}

// How far the one that is ahead lies ahead, in points, as a bar towards its side and as a number; nothing where they are level.
function differenceBar(one, other, sides) {
  const gap = (one[0] + one[1] - other[0] - other[1]) / 2;
  const bar = make("span", { className: `gap ${gap >= 0 ? "first" : "second"}`, ariaHidden: "true" });
  bar.style.setProperty("--gap", Math.abs(gap).toFixed(2));
  return make("span", { className: "ahead" }, bar, make("small", {}, ...(isTie(gap) ? ["level"] : [make("span", { className: "for-ears" }, `${sides[gap > 0 ? 0 : 1].name} `), oneDigit(Math.abs(gap))])));
}

// What the bars of a table say.
const sidesOf = (one, other) => `A bar to the left: ${one.name} is ahead. To the right: ${other.name}.`;

function versusTotals(shared, one, other) {
  const data = weighingData();
  const rows = data.criteria.map((criterion, at) => {
    const [first, second] = [0, 1].map((side) => criterionOver(shared, at, side));
    if (!first || !second) return [isolated(criterion.title), "does not apply", "", ""];
    return [isolated(criterion.title), pointsText(first), differenceBar(first, second, [one, other]), pointsText(second)];
  });
  const totals = [0, 1].map((side) => weigh(shared.map(([task, ...those]) => [weightsHeld().tasks[task.id], weighRow(those[side], data, weightsHeld())])));
  rows.unshift(["All criteria, as weighed now", pointsText(totals[0]), differenceBar(...totals, [one, other]), pointsText(totals[1])]);
  return tableOf(`Points by criterion over the shared tasks. ${sidesOf(one, other)}`, ["Criterion", headOf(one), "Ahead, in points", headOf(other)], rows);
}

const headOf = (one) => make("span", {}, isolated(one.name), ...notedBy(one.notes));
const valueOf = (figure) => make("span", {}, anchorTo(figure.link, figure.shown), reasonOf(figure.reason));

function versusTask([task, first, second]) {
  const data = weighingData();
  const rows = data.criteria.flatMap((criterion, at) => {
    const theirs = scoredFigures(at, task.id, second.id);
    return scoredFigures(at, task.id, first.id).map((mine, place) => {
      const other = theirs[place];
      const [title, arrow] = evidenceData().metrics[mine.entry.metric];
      const ahead = mine.points && other.points ? differenceBar(mine.points, other.points, [first, second]) : "";
      return [make("span", {}, `${title} ${arrow}`, make("small", {}, isolated(criterion.title))), valueOf(mine), ahead, valueOf(other)];
    });
  });
  return make("details", {}, make("summary", {}, isolated(task.title), `: every metric`),
    tableOf(`Every metric in ${task.title}. ${sidesOf(first, second)}`, ["Metric", headOf(first), "Ahead, in points", headOf(second)], rows));
}

// In words the tasks that both have: all, or many of them, or each by its title, in quotes, since titles are sentences.
function whereShared(tasks) {
  const all = weighingData().tasks.length;
  if (all > 1 && tasks.length === all) return [`all ${all} tasks`];
  if (tasks.length > MOST_TASKS) return [`${tasks.length} of ${all} tasks`];
  return tasks.flatMap((task, at) => [at ? (at === tasks.length - 1 ? " and " : ", ") : "", "“", isolated(task.title), "”"]);
}

// Says in which tasks one of them earned nothing, since the points of the other tasks alone may tell another story.
function withoutPoints(shared, sides) {
  return sides.flatMap((side, at) => {
    const none = shared.filter(([, ...rows]) => weighRow(rows[at], weighingData(), weightsHeld())[1] < NEARLY).map(([task]) => task);
    return none.length && none.length < shared.length ? [" ", isolated(side.name), " earned no points in ", ...whereShared(none), "."] : [];
  });
}

function showVersus() {
  const body = byId("versus-body");
  const [one, other] = versusPickers.map((picker) => contender(picker.value));
  const shared = weighingData().tasks
    .map((task) => [task, rowIn(task, one.kind, one.id), rowIn(task, other.kind, other.id)])
    .filter(([, first, second]) => first && second);
  if (!shared.length) {
    body.replaceChildren(make("p", {}, "They share no task, so nothing can be compared."));
    return;
  }
  const wins = [0, 0];
  let both = 0;
  weighingData().criteria.forEach((_, at) => {
    const [first, second] = [0, 1].map((side) => criterionOver(shared, at, side));
    if (!first || !second) return;
    both += 1;
    if (first[0] > second[1] && !isTie(first[0] - second[1])) wins[0] += 1;
    if (second[0] > first[1] && !isTie(second[0] - first[1])) wins[1] += 1;
  });
  const where = whereShared(shared.map(([task]) => task));
  body.replaceChildren(
    make("p", {}, "On ", ...where, ": ", isolated(one.name), ` certainly has more points in ${wins[0]} of ${both} criteria that apply, `, isolated(other.name), ` in ${wins[1]}.`, ...withoutPoints(shared, [one, other])),
    costsCompared(shared, one, other),
    versusTotals(shared, one, other),
    ...shared.map(versusTask),
  );
}

// '#versus/tool/pandas/tool/tfdv' chooses the two.
function chooseVersus(kindOne, idOne, kindOther, idOther) {
  [[kindOne, idOne], [kindOther, idOther]].forEach(([kind, id], at) => {
    const wanted = [...versusPickers[at].options].find((option) => {
      const [ofKind, ...rest] = option.value.split("/");
      return ofKind === kind && plain(rest.join("/")) === id;
    });
    if (wanted) versusPickers[at].value = wanted.value;
  });
  showVersus();
}

function startVersus() {
  const kinds = versusPickers[0].options;
  versusPickers[0].value = kinds[0].value;
  versusPickers[1].value = kinds[Math.min(1, kinds.length - 1)].value;
  for (const picker of versusPickers) {
    picker.addEventListener("change", () => {
      showVersus();
      keepAddress(linkTo("versus", ...versusPickers.flatMap(({ value }) => [value.split("/")[0], value.split("/").slice(1).join("/")])));
    });
  }
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    showVersus();
  }, { rootMargin: "600px" }).observe(byId("versus"));
}
