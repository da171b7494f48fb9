// How often each tool or stack comes first when weights and values are drawn by chance, as evalkit.scoring.smaa has it:
// weights from a Dirichlet distribution around those of the page, values from the draws that Python made and embedded.

const MOST_WORK = 24e6; // products a scan may take: some hundredths of a second

// A small generator of uniform numbers with a fixed seed (Mulberry32): the same page always shows the same shares.
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

// Marsaglia and Tsang 2000, with their boost for shapes below 1.
function gamma(shape, random) {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

// Weights around `held`, in proportion; a weight of 0 stays 0.
function drawnWeights(held, concentration, random) {
  const total = held.reduce((sum, weight) => sum + weight, 0);
  return held.map((weight) => (weight > 0 ? gamma((concentration * weight) / total, random) : 0));
}

const ofDraws = new WeakMap();
// The draws of one row, as [criterion, low, high] for each criterion that applies: lists of points, of one where they never vary.
function drawsOf(row) {
  if (!ofDraws.has(row)) {
    ofDraws.set(row, row.parts.flatMap((part, at) => {
      if (part === null) return [];
      const [low, high = low] = row.draws?.[at]?.map(pointsDrawn) ?? [Float32Array.of(part[0]), Float32Array.of(part[1])];
      return [[at, low, high]];
    }));
  }
  return ofDraws.get(row);
}

function pointsDrawn(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const whole = new Uint16Array(bytes.buffer);
  return Float32Array.from(whole, (value) => (value / 65535) * 100);
}

// The points [low, high] of every row of a task in one draw, written into `into`.
function weighDraw(rows, weights, value, into) {
  for (let at = 0; at < rows.length; at += 1) {
    let total = 0, least = 0, most = 0;
    for (const [criterion, low, high] of rows[at]) {
      const weight = weights[criterion];
      if (!(weight > 0)) continue;
      total += weight;
      least += weight * low[low.length === 1 ? 0 : value % low.length];
      most += weight * high[high.length === 1 ? 0 : value % high.length];
    }
    into[2 * at] = total > 0 ? least / total : 0;
    into[2 * at + 1] = total > 0 ? most / total : 100;
  }
}

// Adds to `first` who comes first, with what is missing counted against each and for each; ties are shared.
function countFirst(points, counted, first) {
  for (const [side, other] of [[0, 1], [1, 0]]) {
    // The most that anybody has and the next, since nobody is their own rival.
    let [holder, most, next] = [-1, -Infinity, -Infinity];
    for (const one of counted) {
      const has = points[2 * one + other];
      if (has > most) [holder, most, next] = [one, has, most];
      else if (has > next) next = has;
    }
    for (const own of counted) {
      const mine = points[2 * own + side];
      const behind = (own === holder ? next : most) - mine;
      if (behind > NEARLY) continue;
      const tied = behind < -NEARLY ? 0 : counted.filter((rival) => rival !== own && points[2 * rival + other] - mine >= -NEARLY).length;
      first[2 * own + side] += 1 / (1 + tied);
    }
  }
}

const acceptability = (data, weights) => finished(drawFirsts(data, weights));

// Shares of draws in which each comes first: {stacks: {id: [least, most]}, tasks: {id: {id: [least, most]}}}.
// Only what has a place competes; the weights of the tasks are held. Each draw is a step.
function* drawFirsts(data, weights) {
  const held = data.criteria.map((criterion) => weights.criteria[criterion.id]);
  const found = { stacks: {}, tasks: Object.fromEntries(data.tasks.map((task) => [task.id, {}])) };
  if (!held.some((weight) => weight > 0)) return found;
  const rows = [];
  for (const task of data.tasks) {
    rows.push(task.rows.map(drawsOf));
    yield;
  }
  const size = rows.reduce((sum, those) => sum + those.length, 0) * held.length;
  const draws = Math.max(500, Math.min(5000, Math.floor(MOST_WORK / Math.max(1, size))));
  const ranked = (ranking) => new Set(ranking.filter((place) => place.rank !== null).map((place) => place.id));
  const competing = data.tasks.map((task) => {
    const placed = ranked(rankTools(task, data, weights));
    return task.rows.flatMap((row, at) => (placed.has(row.id) ? [at] : []));
  });
  const inStacks = ranked(rankStacks(data, weights));
  const parts = data.stacks.map((stack) => data.tasks.map((task) => task.rows.findIndex((row) => row.id === stack.tools[task.id])));
  const stacks = data.stacks.flatMap((stack, at) => (inStacks.has(stack.id) ? [at] : []));
  const points = rows.map((those) => new Float64Array(2 * those.length));
  const first = rows.map((those) => new Float64Array(2 * those.length));
  const ofStacks = new Float64Array(2 * data.stacks.length);
  const firstStacks = new Float64Array(2 * data.stacks.length);
  const ofTasks = data.tasks.map((task) => weights.tasks[task.id]);
  const random = chance(20261125);
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = drawnWeights(held, data.concentration, random);
    rows.forEach((those, at) => {
      weighDraw(those, drawn, draw, points[at]);
      countFirst(points[at], competing[at], first[at]);
    });
    for (const stack of stacks) {
      let total = 0, low = 0, high = 0;
      parts[stack].forEach((row, task) => {
        if (row < 0 || !(ofTasks[task] > 0)) return;
        total += ofTasks[task];
        low += ofTasks[task] * points[task][2 * row];
        high += ofTasks[task] * points[task][2 * row + 1];
      });
      ofStacks[2 * stack] = total > 0 ? low / total : 0;
      ofStacks[2 * stack + 1] = total > 0 ? high / total : 100;
    }
    countFirst(ofStacks, stacks, firstStacks);
    yield;
  }
  const shares = (counts, at) => [counts[2 * at] / draws, counts[2 * at + 1] / draws];
  for (const at of stacks) found.stacks[data.stacks[at].id] = shares(firstStacks, at);
  data.tasks.forEach((task, at) => competing[at].forEach((row) => (found.tasks[task.id][task.rows[row].id] = shares(first[at], row))));
  return found;
}
