// Cost against value: for each task a drawing of its tools by any two measures, with the line of those that nobody beats in both.

const PLOT = { width: 340, height: 270, left: 42, right: 16, top: 26, bottom: 40 };
const LONGEST_NAME = 30;
const MOST_NAMES = 14; // with more tools in a drawing, only those on the line are named, and the marked one

const costAxes = { x: byId("cost-x"), y: byId("cost-y") };
// What an axis can show: more points are better, and less of everything else, which stands at a place of the data.
const MEASURES = Object.fromEntries([...(costAxes.x?.options ?? [])].map(({ value, textContent, dataset }) =>
  [value, dataset.at === undefined ? { title: textContent, more: true } : { title: textContent, at: Number(dataset.at) }]));
const costPlaces = [...document.querySelectorAll("[data-cost]")];

function svgElement(tag, fields = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(fields)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// The tools of a task that have both measures, as {id, name, x, y}.
function costDots(task, x, y) {
  const [data, held] = [weighingData(), weightsHeld()];
  const known = evidenceData().costs[task.id] ?? {};
  const value = (row, measure) => {
    if (measure.at !== undefined) return known[row.id]?.[measure.at] ?? null;
    const [low, high, coverage] = weighRow(row, data, held);
    return coverage >= data.leastCoverage - NEARLY ? (low + high) / 2 : null;
  };
  return task.rows.filter((row) => !hiddenTools.has(row.id))
    .map((row) => ({ id: row.id, name: row.name, x: value(row, x), y: value(row, y) }))
    .filter((dot) => dot.x !== null && dot.y !== null);
}

// Those that no other one beats: no worse in both measures, and better in one.
function unbeaten(dots, x, y) {
  const gain = (measure, one, other) => (measure.more ? one - other : other - one);
  const beats = (one, other) => {
    const gains = [gain(x, one.x, other.x), gain(y, one.y, other.y)];
    return gains.every((each) => each >= -NEARLY) && gains.some((each) => each > NEARLY);
  };
  return dots.filter((dot) => !dots.some((other) => beats(other, dot))).sort((a, b) => a.x - b.x || a.y - b.y);
}

const shortName = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);
const betterOf = ({ more }) => (more ? "more is better" : "less is better");
const shortNumber = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2))));

// From values to pixels, with marks at round numbers: costs by their logarithms, points evenly.
function scaleOf(values, isLog, from, to) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const bend = isLog && low > 0 ? Math.log10 : (value) => value;
  if (bend === Math.log10) [low, high] = [low / 1.25, high * 1.25];
  else [low, high] = [Math.max(0, 10 * Math.floor(low / 10 - 0.2)), 10 * Math.ceil(high / 10 + 0.2)];
  const place = (value) => from + ((bend(value) - bend(low)) / (bend(high) - bend(low) || 1)) * (to - from);
  let marks = [];
  if (bend === Math.log10) {
    for (const digits of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]]) {
      marks = [];
      for (let ten = Math.floor(Math.log10(low)); ten <= Math.ceil(Math.log10(high)); ten += 1) {
        for (const digit of digits) if (digit * 10 ** ten >= low && digit * 10 ** ten <= high) marks.push(digit * 10 ** ten);
      }
      if (marks.length >= 3) break;
    }
  } else {
    const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000].find((one) => (high - low) / one <= 5) ?? high - low;
    for (let at = Math.ceil(low / step) * step; at <= high; at += step) marks.push(at);
  }
  return { place, marks };
}

// Names beside their dots: each where it covers neither a dot nor another name, or as little of them as can be.
const LETTER = 7.2; // about how wide one is
const OFFSETS = Array.from({ length: 21 }, (_, at) => 4 * (at - 10));
function namePlaces(named, dots) {
  const taken = dots.map(({ px, py }) => [px - 6, py - 6, px + 6, py + 6]);
  const shared = (one, other) => Math.max(0, Math.min(one[2], other[2]) - Math.max(one[0], other[0])) * Math.max(0, Math.min(one[3], other[3]) - Math.max(one[1], other[1]));
  return named.map((dot) => {
    const wide = LETTER * shortName(dot.name).length;
    const [best] = OFFSETS.flatMap((off) => [false, true].map((isLeft) => {
      const [x, y] = [dot.px + (isLeft ? -9 : 9), dot.py + 4 + off];
      const box = [isLeft ? x - wide : x, y - 10, isLeft ? x : x + wide, y + 3];
      const outside = box[0] < 0 || box[2] > PLOT.width || box[1] < 4 || box[3] > PLOT.height - PLOT.bottom;
      return { dot, isLeft, x, y, box, cost: taken.reduce((sum, other) => sum + shared(box, other), 0) + Math.abs(off) + isLeft + (outside ? 1000 : box[0] < PLOT.left ? 30 : 0) };
    })).sort((one, other) => one.cost - other.cost);
    taken.push(best.box);
    return best;
  });
}

function drawCost(figure) {
  const task = weighingData().tasks.find((one) => one.id === figure.dataset.cost);
  const [nameX, nameY] = [costAxes.x.value, costAxes.y.value];
  const [x, y] = [MEASURES[nameX], MEASURES[nameY]];
  const dots = costDots(task, x, y);
  figure.dataset.drawn = "yes";
  const place = figure.querySelector(".plot");
  if (!dots.length) {
    place.replaceChildren(make("p", {}, "No tool of this task has both."));
    return;
  }
  const { width, height, left, right, top, bottom } = PLOT;
  const across = scaleOf(dots.map((dot) => dot.x), !x.more, left, width - right);
  const up = scaleOf(dots.map((dot) => dot.y), !y.more, height - bottom, top);
  for (const dot of dots) [dot.px, dot.py] = [across.place(dot.x), up.place(dot.y)];
  const front = unbeaten(dots, x, y);
  const said = (dot) => `${dot.name}: ${shortNumber(dot.x)} ${x.title}, ${shortNumber(dot.y)} ${y.title}`;
  const grid = [
    ...across.marks.flatMap((mark) => [
      svgElement("line", { x1: across.place(mark), x2: across.place(mark), y1: top, y2: height - bottom, class: "grid" }),
      svgElement("text", { x: across.place(mark), y: height - bottom + 16, "text-anchor": "middle" }, shortNumber(mark)),
    ]),
    ...up.marks.flatMap((mark) => [
      svgElement("line", { x1: left, x2: width - right, y1: up.place(mark), y2: up.place(mark), class: "grid" }),
      svgElement("text", { x: left - 6, y: up.place(mark) + 4, "text-anchor": "end" }, shortNumber(mark)),
    ]),
    svgElement("text", { x: width - right, y: height - 6, "text-anchor": "end" }, `${x.title}, ${betterOf(x)}`),
    svgElement("text", { x: left, y: top - 10 }, `${y.title}, ${betterOf(y)}`),
  ];
  const line = front.length > 1 ? [svgElement("polyline", { points: front.map((dot) => `${dot.px.toFixed(1)},${dot.py.toFixed(1)}`).join(" "), class: "front" })] : [];
  const marks = dots.map((dot) => svgElement("a", { href: `#${linkTo("at", task.id, dot.id)}`, "aria-label": said(dot) },
    svgElement("title", {}, said(dot)),
    svgElement("circle", { cx: dot.px, cy: dot.py, r: 12, class: "reach" }),
    svgElement("circle", { cx: dot.px, cy: dot.py, r: 5, class: front.includes(dot) ? "dot best" : "dot" })));
  const named = dots.length <= MOST_NAMES ? dots : dots.filter((dot) => front.includes(dot) || dot.id === markedTool);
  const placed = namePlaces(named, dots);
  const leaders = placed.filter(({ dot, y: level }) => Math.abs(level - 4 - dot.py) > 12)
    .map(({ dot, x: at, y: level }) => svgElement("line", { x1: dot.px, y1: dot.py, x2: at, y2: level - 4, class: "leader" }));
  const names = placed.map(({ dot, isLeft, x: at, y: level }) =>
    svgElement("text", { x: at, y: level, "text-anchor": isLeft ? "end" : "start", class: dot.id === markedTool ? "name marked" : "name", "aria-hidden": "true" }, shortName(dot.name)));
  const rows = [...dots].sort((a, b) => a.x - b.x).map((dot) => [dot.name, shortNumber(dot.x), shortNumber(dot.y), front.includes(dot) ? "nobody" : "somebody"]);
  const title = `${x.title} against ${y.title}: ${task.title}`;
  const table = make("details", {}, make("summary", {}, "The same as a table"));
  table.addEventListener("toggle", () => table.open && table.children.length === 1
    && table.append(tableOf(title, ["Tool", x.title, y.title, "Beaten in both by"], rows, [false, true, true, false])));
  place.replaceChildren(
    svgElement("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": title }, ...grid, ...line, ...leaders, ...names, ...marks),
    table,
  );
}

const costInSight = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) if (isIntersecting && !target.dataset.drawn) drawCost(target);
}, { rootMargin: "300px" });

// What was drawn is drawn again when it is next seen, which is at once for what is in sight.
function drawCostsAgain() {
  for (const figure of costPlaces) {
    delete figure.dataset.drawn;
    costInSight.unobserve(figure);
    costInSight.observe(figure);
  }
}

byId("cost-axes").hidden = false;
for (const axis of Object.values(costAxes)) axis.addEventListener("change", drawCostsAgain);
for (const figure of costPlaces) costInSight.observe(figure);
window.addEventListener("beforeprint", () => costPlaces.forEach((figure) => figure.dataset.drawn || drawCost(figure)));
