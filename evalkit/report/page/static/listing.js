// Code as lines: syntax colours inside them, marks of what was counted in their margin. Everything is put in as text.

const MARKS = {
  dsl: { sign: "D", metric: "dsl.sites", says: "Embedded language" },
  concept: { sign: "C", metric: "code.concepts", own: "code.own_concepts", says: "First use of" },
  boilerplate: { sign: "B", metric: "code.boilerplate_tokens", says: "Boilerplate" },
};

// A metric of the tool itself is kept under no task and no level.
function numberKey(metric, task, level) {
  return evidenceData().metrics[metric]?.[3] ? ["-", "-", metric] : [task, level, metric];
}

// A text as lines of [part, class] pieces, cut by run lengths such as "4k3x"; where there are none, a line is one piece.
function piecesOf(text, runs = "") {
  const lines = [[]];
  let at = 0;
  const put = (part, name) => part.split("\n").forEach((piece, number) => {
    if (number) lines.push([]);
    if (piece) lines.at(-1).push([piece, name]);
  });
  for (const [, length, name] of runs.matchAll(/(\d+)([a-z])/g)) {
    put(text.slice(at, at + Number(length)), name);
    at += Number(length);
  }
  put(text.slice(at), "x");
  if (!lines.at(-1).length) lines.pop();
  return lines;
}

const spansOf = (pieces) => pieces.map(([part, name]) => (name === "x" ? part : make("span", { className: name }, part)));

// What the figures of an implementation say of one file: for each kind of mark, line -> { texts, more, own }.
function marksOf(task, tool, level, file) {
  const numbers = looked(evidenceData().tools, tool)?.numbers ?? {};
  const evidenceOf = (metric) => (looked(numbers, numberKey(metric, task, level).map(plain).join("/"))?.evidence ?? [])
    .filter((place) => place.file === file && place.lines);
  return Object.fromEntries(Object.entries(MARKS).map(([kind, { metric, own }]) => {
    const key = numberKey(metric, task, level);
    const lines = new Map();
    const at = (line) => lines.get(line) ?? lines.set(line, { texts: [], more: false }).get(line);
    for (const place of evidenceOf(metric)) {
      const [first, last = first] = place.lines;
      at(first).texts.push((place.text ?? "").split("\n")[0]);
      for (let line = first + 1; line <= Math.min(last, first + 1000); line += 1) at(line).more = true;
    }
    for (const { lines: [first] } of own ? evidenceOf(own) : []) if (lines.has(first)) lines.get(first).own = true;
    return [kind, { lines, link: linkTo("number", tool, ...key.slice(0, 2).map((part) => (part === "-" ? "" : part)), metric) }];
  }));
}

function slotOf(kind, { lines, link }, number) {
  const found = lines.get(number);
  const slot = make("span", { className: `slot ${kind}` });
  if (!found) return slot;
  if (!found.texts.length) {
    slot.classList.add("more");
    return slot;
  }
  const { sign, says } = MARKS[kind];
  const tools = found.own ? found.texts.length > 1 ? ", the tool’s own among them" : ", the tool’s own" : "";
  const what = `${says}${found.texts.length > 1 ? ` (${found.texts.length})` : ""}: ${found.texts.join("; ")}${tools}`;
  slot.append(make("a", { className: `mark ${kind}${found.own ? " own" : ""}`, href: `#${link}`, title: what, ariaLabel: `Line ${number}. ${what}` }, sign));
  return slot;
}

const MOST_LINES = 4000;

// One file with its margin; what is too long to lay out is cut, and says so.
function listingOf(file, runs, marks, label) {
  const all = piecesOf(file.text, runs);
  const lines = all.slice(0, MOST_LINES).map((pieces, at) => {
    const number = at + 1;
    const slots = Object.entries(marks).map(([kind, found]) => slotOf(kind, found, number));
    return make("span", { className: handedOver(file, number) ? "row handover" : "row" },
      make("span", { className: "gutter" }, ...slots, make("span", { className: "number-of-line", "data-number": String(number) })),
      make("span", { className: "words" }, ...spansOf(pieces), "\n"));
  });
  return make("figure", {},
    make("figcaption", {}, make("code", {}, file.name),
      make("small", {}, all.length > MOST_LINES ? `The first ${MOST_LINES} of ${all.length} lines` : `${all.length} line${all.length === 1 ? "" : "s"}`)),
    watchBeyond(make("pre", { className: "listing", tabIndex: 0, role: "region", ariaLabel: `${label}: ${file.name}` }, ...lines)));
}

const CONTEXT = 3;

// Two files as one: what is the same, removed ("−") and added ("+"), by changes such as "5=2-3+"; long parts that are the same are folded.
function comparisonOf(below, above, steps, runs, label) {
  const [old, fresh] = [below ? piecesOf(below.text, runs[0]) : [], above ? piecesOf(above.text, runs[1]) : []];
  const parts = [...steps.matchAll(/(\d+)([=+-])/g)].map(([, count, sign]) => [Number(count), sign]);
  let [from, to] = [0, 0];
  const shown = parts.flatMap(([count, sign], place) => {
    const rows = Array.from({ length: count }, (_, at) => rowOf(sign, sign === "+" ? 0 : from + at + 1, sign === "-" ? 0 : to + at + 1,
      sign === "-" ? old[from + at] ?? [] : fresh[to + at] ?? [], handedOver(sign === "-" ? below : above, (sign === "-" ? from : to) + at + 1)));
    if (sign !== "+") from += count;
    if (sign !== "-") to += count;
    return sign === "=" ? folded(rows, place === 0 ? 0 : CONTEXT, place === parts.length - 1 ? 0 : CONTEXT) : rows;
  });
  const name = below && above && below.name !== above.name ? `${below.name} → ${above.name}` : (above ?? below).name;
  return make("figure", {},
    make("figcaption", {}, make("code", {}, name), make("small", {}, below ? above ? "" : "is gone" : "is new")),
    watchBeyond(make("pre", { className: "listing compared", tabIndex: 0, role: "region", ariaLabel: `${label}: ${name}` }, ...shown)));
}

const handedOver = (file, number) => Boolean(file?.handover && number >= file.handover);

function rowOf(sign, before, after, pieces, handed) {
  const [tag, kind] = { "=": ["span", "same"], "-": ["del", "gone"], "+": ["ins", "new"] }[sign];
  const number = (line) => make("span", { className: "number-of-line", "data-number": line ? String(line) : "" });
  return make(tag, { className: `row ${kind}${handed ? " handover" : ""}` },
    make("span", { className: "gutter" }, number(before), number(after), make("span", { className: "sign" }, { "=": " ", "-": "−", "+": "+" }[sign])),
    make("span", { className: "words" }, ...spansOf(pieces), "\n"));
}

function folded(rows, head, tail) {
  const hidden = rows.slice(head, rows.length - tail);
  if (hidden.length < 4) return rows;
  const button = make("button", { type: "button", className: "unfold" }, `Show ${hidden.length} lines that are the same`);
  button.addEventListener("click", () => {
    hidden[0].tabIndex = -1;
    button.replaceWith(...hidden);
    hidden[0].focus();
  });
  return [...rows.slice(0, head), button, ...rows.slice(rows.length - tail)];
}
