// What two tools cost, side by side, in plain numbers: size on disk, time, memory, lines and concepts. A difference in time is
// called one only where the test of all pairs of the task finds it; the typical ratio and its interval follow from the samples,
// as evalkit.scoring.paired_timings has them.

// How many averages to drop at either end for a 95 % interval: ranks' sums below which at most 2.5 % lie.
function averagesDropped(count, mostExact) {
  if (count > mostExact) {
    const [mean, deviation] = [(count * (count + 1)) / 4, Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24)];
    return Math.max(Math.floor(mean - 1.959963984540054 * deviation - 0.5), 0);
  }
  let shares = [1];
  for (let rank = 1; rank <= count; rank += 1) {
    shares = Array.from({ length: shares.length + rank }, (_, total) => ((shares[total] ?? 0) + (shares[total - rank] ?? 0)) / 2);
  }
  let [total, below] = [0, shares[0]];
  while (below <= 0.025) below += shares[(total += 1)];
  return Math.max(total - 1, 0);
}

// The typical ratio of times that were taken in the same blocks, and its 95 % interval, null where there are too few.
function typicalRatio(first, second, { fewest, mostExact }) {
  const logs = first.map((seconds, at) => Math.log(seconds / second[at]));
  const averages = Float64Array.from(logs.flatMap((one, at) => logs.slice(at).map((other) => (one + other) / 2))).sort();
  const [below, above] = [averages[(averages.length - 1) >> 1], averages[averages.length >> 1]];
  const dropped = averagesDropped(logs.length, mostExact);
  const interval = logs.length < fewest ? null : [averages[dropped], averages[averages.length - 1 - dropped]].map(Math.exp);
  return { ratio: Math.exp((below + above) / 2), interval };
}

// Whether the times of two rows of a task really differ: their bit among those of all pairs.
function isReal(task, one, other) {
  const { real } = evidenceData().compared.times[task.id];
  if (!real) return false;
  const [low, high] = [task.rows.indexOf(one), task.rows.indexOf(other)].sort((a, b) => a - b);
  const bit = low * task.rows.length - (low * (low + 1)) / 2 + high - low - 1;
  return Boolean((atob(real).charCodeAt(bit >> 3) >> (bit & 7)) & 1);
}

const THIN_THOUSANDS = /\B(?=(\d{3})+$)/g;
const timesText = (ratio) => (ratio >= 10 ? `${ratio.toFixed(0).replace(THIN_THOUSANDS, thin)}×` : `${Number(ratio.toPrecision(3))}×`);
const spanText = ([low, high]) => `${timesText(low)} to ${timesText(high)}`;
const turned = (value, turn) => (turn ? 1 / value : value);

// Two times in words: who takes how many times as long as the other, or that this cannot be told, and why.
function timesCompared(task, rows, numbers, names) {
  const { times, ...known } = evidenceData().compared;
  const { blocks, needed, apart = [] } = times[task.id];
  const of = numbers.map((number) => number.samples ?? [number.exact]);
  const ran = `${blocks} block${blocks === 1 ? "" : "s"}${blocks < needed ? `, ${needed} needed` : ""}`;
  const paired = of[0].length === of[1].length && !rows.some((row) => apart.includes(row.id)) && of.flat().every((one) => one > 0);
  const found = paired ? typicalRatio(...of, known) : { ratio: numbers[0].exact / numbers[1].exact, interval: null };
  const turn = found.ratio < 1;
  const ratio = timesText(turned(found.ratio, turn));
  const ends = found.interval?.map((end) => turned(end, turn)).sort((a, b) => a - b);
  const interval = ends ? `95 % interval ${spanText(ends)}, unadjusted; ${ran}` : `no interval: ${paired ? ran : "not timed in the same blocks"}`;
  const slower = isolated(names[turn ? 1 : 0]);
  if (isReal(task, ...rows)) return make("span", {}, slower, `: ${ratio} as long`, make("small", {}, interval));
  return make("span", {}, "cannot tell", make("small", {}, slower, `: ${ratio}; ${interval}`));
}

// Two other values in words: how many times as much the larger one is.
function amountsCompared(numbers, names) {
  const [one, other] = numbers.map((number) => number.exact);
  if (one === other) return "the same";
  if (!(Math.min(one, other) > 0)) return "";
  const larger = one > other ? 0 : 1;
  const counted = ["s", "MB"].includes(numbers[0].unit) ? "much" : "many";
  return make("span", {}, isolated(names[larger]), `: ${timesText(Math.max(one, other) / Math.min(one, other))} as ${counted}`);
}

// One figure of two tools, which are named where a stack has several, as a row of the table; nothing where neither has a value, but for times: these say why.
function costRow(task, [metric, level], rows, names, isStack) {
  const { metrics, compared } = evidenceData();
  const [title, , , ofTool, effort] = metrics[metric];
  const of = ofTool ? ["", ""] : [task.id, level];
  const numbers = rows.map((row) => numberOf(row.id, ...of, metric));
  const isTime = metric === compared.figures[1][0];
  if (!numbers.some((number) => (isTime ? number : number?.exact !== undefined))) return [];
  const cells = numbers.map((number, side) => (number
    ? make("span", {}, anchorTo(linkTo("number", rows[side].id, ...of, metric), number.shown ?? statusWord(number.status)),
      reasonOf(number.shown === undefined ? number.reason : ""), isStack ? make("small", {}, isolated(names[side])) : "")
    : "not measured"));
  const known = numbers.every((number) => number?.exact !== undefined);
  const between = !known ? "" : isTime ? timesCompared(task, rows, numbers, names) : amountsCompared(numbers, names);
  const where = ofTool ? ["whatever the task"] : [isolated(task.title), `, ${level}${effort ? "; one author’s code each" : ""}`];
  return [[make("span", {}, title, make("small", {}, ...where)), cells[0], between, cells[1]]];
}

// `shared` are [task, row of one, row of the other].
function costsCompared(shared, one, other) {
  const names = [one.name, other.name];
  const seen = new Set();
  const rows = shared.flatMap(([task, ...those]) => {
    if (those[0].id === those[1].id) return [[isolated(task.title), isolated(those[0].name), "the same tool", isolated(those[1].name)]];
    const pair = those.map((row) => row.id).join("/");
    const [ofTool, ...others] = evidenceData().compared.figures;
    const isStack = one.kind !== "tool";
    const labels = isStack ? those.map((row) => row.name) : names;
    const first = seen.has(pair) ? [] : costRow(task, ofTool, those, labels, isStack);
    seen.add(pair);
    return [...first, ...others.flatMap((figure) => costRow(task, figure, those, labels, isStack))];
  });
  const table = tableOf("What each costs, in plain numbers; times are medians", ["Cost", headOf(one), "Compared", headOf(other)], rows);
  table.classList.add("costs-compared");
  return table;
}
