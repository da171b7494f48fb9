// The same sentences as evalkit/report/words/answer.py, for weights that the reader has moved.
// A sentence is a list of strings and of names: {name, link}.

const oneDigit = (value) => value.toFixed(1);
// So few points apart are none to the digit that is shown: that is no lead.
const isTie = (gap) => oneDigit(Math.abs(gap)) === "0.0";
const weightText = (value) => String(value && (value < 0.001 || value >= 1e9) ? Number(value.toPrecision(3)) : Number(value.toFixed(3)));

function pointsText([low, high]) {
  const [from, to] = [oneDigit(low), oneDigit(high)];
  return from === to ? from : `${from}–${to}`;
}

const WIDEST = 40; // a range of more points says too little for its middle to be shown
const isUnknown = ([low, high]) => high - low > WIDEST;

// Points without a digit after the point; "~" before the middle of a range.
function wholeText([low, high]) {
  if (isUnknown([low, high])) return "?";
  const [from, middle, to] = [low, (low + high) / 2, high].map((value) => value.toFixed(0));
  return from === to ? middle : `~${middle}`;
}

function ordinalText(rank) {
  if (rank === null || rank[0] !== rank[1]) return rankText(rank);
  const [last, teen] = [rank[0] % 10, rank[0] % 100 > 10 && rank[0] % 100 < 14];
  return `${rank[0]}${(!teen && ["", "st", "nd", "rd"][last]) || "th"}`;
}

function rankText(rank) {
  if (rank === null) return "–";
  return rank[0] === rank[1] ? String(rank[0]) : `${rank[0]}–${rank[1]}`;
}

const plain = (name) => name.replace(/[^A-Za-z0-9._+-]/gu, "_");
const linkTo = (kind, ...names) => [kind, ...names.map((name) => (name ? plain(name) : "-"))].join("/");

// `made` says more of some, by id, such as what stacks consist of.
function listed(places, joint, kind, made = {}) {
  const last = joint === "," ? ", " : ` ${joint} `;
  return places.flatMap((place, at) => {
    const before = at === 0 ? [] : [at === places.length - 1 ? last : ", "];
    return [...before, { name: place.name, link: linkTo(kind, place.id), of: made[place.id] }];
  });
}

// Those that are level with a leader by their chances, as evalkit.scoring.ties has it.
function tiedWith(leader, firsts, band) {
  const middle = (id) => (firsts[id][0] + firsts[id][1]) / 2;
  if (!Object.hasOwn(firsts, leader)) return [];
  const near = Object.keys(firsts).filter((id) => id !== leader && middle(id) > 0 && middle(leader) - middle(id) <= band + NEARLY);
  return near.sort((a, b) => middle(b) - middle(a) || (a < b ? -1 : 1));
}

const rivalOf = (places, leader) =>
  places.filter((place) => place !== leader).reduce((best, place) => (best && best.points[1] >= place.points[1] ? best : place), null);
const gapOf = (leader, rival) => leader.points[0] - rival.points[1];
const isOpen = (...places) => places.some((place) => place.points[0] !== place.points[1]);

// Who is at the top of a ranking: one leads, several are level, or it is open which of them leads. Nobody leads where some without a
// rank certainly have more points than all that have one; these are then the places.
function topOf(ranking, places, firsts) {
  if (!places.length) return { kind: ranking.length && ranking.every((place) => place.isOut) ? "out" : "nobody", places };
  const most = Math.max(...places.map((place) => place.points[1]));
  const ahead = ranking.filter((place) => place.rank === null && lacksValues(place) && place.points[0] > most + NEARLY);
  if (ahead.length) return { kind: "nobody", places: ahead };
  const first = places.filter(isSurelyFirst);
  if (!first.length) return { kind: "open", places: places.filter((place) => place.rank[0] === 1) };
  if (first.length > 1) return { kind: "tied", places: first };
  const [leader] = first;
  const near = tiedWith(leader.id, firsts, weighingData().tieBand).flatMap((id) => places.find((place) => place.id === id) ?? []);
  const rival = rivalOf(places, leader);
  if (!near.length && rival && !isOpen(leader, rival) && isTie(gapOf(leader, rival))) near.push(rival);
  return near.length ? { kind: "tied", places: [leader, ...near] } : { kind: "leads", places: first };
}

// Whether too little of it was measured for a rank; nothing else keeps it out.
const lacksValues = (place) => place.why !== "" && place.why === tooLittle(place.points[2], weighingData());

const MOST_LEVEL = 4;
function firstOf(places) {
  const named = places.length <= MOST_LEVEL ? places : places.slice(0, MOST_LEVEL - 1);
  return [named, named.length < places.length ? ` and ${places.length - named.length} more` : ""];
}

// `what` is "tool" or "stack", which is also the kind of its links; `firsts` are chances, and `more` is what stacks consist of, by id.
function leadSentence(ranking, what, firsts = {}, more = {}) {
  const list = (places, joint) => listed(places, joint, what, more);
  const places = ranking.filter((place) => place.rank !== null);
  const out = ranking.length - places.length;
  const leftOut = out ? ` ${out} ${what}${out > 1 ? "s are" : " is"} not ranked.` : "";
  const top = topOf(ranking, places, firsts);
  if (top.kind === "nobody" && top.places.length) {
    const [named, rest] = firstOf(top.places);
    const have = top.places.length === 1 ? "has" : "have";
    const end = `${rest} ${have} more points than every ranked ${what}, although too little was measured for a rank.`;
    return ["Nobody can be said to lead yet: ", ...list(named, rest ? "," : "and"), end];
  }
  if (top.kind === "out") return [`There is no ranking: the requirements rule out every ${what}.`];
  if (top.kind === "nobody") return [`There is no ranking yet: no ${what} has enough measured values.`];
  if (top.kind === "open") {
    const told = top.places.map((place) => [place.id, [`${pointsText(place.points)} points`, more[place.id]].filter(Boolean).join("; ")]);
    return [...listed(top.places, "or", what, Object.fromEntries(told)), ` may lead: the missing values decide.${leftOut}`];
  }
  if (top.kind === "tied") {
    const [named, rest] = firstOf(top.places);
    const spans = named.map((place) => pointsText(place.points));
    const theirs = new Set(spans).size === 1 ? spans[0] : `${spans.slice(0, -1).join(", ")} and ${spans.at(-1)}`;
    return [...list(named, rest ? "," : "and"), `${rest} are level, with ${theirs} points.${leftOut}`];
  }
  const [leader] = top.places;
  const rival = rivalOf(places, leader);
  const start = [...list([leader], ""), ` leads with ${pointsText(leader.points)} points`];
  if (!rival) return [...start, `.${leftOut || ` It is the only ${what}.`}`];
  const end = `${more[rival.id] ? "" : ` (${pointsText(rival.points)})`}.${leftOut}`;
  const gap = gapOf(leader, rival);
  if (isTie(gap)) return [...start, "; ", ...list([rival], ""), ` may be level with it${end}`];
  return [...start, `, ${isOpen(leader, rival) ? "at least " : ""}${oneDigit(gap)} ahead of `, ...list([rival], ""), end];
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

const HARDLY = 0.01; // a share from hardly any to hardly less than all says nothing
// How often the leader comes first when weights and values are drawn by chance, and who comes first else.
function sureSentence(ranking, firsts, what) {
  const places = ranking.filter((place) => place.rank !== null && firsts[place.id]);
  if (!places.length) return [];
  const [leader, ...rest] = places;
  const [least, most] = firsts[leader.id];
  if (least < HARDLY && most > 1 - HARDLY) {
    return ["The draws cannot tell who leads: ", ...listed([leader], "", what), ` comes first in ${sharesText([least, most])} of them, as the missing values turn out.`];
  }
  const said = [...listed([leader], "", what), ` comes first in ${sharesText(firsts[leader.id])} of draws`];
  const others = rest.filter((place) => firsts[place.id][1] > 0);
  if (!others.length) return [...said, "."];
  const sum = (place) => firsts[place.id][0] + firsts[place.id][1];
  const next = others.reduce((best, place) => (sum(place) > sum(best) ? place : best));
  return [...said, ", ", ...listed([next], "", what), ` in ${sharesText(firsts[next.id])}.`];
}
