// The code views: which implementations or levels are compared, the address that says so, and what a fault printed.

const codeChoices = document.getElementById("code-choices");
const codeListings = document.getElementById("code-listings");
const choiceOf = (name) => codeChoices.querySelector(`[data-choice="${name}"]`);
let codeMode = "code";
let codeShown = "";

const codeTask = (id) => weighingData().tasks.find((task) => task.id === id);
const toolName = (tool) => looked(evidenceData().tools, tool)?.name ?? tool;
const codeLabels = { code: ["task", "level", "left", "right"], diff: ["task", "tool", "from", "to"] };

function fillChoice(name, options, wanted) {
  const select = choiceOf(name);
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  const found = options.find(([value]) => value === wanted) ?? options.find(([value]) => plain(value) === wanted) ?? options[0];
  select.value = found ? found[0] : "";
}

// Options that go together: a task has its levels and its tools; `wanted` are names as links have them, or none.
function fillChoices(wanted = {}) {
  const { levels, first } = evidenceData().code;
  fillChoice("task", weighingData().tasks.map(({ id, title }) => [id, title]), wanted.task ?? choiceOf("task").value);
  const task = codeTask(choiceOf("task").value);
  const tools = task.rows.map(({ id, name }) => [id, name]);
  const names = levels[task.id].map((level) => [level, level]);
  fillChoice("level", names, wanted.level ?? (choiceOf("level").value || first));
  const level = choiceOf("level").value;
  const written = tools.map(([id]) => id).filter((id) => evidenceData().sources[`${task.id}/${id}/${level}`]);
  const baseline = evidenceData().code.baselines[task.id];
  fillChoice("left", tools, wanted.left ?? (choiceOf("left").value || baseline));
  const other = written.find((id) => id !== choiceOf("left").value);
  fillChoice("right", tools, wanted.right ?? kept("right", tools, choiceOf("left").value) ?? other);
  fillChoice("tool", tools, wanted.tool ?? (choiceOf("tool").value || other));
  const [from, to] = [wanted.from ?? choiceOf("from").value, wanted.to ?? choiceOf("to").value].map((level) => names.findIndex(([name]) => name === level));
  const lower = from < 0 ? 0 : Math.min(from, names.length - 2);
  fillChoice("from", names.slice(0, -1), names[Math.max(0, lower)]?.[0]);
  fillChoice("to", names.slice(lower + 1), to > lower ? names[to][0] : undefined);
}

// What a select shows now, if it is still an option and not what stands on the other side.
function kept(name, options, taken) {
  const { value } = choiceOf(name);
  return value !== taken && options.some(([id]) => id === value) ? value : undefined;
}

function showCode() {
  codeChoices.hidden = false;
  const wanted = [codeMode, ...codeLabels[codeMode].map((name) => choiceOf(name).value)];
  for (const part of codeChoices.querySelectorAll("[data-mode]")) part.hidden = part.dataset.mode !== codeMode;
  codeChoices.querySelector(`[value="${codeMode}"]`).checked = true;
  if (codeShown === wanted.join("/")) return;
  codeShown = wanted.join("/");
  const [task, ...rest] = wanted.slice(1);
  codeListings.className = codeMode === "code" ? "listings two" : "listings";
  codeListings.replaceChildren(...(codeMode === "code"
    ? [implementationColumn(task, rest[1], rest[0]), implementationColumn(task, rest[2], rest[0])]
    : levelsCompared(task, ...rest)));
  switchMarks();
}

const codePlace = () => linkTo(codeMode, ...codeLabels[codeMode].map((name) => choiceOf(name).value));

function numberIn(task, tool, level, metric) {
  const key = numberKey(metric, task, level);
  const found = looked(looked(evidenceData().tools, tool)?.numbers ?? {}, key.map(plain).join("/"));
  const [title] = evidenceData().metrics[metric];
  const link = linkTo("number", tool, ...key.slice(0, 2).map((part) => (part === "-" ? "" : part)), metric);
  return make("li", {}, `${title}: `, found ? anchorTo(link, found.shown ?? statusWord(found.status)) : "not measured",
    found && !found.shown && found.status && found.reason ? reasonOf(found.reason) : "");
}

function implementationColumn(task, tool, level) {
  const data = evidenceData();
  const label = `${task}/${tool}/${level}`;
  const [files, unsupported, found] = [data.sources, data.unsupported, data.levels].map((table) => table[label]);
  const runs = data.code.colours[label] ?? [];
  const status = found?.status ?? "not-run";
  const name = toolName(tool);
  const metrics = [...Object.values(MARKS).map(({ metric }) => metric), "code.tokens", "code.handover_tokens"];
  return make("section", { className: "column", ariaLabel: `${name}, ${level}` },
    make("h3", {}, anchorTo(linkTo("tool", tool), name)),
    make("p", { className: "came-out" }, "Came out: ",
      make("a", { className: `outcome ${status}`, href: `#${linkTo("implementation", task, tool, level)}` }, signOf(status), status.replace("-", " "))),
    make("ul", { className: "figures" }, ...(files ? metrics.map((metric) => numberIn(task, tool, level, metric)) : [])),
    files && data.code.uncoloured && !runs.some(Boolean) ? make("p", { className: "came-out" }, "Without colours: there is too much code in this page to colour all of it.") : "",
    ...(files ?? []).map((file, at) => listingOf(file, runs[at], marksOf(task, tool, level, file.name), name)),
    unsupported ? make("pre", { className: "text", tabIndex: 0 }, unsupported) : "",
    ...picturesBeside(task, tool, level),
    files || unsupported ? "" : make("p", {}, found?.status ? CODE_ELSEWHERE : "Nothing was written for this level."));
}

function levelsCompared(task, tool, from, to) {
  const data = evidenceData();
  const pairs = data.code.changes[`${task}/${tool}`]?.[`${from}/${to}`];
  const [below, above] = [from, to].map((level) => data.sources[`${task}/${tool}/${level}`] ?? []);
  const runs = [from, to].map((level) => data.code.colours[`${task}/${tool}/${level}`] ?? []);
  const name = toolName(tool);
  if (!pairs) {
    const lacking = [from, to].filter((level, at) => ![below, above][at].length);
    return [make("p", {}, isolated(name), ` has no code at ${lacking.length ? lacking.join(" and ") : `${from} and ${to}`}: there is nothing to compare.`)];
  }
  const count = (sign) => pairs.flatMap(([, , steps]) => [...steps.matchAll(/(\d+)([=+-])/g)]).filter(([, , one]) => one === sign).reduce((sum, [, many]) => sum + Number(many), 0);
  return [
    make("h3", {}, anchorTo(linkTo("tool", tool), name), `: ${from} → ${to}`),
    make("p", { className: "came-out" }, `${count("+")} lines added, ${count("-")} removed, ${count("=")} kept.`),
    make("ul", { className: "figures" }, numberIn(task, tool, "-", "ladder.changed_share"), numberIn(task, tool, "-", "ladder.steepest_concepts")),
    ...pairs.map(([low, high, steps]) => comparisonOf(below[low], above[high], steps, [runs[0][low], runs[1][high]], `${name}, ${from} to ${to}`)),
  ];
}

function switchMarks() {
  for (const box of codeChoices.querySelectorAll("[data-switch]")) {
    codeListings.classList.toggle(`no-${box.dataset.switch}`, !box.checked);
  }
}

// '#code/task/level/tool/tool' and '#diff/task/tool/level/level'; true where the address was one of these.
function goToCode(kind, names) {
  if (!Object.hasOwn(codeLabels, kind) || !names.length || !weighingData().tasks.length) return false;
  codeMode = kind;
  const wanted = Object.fromEntries(codeLabels[kind].map((name, at) => [name, names[at] === "-" ? undefined : names[at]]));
  const was = choiceOf("task").value;
  if (plain(was) !== names[0]) for (const name of ["left", "right", "tool"]) choiceOf(name).replaceChildren();
  fillChoices(wanted);
  const before = codeShown;
  showCode();
  const section = document.getElementById("code");
  const { top, bottom } = section.getBoundingClientRect();
  if (codeShown !== before || top > innerHeight || bottom < 0) section.scrollIntoView(); // who comes back keeps their place
  return true;
}

// A progress bar is written over itself: a terminal keeps what stands behind the last return to the line's beginning.
const asOnTerminal = (line) => line.split("\u240d").filter((part) => part !== "").at(-1) ?? "";

function faultPage(task, tool, name) {
  const data = evidenceData();
  const known = looked(data.faults, `${task}/${tool}`);
  const found = known && Object.hasOwn(known.faults, name) ? known.faults[name] : null;
  if (!found) return null;
  const [fault, outcome, icon, facts, metric, place] = found;
  const number = looked(looked(data.tools, tool)?.numbers ?? {}, [task, known.level, metric].map(plain).join("/"));
  const item = number?.evidence?.[place];
  const printed = (item?.text ?? "").split("\n").slice(1).map(asOnTerminal).join("\n").trimEnd();
  const files = sourcesOf(tool, task, known.level);
  const file = item?.lines ? files.get(item.file) : undefined;
  return [[isolated(toolName(tool)), " · ", isolated(fault)], [
    make("p", { className: `big outcome ${icon}` }, signOf(icon), outcome),
    make("ul", {}, ...facts.map((fact) => make("li", {}, isolated(fact)))),
    heading("What the checker said, and what was printed, as a terminal shows it"),
    printed ? make("pre", { className: "text", tabIndex: 0 }, printed) : make("p", {}, "Nothing."),
    ...(file ? [heading("Where, in the script"), codeOf(file, [item.lines])] : []),
    make("p", {}, anchorTo(linkTo("number", tool, task, known.level, metric), "All faults of this tool in this task")),
  ]];
}

function signOf(icon) {
  const [picture, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${icon}`);
  picture.append(use);
  return picture;
}

codeChoices.addEventListener("change", ({ target }) => {
  if (target.dataset.switch) {
    switchMarks();
    return;
  }
  if (target.name === "code-mode") codeMode = target.value;
  if (target === choiceOf("task")) for (const name of ["left", "right", "tool"]) choiceOf(name).replaceChildren();
  fillChoices();
  showCode();
  keepAddress(codePlace());
});

// The code of the task that a reader looks at, unless it is there already.
function codeOfTask(task) {
  if (!codeShown || choiceOf("task").value === task) return;
  for (const name of ["left", "right", "tool"]) choiceOf(name).replaceChildren();
  fillChoices({ task });
  showCode();
}

// Nothing is laid out before a reader comes near it.
new IntersectionObserver((seen, observer) => {
  if (!seen.some((one) => one.isIntersecting) || !weighingData().tasks.length) return;
  observer.disconnect();
  if (!codeShown) {
    fillChoices(taskNow ? { task: taskNow } : {});
    showCode();
  }
}, { rootMargin: "200px" }).observe(document.getElementById("code"));
