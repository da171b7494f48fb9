// What would put a stack or a tool first that does not lead: single weights that do, in whole percentages of all, or where it
// comes nearest; as evalkit.scoring.ways_to_lead and evalkit/report/words/ways_to_lead.py have it, for the reader's weights.

// Weights as shares of all but one, which has none; null where no other one weighs anything.
function sharesWithout(weights, moved) {
  const others = weights.map((weight, at) => (at === moved ? 0 : weight));
  const total = others.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? others.map((weight) => weight / total) : null;
}

// The mean [low, high, coverage] of parts by the share of one that is moved, while the others keep their proportions.
function alongWeight(parts, others, moved) {
  const [mean, own] = [weighParts(parts, (at) => others[at]), parts[moved]];
  const held = parts.reduce((sum, part, at) => (part === null ? sum : sum + others[at]), 0);
  return (share) => {
    const [rest, its] = [(1 - share) * held, own === null ? 0 : share];
    if (!(rest + its > 0)) return [0, 100, 0];
    return mean.map((of, at) => (rest * of + (own === null ? 0 : its * own[at])) / (rest + its));
  };
}

// By how many points each is ahead of the best of the others that have a rank, -Infinity without one; it surely leads if that
// is not less than 0. `whole` says who may have a rank. Nobody leads where somebody of whom too little was measured has more.
function standingsAt(totals, whole, least) {
  const ranked = totals.map(([, , coverage], at) => whole[at] && coverage >= least - NEARLY);
  let [holder, most, next] = [-1, -Infinity, -Infinity];
  totals.forEach(([, high], at) => {
    if (ranked[at] && high > most) [holder, most, next] = [at, high, most];
    else if (ranked[at] && high > next) next = high;
  });
  const unclear = totals.some(([low], at) => whole[at] && !ranked[at] && low > most + NEARLY);
  return { totals, ranked, margins: totals.map(([low], at) => (ranked[at] && !unclear ? low - (at === holder ? next : most) : -Infinity)) };
}

// Where one that does not lead stands behind the best of the others.
function behindAt({ totals, ranked }, own) {
  const rival = totals.reduce((best, [, high], at) => (ranked[at] && at !== own && (best < 0 || high > totals[best][1]) ? at : best), -1);
  return { behind: totals[rival][1] - totals[own][0], rival, open: [own, rival].some((at) => totals[at][1] - totals[at][0] > NEARLY) };
}

// The nearest range of percentages below a share and the one above, at all of which `leads` holds.
function windowsOf(leads, stands, count) {
  const all = Array.from({ length: count }, (_, at) => at);
  const below = all.filter((at) => at <= Math.ceil(stands - NEARLY) - 1).reverse();
  return [below, all.filter((at) => at >= Math.floor(stands + NEARLY) + 1)].flatMap((steps) => {
    const from = steps.findIndex(leads);
    if (from < 0) return [];
    const after = steps.findIndex((at, place) => place > from && !leads(at));
    const [low, high] = [steps[from], steps.at(after < 0 ? -1 : after - 1)].sort((a, b) => a - b);
    return [{ low, high, move: Math.abs(steps[from] - stands) }];
  });
}

const waysToLead = (those, data, weights, moves) => finished(findWaysToLead(those, data, weights, moves));

// Each of `those` has an id, its rows by task (one may be missing) and whether it is `out`. `weights` has shares of criteria and
// of tasks as lists, and `moves` are the weights that move, as [kind, place, id]. Who leads is left out.
// Each move of a weight is a step.
function* findWaysToLead(those, data, weights, moves) {
  const whole = those.map(({ rows, out }) => !out && rows.every(Boolean));
  const over = (parts) => weighParts(parts, (at) => weights.tasks[at]);
  const now = those.map(({ rows }) => rows.map((row) => (row ? weighParts(row.parts, (at) => weights.criteria[at]) : null)));
  const standing = (totals) => standingsAt(totals, whole, data.leastCoverage);
  const start = standing(now.map(over));
  const ways = those.map(({ id }, at) => ({ id, at, windows: [], nearest: null, best: -Infinity })).filter(({ at }) => !(start.margins[at] >= -NEARLY));
  const approach = (way, found, where) => {
    const margin = Math.round(found.margins[way.at] * 1e6); // sums in another order differ in the last digits
    if (!Number.isFinite(margin) || margin <= way.best) return;
    way.best = margin;
    const { rival, ...behind } = behindAt(found, way.at);
    way.nearest = { ...behind, rival: those[rival].id, ...where };
  };
  for (const way of ways) approach(way, start, {});
  for (const [kind, moved, id] of moves) {
    const others = sharesWithout(weights[kind], moved);
    if (!others) continue;
    const along = those.map(({ rows }, at) => (kind === "tasks" ? alongWeight(now[at], others, moved)
      : rows.map((row) => (row ? alongWeight(row.parts, others, moved) : () => null))));
    const steps = Array.from({ length: data.mostPercent + 1 }, (_, at) => standing(along.map((one) =>
      (kind === "tasks" ? one(at / 100) : over(one.map((part) => part(at / 100)))))));
    const stands = 100 * weights[kind][moved];
    const byMove = steps.map((_, at) => at).sort((a, b) => Math.abs(a - stands) - Math.abs(b - stands) || a - b);
    for (const way of ways) {
      const found = windowsOf((at) => steps[at].margins[way.at] >= -NEARLY, stands, steps.length);
      way.windows.push(...found.map((one) => ({ kind, id, ...one })));
      for (const at of byMove) approach(way, steps[at], { kind, id, percent: at });
    }
    yield;
  }
  for (const way of ways) way.windows.sort((a, b) => a.move - b.move);
  return ways;
}

// The weights that count as shares, in the order of the data.
function sharesHeld() {
  const held = weightsHeld();
  return Object.fromEntries(["criteria", "tasks"].map((kind) => [kind, weighingData()[kind].map(({ id }) => shareOf(held[kind], id))]));
}

// The weights that can move, as [kind, place, id].
const movable = (...kinds) => kinds.flatMap((kind) =>
  weighingData()[kind].map(({ id }, at) => [kind, at, id]).filter(([, , id]) => `${kind}/${id}` !== leftOut));

// What would put first those stacks that do not lead, best first.
const waysOfStacks = () => finished(findWaysOfStacks());

function* findWaysOfStacks() {
  const [data, { out }] = [weighingData(), weightsHeld()];
  const places = new Map(data.stacks.map(({ id }, at) => [id, at]));
  const those = rankings.stacks.map(({ id }) => {
    const at = places.get(id);
    return { id, rows: rowsOfStacks(data)[at], out: Object.entries(data.stacks[at].tools).some((part) => out[part.join("/")]) };
  });
  return yield* findWaysToLead(those, data, sharesHeld(), movable("criteria", "tasks"));
}

// The same of the tools of a task.
function waysOfTools(task) {
  const { out } = weightsHeld();
  const those = task.rows.filter((row) => row.competes).map((row) => ({ id: row.id, rows: [row], out: Boolean(out[`${task.id}/${row.id}`]) }));
  return waysToLead(those, weighingData(), { ...sharesHeld(), tasks: [1] }, movable("criteria"));
}

// The titles of the profiles, other than the chosen one, for which a stack leads by its id; none where something is left out,
// since profiles are drawn with all there is.
function profilesLedBy() {
  const data = weighingData();
  const led = new Map();
  for (const profile of leftOut ? [] : data.profiles.filter(({ id }) => id !== chosen)) {
    const ranking = rankStacks(data, profile);
    const top = topOf(ranking, ranking.filter((place) => place.rank !== null), data.firsts[profile.id]?.stacks ?? {});
    if (top.kind === "leads") led.set(top.places[0].id, [...(led.get(top.places[0].id) ?? []), profile.title]);
  }
  return led;
}

const percentText = (whole) => `${whole}${thin}%`;
function windowText({ low, high }, of) {
  if (high === 0) return "nothing";
  if (high === weighingData().mostPercent) return `at least ${percentText(low)}${of}`;
  if (low === 0) return `at most ${percentText(high)}${of}`;
  return low === high ? `${percentText(low)}${of}` : `between ${percentText(low)} and ${percentText(high)}${of}`;
}

const MOST_WEIGHTS = 3; // a sentence names only so many weights, and counts more
// What would put one first that does not lead: single weights, or that none does and what comes nearest. `places` are
// those of its ranking, `what` is "tool" or "stack".
function wouldLeadSentence(way, places, what) {
  const named = (id) => listed(places.filter((place) => place.id === id), "", what);
  const weighed = ({ kind, id }) => ({ name: weighingData()[kind].find((one) => one.id === id).title, link: linkTo("weight", kind, id) });
  const { windows, nearest } = way;
  if (windows.length) {
    const said = windows.slice(0, MOST_WEIGHTS).flatMap((one, at) =>
      [at ? ", or “" : "“", weighed(one), `” ${at ? "" : "weighed "}${windowText(one, at ? "" : " of all")}`]);
    const more = windows.length - MOST_WEIGHTS;
    const may = places.find((place) => place.id === way.id).rank?.[0] === 1;
    return [...named(way.id), may ? " would certainly lead if " : " would lead if ", ...said, more > 0 ? `; moving ${more} other weight${more > 1 ? "s" : ""} would do it too.` : "."];
  }
  const { why } = places.find((place) => place.id === way.id);
  if (!nearest) return why ? ["No single weight gives ", ...named(way.id), ` a place: ${why}.`] : ["No single weight makes ", ...named(way.id), " lead."];
  const start = ["No single weight makes ", ...named(way.id), " lead: it comes nearest"];
  const gap = isTie(nearest.behind) ? "less than 0.1" : `${nearest.open ? "at most " : ""}${oneDigit(nearest.behind)}`;
  const behind = [`${gap} points behind `, ...named(nearest.rival)];
  if (!nearest.kind) return [...start, " with the weights as they are, ", ...behind, "."];
  return [...start, ", ", ...behind, ", where “", weighed(nearest), nearest.percent ? `” weighs ${percentText(nearest.percent)} of all.` : "” weighs nothing."];
}

// What would put each stack first that does not lead; `leads` has by id the titles of profiles for which it leads.
function whatWouldChange(ranking, ways, leads) {
  if (!ranking.some((place) => place.rank) && !ways.some((way) => way.windows.length)) return [["Nothing yet: no stack has enough measured values."]];
  if (ranking.length === 1) return [["Nothing: there is only one stack."]];
  if (!ways.length) return [["Nothing: all stacks share the first place."]];
  return ways.map((way) => {
    const titles = leads.get(way.id) ?? [];
    const named = titles.flatMap((title, at) => [at ? (at === titles.length - 1 ? " and " : ", ") : "", `“${title}”`]);
    return [...wouldLeadSentence(way, ranking, "stack"), ...(titles.length ? [" It leads for ", ...named, "."] : [])];
  });
}

// What would put one first, under the weights as they stand.
function wouldLead(id, ways, ranking, what) {
  const way = ways.find((one) => one.id === id);
  const said = make("p", {}, "It has the most points, or as many.");
  if (way) say(said, wouldLeadSentence(way, ranking, what));
  return [heading("What would make it lead?"), said];
}
