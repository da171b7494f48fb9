// The same sentences as evalkit/report/words/answer.py, for weights that the reader has moved.
// A sentence is a list of strings and of names: {name, link}.

const oneDigit = (value) => value.toFixed(1);
// So few points apart are none to the digit that is shown: that is no lead.
const isLevel = (gap) => oneDigit(Math.abs(gap)) === "0.0";
const weightText = (value) => String(value && (value < 0.001 || value >= 1e9) ? Number(value.toPrecision(3)) : Number(value.toFixed(3)));

function pointsText([low, high]) {
  const [from, to] = [oneDigit(low), oneDigit(high)];
  return from === to ? from : `${from}–${to}`;
}

function rankText(rank) {
  if (rank === null) return "–";
  return rank[0] === rank[1] ? String(rank[0]) : `${rank[0]}–${rank[1]}`;
}

const plain = (name) => name.replace(/[^A-Za-z0-9._+-]/gu, "_");
const linkTo = (kind, ...names) => [kind, ...names.map((name) => (name ? plain(name) : "-"))].join("/");

function listed(places, joint, kind) {
  return places.flatMap((place, at) => {
    const before = at === 0 ? [] : [at === places.length - 1 ? ` ${joint} ` : ", "];
    return [...before, { name: place.name, link: linkTo(kind, place.id) }];
  });
}

// `what` is "tool" or "stack", which is also the kind of its links.
function leadSentence(ranking, what) {
  const places = ranking.filter((place) => place.rank !== null);
  const out = ranking.length - places.length;
  const leftOut = out ? ` ${out} ${what}${out > 1 ? "s are" : " is"} not ranked.` : "";
  if (!places.length) return [`There is no ranking yet: no ${what} has enough measured values.`];
  const first = places.filter(isSurelyFirst);
  if (first.length === 1) {
    const leader = first[0];
    const others = places.filter((place) => place !== leader);
    const start = [...listed([leader], "", what), ` leads with ${pointsText(leader.points)} points`];
    if (!others.length) return [...start, `.${leftOut || ` It is the only ${what}.`}`];
    const rival = others.reduce((best, place) => (place.points[1] > best.points[1] ? place : best));
    const open = [leader, rival].some((place) => place.points[0] !== place.points[1]);
    const gap = leader.points[0] - rival.points[1];
    const theirs = ` (${pointsText(rival.points)}).${leftOut}`;
    if (isLevel(gap) && open) return [...start, "; ", ...listed([rival], "", what), ` may be level with it${theirs}`];
    if (isLevel(gap)) return [...listed([leader], "", what), ` has ${pointsText(leader.points)} points, level with `, ...listed([rival], "", what), theirs];
    return [...start, `, ${open ? "at least " : ""}${oneDigit(gap)} ahead of `, ...listed([rival], "", what), theirs];
  }
  if (first.length) return [...listed(first, "and", what), ` share the lead with ${pointsText(first[0].points)} points.${leftOut}`];
  const maybe = places.filter((place) => place.rank[0] === 1);
  const spans = maybe.map((place) => pointsText(place.points)).join(", ");
  return [...listed(maybe, "or", what), ` may lead: the missing values decide (${spans} points).${leftOut}`];
}

const thin = "\u202f";
function shareText(value) {
  if (value > 0 && value < 0.01) return `under 1${thin}%`;
  if (value > 0.99 && value < 1) return `over 99${thin}%`;
  return `${Math.round(100 * value)}${thin}%`;
}

// The share that a weight is of all.
function weightShareText(value) {
  if (value > 0 && value < 0.001) return `under 0.1${thin}%`;
  if (value > 0.999 && value < 1) return `over 99.9${thin}%`;
  return `${oneDigit(100 * value).replace(/\.0$/, "")}${thin}%`;
}

function sharesText([least, most]) {
  const [from, to] = [shareText(least), shareText(most)];
  return from === to ? from : `${from} to ${to}`;
}

// How often the leader comes first when weights and values are drawn by chance, and who comes first else.
function sureSentence(ranking, firsts, what) {
  const places = ranking.filter((place) => place.rank !== null && firsts[place.id]);
  if (!places.length) return [];
  const [leader, ...rest] = places;
  const said = [...listed([leader], "", what), ` comes first in ${sharesText(firsts[leader.id])} of draws`];
  const others = rest.filter((place) => firsts[place.id][1] > 0);
  if (!others.length) return [...said, "."];
  const sum = (place) => firsts[place.id][0] + firsts[place.id][1];
  const next = others.reduce((best, place) => (sum(place) > sum(best) ? place : best));
  return [...said, ", ", ...listed([next], "", what), ` in ${sharesText(firsts[next.id])}.`];
}

function changeSentence(change) {
  const bound = change.more ? "at least" : "at most";
  const weighed = { name: change.title, link: linkTo("weight", change.kind, change.id) };
  return [...listed(change.leader, "and", "stack"), " would lead if ", weighed, ` weighed ${bound} ${weightShareText(change.at)} of all.`];
}
