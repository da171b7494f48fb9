// What opens when a number or a word is pressed. Everything is put in as text, never as markup.

const byId = (id) => document.getElementById(id);

function make(tag, fields = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(fields)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// A text whose ranges of numbers, such as 73.3–83.9, stay on one line.
function unbroken(text) {
  const parts = text.split(/(\d[\d.]*–\d[\d.]*)/);
  if (parts.length === 1) return text;
  return make("span", {}, ...parts.map((part, at) => (at % 2 ? make("span", { className: "unbroken" }, part) : part)));
}

const isolated = (name) => make("bdi", {}, name);
// The numbers of a tool's notes, as links to them.
const notedBy = (numbers) => (numbers?.length ? [make("sup", { className: "noted" }, ...numbers.map((number) =>
  make("a", { href: `#note/${number}`, ariaLabel: `Note ${number}` }, `[${number}]`)))] : []);
const anchorTo = (link, text) => make("a", { href: `#${link}` }, isolated(text));

let embedded = null;
function evidenceData() {
  embedded ??= openedParts("evidence");
  return embedded;
}

// The value whose key reads like `wanted` once unusual characters are replaced, as links have them.
function looked(table, wanted) {
  if (Object.hasOwn(table, wanted)) return table[wanted];
  const key = Object.keys(table).find((one) => one.split("/").map(plain).join("/") === wanted);
  return key === undefined ? undefined : table[key];
}

// `numbers` says of each column whether it holds numbers.
function tableOf(caption, heads, rows, numbers = []) {
  const look = (at) => ({ className: numbers[at] ? "number" : "" });
  const head = make("tr", {}, ...heads.map((text, at) => make("th", { scope: "col", ...look(at) }, text)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell, at) => make("td", look(at), typeof cell === "string" ? unbroken(cell) : cell))));
  const table = make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  const region = make("div", { className: "scrolling", role: "region", ariaLabel: caption, tabIndex: 0 }, table);
  const whole = make("div", {}, region);
  withSaving(region);
  watchBeyond(region);
  return whole;
}

function factsOf(pairs) {
  const kept = pairs.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return make("dl", { className: "facts" }, ...kept.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

// `spans` are [first, last] pairs of lines to be marked.
function codeOf(file, spans = []) {
  const texts = file.text.split("\n");
  if (texts.at(-1) === "") texts.pop();
  const marked = new Set();
  for (const [first, last = first] of spans) {
    for (let line = Math.max(1, first); line <= Math.min(last, texts.length); line += 1) marked.add(line);
  }
  const shown = texts.map((text, at) => {
    const number = at + 1;
    const names = ["line"];
    if (marked.has(number)) names.push("marked");
    if (file.handover && number >= file.handover) names.push("handover");
    return make("span", { className: names.join(" "), "data-number": String(number) }, `${text}\n`);
  });
  const note = file.handover ? `From line ${file.handover} on, the script hands the result over to the checker. These lines run and are shown, but do not count as the tool’s code.` : "";
  return make("figure", {},
    make("figcaption", {}, make("code", {}, file.name), make("small", {}, note)),
    watchBeyond(make("pre", { className: "code", tabIndex: 0 }, ...shown)));
}

// The files of a tool's implementations: of one level, of all levels of a task, or of all its tasks.
function sourcesOf(tool, task, level) {
  const wanted = (part, one) => part === "-" || plain(one) === plain(part);
  const found = Object.entries(evidenceData().sources).filter(([label]) => {
    const [ofTask, ofTool, ofLevel] = label.split("/");
    return wanted(tool, ofTool) && wanted(task, ofTask) && wanted(level, ofLevel);
  });
  return new Map(found.flatMap(([, files]) => files).map((file) => [file.name, file]));
}

const lineText = (lines) => (lines[0] === lines[1] ? `line ${lines[0]}` : `lines ${lines[0]}–${lines[1]}`);

const LONGEST_MESSAGE = 160; // characters that are shown at once
// How a message begins and what follows, as evalkit/report/words/brief.py has it.
function inBrief(text) {
  const [line, ...more] = text.trim().split("\n");
  let cut = line.length;
  if (cut > LONGEST_MESSAGE) cut = (/^.{20,159}[.;:](?= )/.exec(line) ?? /^.{20,159}(?= )/.exec(line) ?? [line.slice(0, LONGEST_MESSAGE)])[0].length;
  return [line.slice(0, cut).trim(), [line.slice(cut).trim(), more.join("\n").replace(/^\n+|\n+$/g, "")].filter(Boolean).join("\n")];
}

// What somebody printed: a short line as it is, the rest of anything longer folded behind how it begins.
function spokenOf(text, tag = "p") {
  const [first, rest] = inBrief(text);
  if (!rest) return make(tag, {}, first ? isolated(first) : "");
  return make("details", { className: "spoken" }, make("summary", {}, isolated(first)), make("pre", { className: "text", tabIndex: 0 }, rest));
}
// The same beneath a value.
const reasonOf = (text) => make("small", {}, text ? spokenOf(text, "span") : "");

// A file by its name; an address on the web leads there.
const fileOrLink = (file) => (/^https?:\/\//.test(file) ? make("a", { href: file, rel: "noreferrer noopener external" }, isolated(file)) : make("code", {}, file));

// Evidence as a list of places, then each file that they point into, once, with all of its places marked.
function placesOf(found, sources) {
  const spans = new Map();
  const items = (found ?? []).map((place) => {
    const file = place.file ? sources.get(place.file) : undefined;
    if (file) spans.set(file, [...(spans.get(file) ?? []), ...(place.lines ? [place.lines] : [])]);
    const where = place.file ? make("span", { className: "where" }, fileOrLink(place.file), place.lines ? `, ${lineText(place.lines)}` : "") : "";
    return make("li", {}, where, place.text ? spokenOf(place.text) : "");
  });
  const carried = new Set(Object.values(evidenceData().logs).map((log) => log.name));
  const elsewhere = (found ?? []).some((place) => place.file?.startsWith("logs/") && !carried.has(place.file));
  const note = elsewhere ? make("small", {}, "The run’s folder has the logs that this page leaves out.") : "";
  return [make("ul", { className: "places" }, ...items), note, ...[...spans].map(([file, marked]) => codeOf(file, marked))];
}

function heading(text) {
  return make("h3", {}, text);
}

const statusWord = (status) => evidenceData().statuses[status]?.[0] ?? "not measured";

function statusText(status) {
  const meaning = status ? evidenceData().statuses[status][1] : "has not been observed yet";
  return `${statusWord(status)}: ${meaning}`;
}

function definedAs(metric) {
  const [, arrow, definition] = evidenceData().metrics[metric];
  return `${definition} ${arrow === "↓" ? "Less" : "More"} is better.`;
}

const CODE_ELSEWHERE = "This page leaves its code out. It stands in the run’s folder, and in the workspace that was measured.";

// What the several values behind a number are: ratings, one value of each level, or samples that vary by chance.
function eachSample(metric, task, samples) {
  if (metric.startsWith("rating.")) return { counted: "Raters", title: "Ratings, one from each rater", shown: samples };
  if (!evidenceData().metrics[metric][5]) return { counted: "Samples", title: "Samples, in the order they were taken", shown: samples, vary: true };
  const levels = Object.keys(evidenceData().asks).filter((label) => label.startsWith(`${task}/`)).map((label) => label.slice(task.length + 1));
  const named = levels.length === samples.length ? samples.map((value, at) => `${levels[at]} ${value}`) : samples;
  return { counted: "Levels", title: "One value from each level; the number is their mean", shown: named };
}

function numberPage(tool, task, level, metric) {
  const known = looked(evidenceData().tools, tool);
  const found = known && looked(known.numbers, `${task}/${level}/${metric}`);
  if (!found) return null;
  const [title] = evidenceData().metrics[metric];
  const label = task !== "-" && level !== "-" ? `${task}/${tool}/${level}` : null;
  const samples = found.samples ?? [];
  const rated = metric.startsWith("rating.");
  const each = eachSample(metric, task, samples);
  return [[isolated(known.name), ` · ${title}`], [
    make("p", { className: "big" }, found.shown ?? "no value"),
    factsOf([
      ["Exactly", found.exact === undefined ? "" : `${Number(found.exact.toPrecision(7))} ${found.unit}`],
      ["Status", rated && found.status === "ok" ? "" : statusText(found.status)],
      ["Why", found.reason && spokenOf(found.reason, "span")],
      ["Task", task === "-" ? "the tool itself, whatever the task" : titleOf(task)],
      ["Level", level === "-" ? "" : level],
      [each.counted, samples.length > 1 ? String(samples.length) : ""],
      ["95 % interval, unadjusted", found.interval ? found.interval.join(" – ") : samples.length > 1 && each.vary ? "unknown" : ""],
      ["Lowest to highest", rated ? `${Math.min(...samples)} to ${Math.max(...samples)}` : ""],
      ["Definition", definedAs(metric)],
      ["In a rubric", make("code", {}, metric)],
    ]),
    ...(samples.length > 1 ? [heading(each.title), make("p", { className: "samples" }, each.shown.join("  ·  "))] : []),
    ...(found.evidence ? [heading("Evidence"), ...placesOf(found.evidence, sourcesOf(tool, task, level))] : []),
    ...(label ? [make("p", {}, anchorTo(linkTo("implementation", task, tool, level), "The implementation, its outcome and its log"))] : []),
    ...(task === "-" ? [] : [make("p", {}, anchorTo(linkTo("points", task, tool), "How this tool’s points in the task add up"))]),
  ]];
}

function stackNumberPage(stack, metric) {
  const known = looked(evidenceData().stacks, stack);
  const found = known && looked(known.numbers, metric);
  if (!found) return null;
  const [title] = evidenceData().metrics[metric];
  return [[isolated(known.name), ` · ${title}`], [
    make("p", { className: "big" }, found.shown || "no value"),
    factsOf([
      ["Status", statusText(found.status)],
      ["Why", found.reason && spokenOf(found.reason, "span")],
      ["Definition", `${definedAs(metric)} Shown beside points, not scored.`],
    ]),
    ...(found.evidence ? [heading("Evidence"), ...placesOf(found.evidence, new Map())] : []),
    make("p", {}, anchorTo(linkTo("parts", stack), "How the stack’s points add up")),
  ]];
}

function implementationPage(task, tool, level) {
  const data = evidenceData();
  const label = `${task}/${tool}/${level}`;
  const found = looked(data.levels, label);
  if (!found) return null;
  const [sources, log, unsupported] = [data.sources, data.logs, data.unsupported].map((table) => looked(table, label));
  const page = [
    factsOf([["Status", found.status ? statusText(found.status) : "not run yet"], ["Why", found.reason && spokenOf(found.reason, "span")], ["It was asked to", looked(data.asks, `${task}/${level}`)]]),
  ];
  if (found.shows) page.push(heading("What the result shows"), make("pre", { className: "text", tabIndex: 0 }, found.shows));
  if (unsupported) page.push(heading("Why the tool cannot do this"), make("pre", { className: "text", tabIndex: 0 }, unsupported));
  if (sources) page.push(heading("The implementation"), ...sources.map((file) => codeOf(file)));
  else if (!unsupported) page.push(heading("The implementation"), make("p", {}, CODE_ELSEWHERE));
  page.push(heading("Log"), ...(log ? [make("p", {}, make("code", {}, log.name)), make("pre", { className: "text", tabIndex: 0 }, log.text)] : [make("p", {}, "There is no log.")]));
  const named = looked(data.tools, tool);
  return [[isolated(named ? named.name : tool), ` · ${titleOf(task)}, ${level}`], page];
}

function pointsPage(task, tool, only) {
  const all = weighingData();
  const known = all.tasks.find((one) => plain(one.id) === task);
  const row = known?.rows.find((one) => plain(one.id) === tool);
  if (!row) return null;
  const total = weighRow(row, all, weightsHeld());
  const page = only ? [] : [
    make("p", { className: "big" }, `${pointsText(total)} points`),
    make("p", {}, "The mean of the criteria below, by their weights as they stand now. A criterion that does not apply weighs nothing."),
    tableOf("From criteria to points", ["Criterion", "Weight", "Points", "Measured"], all.criteria.map((criterion, at) => {
      const part = row.parts[at];
      const title = part ? anchorTo(linkTo("points", task, tool, criterion.id), criterion.title) : isolated(criterion.title);
      return [title, weightShareText(shareOf(weightsHeld().criteria, criterion.id)), part ? pointsText(part) : "does not apply", part ? `${Math.round(part[2] * 100)} %` : ""];
    })),
    ...(row.competes ? wouldLead(row.id, waysOfTools(known), rankTools(known, all, weightsHeld()), "tool") : []),
  ];
  all.criteria.forEach((criterion, at) => {
    if (only && plain(criterion.id) !== only) return;
    const part = row.parts[at];
    page.push(make("h3", {}, isolated(criterion.title), `: ${part ? `${pointsText(part)} points` : "does not apply"}`));
    const rated = looked(evidenceData().rated, `${task}/${tool}/${plain(criterion.id)}`);
    if (rated) page.push(make("p", {}, "People who used it say ", anchorTo(linkTo("number", tool, task, "", `rating.${criterion.id}`), rated), "."));
    page.push(scoredTable(criterion.title, scoredFigures(at, known.id, row.id)));
  });
  if (only) page.push(make("p", {}, anchorTo(linkTo("points", task, tool), "How all criteria add up")));
  return [[isolated(row.name), ` · points in ${known.title}`], page];
}

// A tool's number; task and level are '' where it has none.
const numberOf = (tool, task, level, metric) => evidenceData().tools[tool]?.numbers[`${task || "-"}/${level || "-"}/${metric}`];

function partsPage(stack) {
  const all = weighingData();
  const known = all.stacks.find((one) => plain(one.id) === stack);
  if (!known) return null;
  const parts = all.tasks.map((task) => [task, task.rows.find((row) => row.id === known.tools[task.id])]);
  const total = weigh(parts.map(([task, row]) => [weightsHeld().tasks[task.id], row ? weighRow(row, all, weightsHeld()) : null]));
  const shown = (task, row) => anchorTo(linkTo("points", task.id, row.id), pointsText(weighRow(row, all, weightsHeld())));
  const run = parts.filter(([, row]) => row);
  const number = (row, ...of) => anchorTo(linkTo("number", row.id, ...of), numberOf(row.id, ...of)?.shown ?? "not measured");
  return [[isolated(known.name), " · points of the stack"], [
    make("p", { className: "big" }, `${pointsText(total)} points`),
    make("p", {}, "The mean of its tools’ points in their tasks, by the tasks’ weights as they stand now."),
    tableOf("From tasks to points", ["Task", "Weight", "Tool", "Points"], parts.map(([task, row]) =>
      [isolated(task.title), weightShareText(shareOf(weightsHeld().tasks, task.id)), row ? isolated(row.name) : "not run", row ? shown(task, row) : ""])),
    ...wouldLead(known.id, waysOfStacks(), rankings.stacks, "stack"),
    heading("On disk: each tool’s environment, added up"),
    make("ul", {}, ...[...new Map(run.map(([, row]) => [row.id, row])).values()].map((row) =>
      make("li", {}, isolated(row.name), ": ", number(row, "", "", "setup.install_mb")))),
    heading("Concepts to know: those of all its tools at the everyday change, each counted once"),
    make("ul", {}, ...run.map(([task, row]) =>
      make("li", {}, isolated(task.title), ": ", isolated(row.name), ", ", number(row, task.id, "adapt", "code.concepts")))),
  ]];
}

function criterionPage(stack, criterion) {
  const all = weighingData();
  const known = all.stacks.find((one) => plain(one.id) === stack);
  const at = all.criteria.findIndex((one) => plain(one.id) === criterion);
  if (!known || at < 0) return null;
  const { id, title } = all.criteria[at];
  const total = criterionOfStack(known, at);
  return [[isolated(known.name), " · ", isolated(title)], [
    make("p", { className: "big" }, total ? `${pointsText(total)} points` : "does not apply"),
    make("p", {}, "The mean of its tools’ points in this criterion, by the tasks’ weights as they stand now. A task that does not have the criterion weighs nothing."),
    tableOf("From tasks to points", ["Task", "Weight", "Tool", "Points"], all.tasks.map((task) => {
      const row = task.rows.find((one) => one.id === known.tools[task.id]);
      const part = row?.parts[at];
      return [isolated(task.title), weightShareText(shareOf(weightsHeld().tasks, task.id)), row ? isolated(row.name) : "not run",
        part ? anchorTo(linkTo("points", task.id, row.id, id), pointsText(part)) : "does not apply"];
    })),
    make("p", {}, anchorTo(linkTo("parts", known.id), "How the stack’s points add up")),
  ]];
}

// What each entry of a criterion found in a task: the number it weighs, its points, and where the number's evidence opens.
function scoredFigures(criterion, task, tool) {
  const known = evidenceData().tools[tool];
  return evidenceData().entries[criterion].map((entry, at) => {
    const scored = known.scored[task][criterion][at];
    const [, , , ofTool] = evidenceData().metrics[entry.metric];
    const [ofTask, level] = [ofTool ? "" : task, entry.level ?? ""];
    const number = numberOf(tool, ofTask, level, entry.metric) ?? {};
    const points = Array.isArray(scored.points) ? scored.points : [scored.points, scored.points];
    return {
      shown: number.shown ?? statusWord(scored.status ?? number.status),
      reason: scored.reason ?? (number.status === "ok" ? "" : number.reason ?? ""),
      points: scored.points === undefined ? null : points,
      ratio: scored.ratio, clipped: scored.clipped, entry, link: linkTo("number", tool, ofTask, level, entry.metric),
    };
  });
}

function scoredTable(criterion, figures) {
  return tableOf(`From values to points: ${criterion}`, ["Metric", "Value", "Points", "Weight", "Anchors: what earns 0 and 100 points"], figures.map((figure) => {
    const { entry } = figure;
    const [title, arrow, , , effort] = evidenceData().metrics[entry.metric];
    const value = make("span", {}, anchorTo(figure.link, figure.shown),
      make("small", {}, figure.ratio ? `${figure.ratio} the baseline` : ""), reasonOf(figure.reason));
    const points = make("span", {}, figure.points ? pointsText(figure.points) : "does not apply", figure.clipped ? make("small", {}, "beyond its anchor") : "");
    const anchors = make("span", { className: "anchors" }, entry.anchors, make("small", {}, entry.because, entry.spread ? `. Another author’s code may differ: spread ${entry.spread}` : ""));
    return [make("span", {}, `${title} ${arrow}`, make("small", {}, [entry.level ? `at ${entry.level}` : "", effort ? "a proxy for people’s work" : ""].filter(Boolean).join(", "))), value, points, entry.metric === metricLeft ? "left out" : weightText(entry.weight), anchors];
  }));
}

// The table of all metrics of one tool, made when its part of the page is first opened.
function fillTool(details) {
  if (details.dataset.filled) return;
  details.dataset.filled = "yes";
  const tool = details.dataset.tool;
  const known = evidenceData().tools[tool];
  if (!known) {
    details.append(make("p", {}, "evalkit observed nothing about it."));
    return;
  }
  const done = weighingData().tasks.filter((task) => task.rows.some((row) => row.id === tool));
  if (done.length) {
    details.append(
      make("p", {}, "How its points in a task add up, and what would make it lead there:"),
      make("ul", { className: "onwards" }, ...done.map((task) => make("li", {}, anchorTo(linkTo("points", task.id, tool), task.title)))),
    );
  }
  const rows = Object.entries(known.numbers).map(([key, found]) => {
    const [task, level, ...rest] = key.split("/");
    const metric = rest.join("/");
    const [title, arrow] = evidenceData().metrics[metric];
    const link = linkTo("number", tool, task === "-" ? "" : task, level === "-" ? "" : level, metric);
    const value = make("span", {}, make("a", { href: `#${link}`, id: link }, found.shown ?? statusWord(found.status)),
      found.shown === undefined ? reasonOf(found.reason) : "");
    const interval = found.interval ? found.interval.join(" – ") : "";
    return [task === "-" ? "the tool itself" : isolated(titleOf(task)), level === "-" ? "" : level, make("span", {}, `${title} ${arrow}`), value, String(found.samples?.length ?? (found.exact === undefined ? "" : 1)), interval];
  });
  details.append(tableOf(`All metrics of ${known.name}`, ["Task", "Level", "Metric", "Value", "n", "95 % interval, unadjusted"], rows));
}
