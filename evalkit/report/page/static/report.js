// The page: sliders, ranks that follow them, the address that keeps them, and what opens.

const LARGEST_WEIGHT = 1e12; // of those in an address: sums of larger ones lose the others

const sliders = [...document.querySelectorAll(".slider input")];

function say(place, sentence) {
  place.replaceChildren(...sentence.flatMap((part) => {
    if (typeof part === "string") return [unbroken(part)];
    const name = part.link ? anchorTo(part.link, part.name) : isolated(part.name);
    return part.of ? [name, " ", make("span", { className: "of" }, "(", make("bdi", {}, unbroken(part.of)), ")")] : [name];
  }));
}

// The rankings under the weights as they are: of the stacks, and of a task's tools, which are ranked when they are first asked for.
function rankingsNow() {
  const [data, held, known] = [weighingData(), weightsHeld(), new Map()];
  const of = (id) => {
    if (!known.has(id)) known.set(id, rankTools(data.tasks.find((task) => task.id === id), data, held));
    return known.get(id);
  };
  return { stacks: rankStacks(data, held), of, get tasks() { return data.tasks.map(({ id }) => [id, of(id)]); } };
}

const NO_FIRSTS = { stacks: {}, tasks: {} };
const firstsStated = () => weighingData().firsts[chosen || "rubric"] ?? NO_FIRSTS;

// What is shown: the rankings, and how often each comes first, which is null while a weight moves and nobody has drawn it yet.
let rankings = rankingsNow();
let firstsNow = firstsStated();

function show() {
  leaveMetric();
  rankings = rankingsNow();
  firstsNow = isOwn() ? null : firstsStated();
  document.body.classList.toggle("drawing-lots", firstsNow === null);
  renewWhatIsNear();
  const held = weightsHeld();
  for (const slider of sliders) {
    const share = shareOf(held[slider.dataset.kind], slider.dataset.name);
    slider.value = 100 * share;
    slider.ariaValueText = weightShareText(share);
    setText(slider.previousElementSibling, slider.ariaValueText);
  }
  showWhetherMoved();
  showChosen();
  sayMoved();
  later();
}

function showStackTable(table) {
  showRanking(table, rankings.stacks);
  if (firstsNow) showShares(table, firstsNow.stacks);
}

// The stacks task by task, a column for each, in the order of the ranking.
function showStackParts(table) {
  const [data, held] = [weighingData(), weightsHeld()];
  const order = rankings.stacks.map(({ id }) => id);
  const at = new Map(data.stacks.map(({ id }, place) => [id, place]));
  for (const row of table.rows) {
    const cells = [...row.cells].slice(1);
    if (cells.some((cell, place) => cell.dataset.name !== order[place])) {
      row.append(...cells.sort((one, other) => order.indexOf(one.dataset.name) - order.indexOf(other.dataset.name)));
    }
    for (const cell of row.querySelectorAll("[data-part]")) {
      const tool = rowsOfStacks(data)[at.get(cell.parentElement.dataset.name)][data.tasks.findIndex((task) => task.id === cell.dataset.part)];
      if (tool) setText(cell, pointsText(weighRow(tool, data, held)));
    }
  }
}

// Who leads. Without chances, while a weight moves, the points alone decide whether that is said.
function sayLead() {
  const { stacks } = rankings;
  const made = Object.fromEntries(weighingData().stacks.map(({ id, of }) => [id, of]));
  if (stacks.length) say(byId("lead"), leadSentence(stacks, "stack", (firstsNow ?? NO_FIRSTS).stacks, made));
}

const sayLeadOf = (place) => say(place, leadSentence(rankings.of(place.dataset.lead), "tool", (firstsNow ?? NO_FIRSTS).tasks[place.dataset.lead]));

function sayHowSure() {
  if (firstsNow) say(byId("sure-line"), sureSentence(rankings.stacks, firstsNow.stacks, "stack"));
}

for (const table of document.querySelectorAll("#stacks [data-ranking]")) follow(table, () => showStackTable(table));
for (const table of document.querySelectorAll("#stacks [data-parts]")) follow(table, () => showStackParts(table));
for (const place of document.querySelectorAll("[data-lead]")) follow(place, () => sayLeadOf(place));
follow(byId("lead"), sayLead);
follow(byId("sure-line"), sayHowSure);

// The line that stays at the foot of the window.
function sayMoved() {
  const { stacks } = rankings;
  const nothing = nothingLeft();
  const whose = movedWeights().length ? "Your weights" : leftOut ? `Without “${leftTitle()}”` : profileOf(chosen)?.title ?? "";
  say(byId("moved-text"), nothing ? [nothing] : stacks.length ? [`${whose}: `, ...leadSentence(stacks, "stack", (firstsNow ?? NO_FIRSTS).stacks)] : [leftOut ? `Ranked without “${leftTitle()}”.` : "Ranked by your weights."]);
}

function nothingLeft() {
  const none = (weights) => Object.values(weights).every((weight) => weight === 0);
  if (none(weightsHeld().criteria)) return "Every criterion weighs 0: nothing is left to rank by.";
  if (none(weightsHeld().tasks)) return "Every task weighs 0: nothing is left to rank stacks by.";
  return "";
}

function movedWeights() {
  const start = startingWeights();
  return ["criteria", "tasks"].flatMap((kind) =>
    Object.entries(weightsNow[kind]).filter(([name, value]) => value !== start[kind][name]).map(([name, value]) => [kind, name, value]));
}

// Whether a reader ranks by something that nobody has drawn chances for.
const isOwn = () => movedWeights().length > 0 || leftOut !== "";

const statedNotes = document.querySelectorAll("[data-as-stated]");
function showWhetherMoved() {
  const moved = isOwn();
  const profile = profileOf(chosen);
  byId("moved").hidden = !moved && !profile;
  const nothing = nothingLeft();
  byId("nothing-left").hidden = nothing === "";
  byId("nothing-left").textContent = nothing;
  byId("under").classList.toggle("yours", moved || profile !== undefined);
  const whose = movedWeights().length ? "Under your weights, not the rubric’s" : profile ? `For “${profile.title}”, with its weights` : "Under the rubric’s weights";
  const without = leftOut ? `, without “${leftTitle()}”` : "";
  const alone = leftKind() === "metric" ? " No chances were drawn without it, so the points alone decide." : "";
  byId("under").textContent = `${whose}${without}.${alone} Points run from 0 to 100.`;
  for (const note of statedNotes) {
    const byColumn = note.dataset.asStated === "columns"; // the profiles are among them
    note.hidden = !moved && (byColumn || !profile);
    note.textContent = `This section uses the ${byColumn ? "weights that each column names" : "rubric’s weights"}, not ${movedWeights().length ? "the weights that you moved" : profile ? "the profile that you chose" : "what is left when you leave something out"} above.`;
  }
  showSharing();
}

// What need not follow every step of a slider: chances, the scan over the other weights, the address, what is read aloud.
let waiting = 0;
function later() {
  clearTimeout(waiting);
  clearTimeout(slice);
  waiting = setTimeout(() => inSlices(showTheRest()), 250);
}

function* showTheRest() {
  if (isOwn()) {
    firstsNow = leftKind() === "metric" ? NO_FIRSTS : yield* drawFirsts(weighingData(), weightsHeld());
    document.body.classList.remove("drawing-lots");
    renewWhatIsNear();
    sayMoved();
    yield;
  }
  drawCostsAgain();
  if (rankings.stacks.length) {
    const ways = yield* findWaysOfStacks();
    byId("changes").replaceChildren(...whatWouldChange(rankings.stacks, ways, profilesLedBy()).map((sentence) => {
      const item = make("li");
      say(item, sentence);
      return item;
    }));
  }
  for (const follower of followers) {
    if (follower.waits) continue;
    yield;
    renewed(follower);
  }
  byId("announcement").textContent = byId("moved").hidden ? "The rubric’s weights again." : byId("moved-text").textContent;
  keepAddress(addressed().place);
}

// The address ends in '#place?w.criterion=2&t.task=3&hide=tool'; both parts may be missing.
function addressed() {
  const [place, ...rest] = location.hash.slice(1).split("?");
  let name = place;
  try {
    name = decodeURIComponent(place);
  } catch {
    // a broken escape leads nowhere
  }
  return { place: name, given: new URLSearchParams(rest.join("?")) };
}

// `how` is "push" for what a reader may want to go back from, and "replace" for what changes all the time.
function keepAddress(place, how = "replace") {
  const tail = endingOfAddress(viewNow === "everything" && place !== "everything" ? [["v", viewNow]] : []);
  const wanted = place || tail ? `#${place}${tail}` : location.pathname + location.search;
  if (wanted === location.hash || (!place && !tail && !location.hash)) return;
  try {
    history[`${how}State`](null, "", wanted);
  } catch {
    // some mail programs show the page where addresses cannot change: the ranking follows all the same
  }
}

// The address says all that a reader has chosen; what it does not name is as it was at first. Says whether weights change.
function takeWeights(given) {
  const before = JSON.stringify([chosen, weightsNow]);
  chosen = profileOf(given.get("p")) ? given.get("p") : "";
  weightsNow = startingWeights();
  for (const [key, text] of given) {
    const kind = { w: "criteria", t: "tasks" }[key.slice(0, 1)];
    const name = key.slice(2);
    const value = Number(text);
    if (kind && key[1] === "." && text !== "" && Object.hasOwn(weightsNow[kind], name) && value >= 0 && value <= LARGEST_WEIGHT) {
      weightsNow[kind][name] = value;
    }
  }
  return JSON.stringify([chosen, weightsNow]) !== before;
}

const PAGES = { number: numberPage, "stack-number": stackNumberPage, implementation: implementationPage, points: pointsPage, parts: partsPage, criterion: criterionPage, fault: faultPage, picture: picturePage };
const dialog = byId("evidence");

function go() {
  const { place, given } = addressed();
  const link = followed?.place === place ? followed : null;
  const left = link ? undefined : history.state?.y;
  followed = null;
  if (!link) {
    if (takeChoice(given)) showChoice();
    const [weighs, leaves] = [takeWeights(given), takeLeftOut(given)];
    if (weighs || leaves) show();
  }
  const [kind, ...names] = place.split("/");
  const page = Object.hasOwn(PAGES, kind) ? PAGES[kind](...names) : null;
  if (page) {
    keepAddress(place);
    byId("evidence-title").replaceChildren(...page[0]);
    byId("evidence-body").replaceChildren(...page[1]);
    if (!dialog.open) dialog.showModal();
    byId("evidence-body").scrollTop = 0;
    showBeyond(byId("evidence-body"));
    byId("evidence-title").focus();
    return;
  }
  if (dialog.open) dialog.close();
  const entered = enter(place, link, given);
  placeNow = place;
  keepAddress(place);
  if (kind === "at") {
    goToRow(place, names);
    return;
  }
  if (goToCode(kind, names)) return;
  if (kind === "versus" && names.length === 4) {
    chooseVersus(...names);
    byId("versus").scrollIntoView();
    return;
  }
  const target = byId(place);
  showAgain(target);
  const unfolded = target && unfold(target);
  if (entered) scrollWithin(place, target, link, left);
  else if (left !== undefined) scrollTo(0, left);
  else if (target && (unfolded || given.size || target instanceof HTMLDetailsElement)) target.scrollIntoView();
  if (kind === "weight" && target) target.focus();
}

// The other weights stay as they are. With none beside it, a weight is all there is, or nothing.
function moveTo(kind, name, share) {
  const all = weightsNow[kind];
  all[name] = weightFor(all, name, share) ?? (share > 0 ? all[name] || 1 : 0);
}

let frame = 0;
for (const slider of sliders) {
  slider.addEventListener("input", () => {
    if (leftOut === `${slider.dataset.kind}/${slider.dataset.name}`) leaveOut("");
    moveTo(slider.dataset.kind, slider.dataset.name, Number(slider.value) / 100);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(show);
  });
}
for (const button of document.querySelectorAll("[data-only]")) {
  button.addEventListener("click", () => {
    leaveOut("");
    for (const criterion of Object.keys(weightsNow.criteria)) weightsNow.criteria[criterion] = Number(criterion === button.dataset.only);
    show();
  });
}
for (const button of document.querySelectorAll(".reset")) {
  button.addEventListener("click", () => {
    leaveOut("");
    choose("");
  });
}
for (const button of choices) {
  button.addEventListener("click", () => choose(button.dataset.profile ?? button.dataset.choose));
}
for (const details of document.querySelectorAll("details.tool")) {
  details.addEventListener("toggle", () => details.open && fillTool(details));
}
byId("evidence-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("close", () => Object.hasOwn(PAGES, addressed().place.split("/")[0]) && keepAddress(placeNow));
startVersus();
showChoice();
showView("answer");
window.addEventListener("hashchange", go);
if (location.hash) go();
