"use strict";
// The weighted mean and the rule for ranks, as evalkit.scoring has them; pure functions of data and weights.

const NEARLY = 1e-9;

// parts: [low, high, coverage] or null, which does not apply and weighs nothing; `weightOf` tells the weight of the n-th.
// Without lists of pairs, since rows are weighed a hundred thousand times while a weight moves.
function weighParts(parts, weightOf) {
  let total = 0, low = 0, high = 0, coverage = 0;
  for (let at = 0; at < parts.length; at += 1) {
    const [weight, part] = [weightOf(at), parts[at]];
    if (part === null || !(weight > 0)) continue;
    total += weight;
    low += weight * part[0];
    high += weight * part[1];
    coverage += weight * part[2];
  }
  return total > 0 ? [low / total, high / total, coverage / total] : [0, 100, 0];
}

// The same of [weight, part] pairs.
const weigh = (pairs) => weighParts(pairs.map(([, part]) => part), (at) => pairs[at][0]);

// How many numbers of a sorted list are more than `value`.
function countAbove(sorted, value) {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] > value) to = middle;
    else from = middle + 1;
  }
  return sorted.length - from;
}

// Best first. A rank is [best, worst]: 1 + those surely above, 1 + those possibly above; null where there is a `why`.
function ranked(found) {
  const counted = found.filter((place) => !place.why);
  const [lows, highs] = [0, 1].map((side) => Float64Array.from(counted, ({ points }) => points[side]).sort());
  for (const own of found) {
    const [low, high] = own.points;
    const itself = high > low + NEARLY ? 1 : 0; // nobody is above oneself
    own.rank = own.why ? null : [1 + countAbove(lows, high + NEARLY), 1 + countAbove(highs, low + NEARLY) - itself];
  }
  const middle = (place) => place.points[0] + place.points[1];
  return found.sort((a, b) => (a.rank === null) - (b.rank === null) || middle(b) - middle(a) || (a.id < b.id ? -1 : 1));
}

function tooLittle(coverage, data) {
  if (coverage >= data.leastCoverage - NEARLY) return "";
  return data.tooLittle.replace("{share}", percent(coverage));
}

// Whole percents, halves to the even one, as Python rounds.
function percent(share) {
  const whole = Math.round(share * 100);
  return `${share * 100 - Math.floor(share * 100) === 0.5 && whole % 2 ? whole - 1 : whole}%`;
}

const weighRow = (row, data, weights) => weighParts(row.parts, (at) => weights.criteria[data.criteria[at].id]);

function rankTools(task, data, weights) {
  return ranked(task.rows.map((row) => {
    const points = weighRow(row, data, weights);
    const out = row.competes && weights.out?.[`${task.id}/${row.id}`];
    const why = row.competes ? out || tooLittle(points[2], data) : data.onlyBaseline;
    return { id: row.id, name: row.name, points, why, isOut: Boolean(out) };
  }));
}

const stackRows = new WeakMap();
// For each stack its tools' rows, task by task; undefined where it has none.
function rowsOfStacks(data) {
  if (!stackRows.has(data)) {
    const byTool = data.tasks.map((task) => new Map(task.rows.map((row) => [row.id, row])));
    stackRows.set(data, data.stacks.map((stack) => data.tasks.map((task, at) => byTool[at].get(stack.tools[task.id]))));
  }
  return stackRows.get(data);
}

function rankStacks(data, weights, weighed = (row) => weighRow(row, data, weights)) {
  const rows = rowsOfStacks(data);
  return ranked(data.stacks.map((stack, at) => {
    const missing = data.tasks.filter((_, task) => !rows[at][task]).map((task) => task.id);
    const parts = data.tasks.map((task, place) => [weights.tasks[task.id], rows[at][place] ? weighed(rows[at][place]) : null]);
    const points = weigh(parts);
    const out = [...new Set(Object.entries(stack.tools).filter(([task, tool]) => weights.out?.[`${task}/${tool}`]).map(([, tool]) => tool))].sort();
    const lacking = missing.length ? data.partsMissing.replace("{tasks}", missing.join(", ")) : tooLittle(points[2], data);
    const why = out.length ? `out because of ${out.join(", ")}` : lacking;
    return { id: stack.id, name: stack.name, points, why, isOut: out.length > 0 };
  }));
}

const isSurelyFirst = (place) => place.rank !== null && place.rank[1] === 1;

const sumOf = (weights) => Object.values(weights).reduce((sum, weight) => sum + weight, 0);

// The share that one of these weights is of all.
function shareOf(weights, id) {
  const total = sumOf(weights);
  return total > 0 ? weights[id] / total : 0;
}

// What one of these weights has to be for this share of all (from 0 to below 1), the others as they are; null where no
// other one weighs anything: then its share is 1 whatever it weighs.
function weightFor(weights, id, share) {
  const others = sumOf({ ...weights, [id]: 0 });
  return others > 0 ? (share / (1 - share)) * others : null;
}
