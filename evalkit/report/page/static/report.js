// The page: sliders, ranks that follow them, the address that keeps them, and what opens.

const LARGEST_WEIGHT = 1e12; // of those in an address: sums of larger ones lose the others

const sliders = [...document.querySelectorAll(".slider input")];

function say(place, sentence) {
  place.replaceChildren(...sentence.map((part) => (typeof part === "string" ? part : part.link ? anchorTo(part.link, part.name) : isolated(part.name))));
}

function showStacks() {
  const data = weighingData();
  const table = document.querySelector("#stacks [data-ranking]");
  if (!table) return [];
  const ranking = rankStacks(data, weightsHeld());
  showRanking(table, ranking);
  for (const stack of data.stacks) {
    const row = [...table.tBodies[0].rows].find((one) => one.dataset.name === stack.id);
    for (const task of data.tasks) {
      const tool = task.rows.find((one) => one.id === stack.tools[task.id]);
      const cell = [...row.querySelectorAll("[data-part]")].find((one) => one.dataset.part === task.id);
      if (cell && tool) cell.textContent = pointsText(weighRow(tool, data, weightsNow));
    }
  }
  say(byId("lead"), leadSentence(ranking, "stack"));
  return ranking;
}

function show() {
  const data = weighingData();
  const ranking = showStacks();
  for (const task of data.tasks) {
    const ranked = rankTools(task, data, weightsHeld());
    showRanking(document.querySelector(`.task [data-ranking="${CSS.escape(task.id)}"]`), ranked);
    say(document.querySelector(`[data-lead="${CSS.escape(task.id)}"]`), leadSentence(ranked, "tool"));
  }
  for (const slider of sliders) {
    const share = shareOf(weightsNow[slider.dataset.kind], slider.dataset.name);
    slider.value = 100 * share;
    slider.ariaValueText = slider.previousElementSibling.textContent = weightShareText(share);
  }
  showWhetherMoved(ranking);
  showChosen();
  if (movedWeights().length) document.body.classList.add("drawing-lots");
  else showFirsts(data.firsts[chosen || "rubric"]);
  later();
}

// How often each comes first; `firsts` is missing where nothing was drawn.
function showFirsts(firsts = { stacks: {}, tasks: {} }) {
  document.body.classList.remove("drawing-lots");
  for (const table of document.querySelectorAll("[data-ranking]")) {
    const shares = table.dataset.ranking === "stacks" ? firsts.stacks : firsts.tasks[table.dataset.ranking] ?? {};
    for (const [id, { first }] of rowsOf(table)) setText(first, shares[id] ? sharesText(shares[id]) : "");
  }
  const line = byId("sure-line");
  if (line) say(line, sureSentence(rankStacks(weighingData(), weightsHeld()), firsts.stacks, "stack"));
}

function nothingLeft() {
  const none = (weights) => Object.values(weights).every((weight) => weight === 0);
  if (none(weightsNow.criteria)) return "Every criterion weighs 0: nothing is left to rank by.";
  if (none(weightsNow.tasks)) return "Every task weighs 0: nothing is left to rank stacks by.";
  return "";
}

function movedWeights() {
  const start = startingWeights();
  return ["criteria", "tasks"].flatMap((kind) =>
    Object.entries(weightsNow[kind]).filter(([name, value]) => value !== start[kind][name]).map(([name, value]) => [kind, name, value]));
}

function showWhetherMoved(ranking) {
  const moved = movedWeights().length > 0;
  const profile = profileOf(chosen);
  byId("moved").hidden = !moved && !profile;
  const nothing = nothingLeft();
  byId("nothing-left").hidden = nothing === "";
  byId("nothing-left").textContent = nothing;
  say(byId("moved-text"), nothing ? [nothing] : ranking.length ? [`${moved ? "Your weights" : profile?.title ?? ""}: `, ...leadSentence(ranking, "stack")] : ["Ranked by your weights."]);
  byId("under").classList.toggle("yours", moved || profile !== undefined);
  const whose = moved ? "Under your weights, not the rubric’s" : profile ? `For “${profile.title}”, with its weights` : "Under the rubric’s weights";
  byId("under").textContent = `${whose}. Points run from 0 to 100.`;
  for (const note of document.querySelectorAll("[data-as-stated]")) {
    const byColumn = note.dataset.asStated === "columns"; // the profiles are among them
    note.hidden = !moved && (byColumn || !profile);
    note.textContent = `This section uses the ${byColumn ? "weights that each column names" : "rubric’s weights"}, not ${moved ? "the weights that you moved" : "the profile that you chose"} above.`;
  }
  showSharing();
}

// What need not follow every step of a slider: the scan over the other weights, the address, what is read aloud.
let waiting = 0;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const data = weighingData();
    if (movedWeights().length) showFirsts(acceptability(data, weightsHeld()));
    if (data.stacks.length) {
      const changes = changesOf(data, weightsHeld()).map((change) => {
        const item = make("li");
        say(item, changeSentence(change));
        return item;
      });
      byId("changes").replaceChildren(...(changes.length ? changes
        : [make("li", {}, `No other stack takes the lead when one weight moves anywhere between 0 and ${data.mostPercent} % of all.`)]));
    }
    byId("announcement").textContent = byId("moved").hidden ? "The rubric’s weights again." : byId("moved-text").textContent;
    keepAddress(addressed().place);
  }, 250);
}

// The address ends in '#place?w.criterion=2&t.task=3'; both parts may be missing.
function addressed() {
  const [place, ...rest] = location.hash.slice(1).split("?");
  let name = place;
  try {
    name = decodeURIComponent(place);
  } catch {
    // a broken escape leads nowhere
  }
  return { place: name, weights: new URLSearchParams(rest.join("?")) };
}

function keepAddress(place) {
  const tail = endingOfAddress();
  const wanted = place || tail ? `#${place}${tail}` : location.pathname + location.search;
  if (wanted === location.hash || (!place && !tail && !location.hash)) return;
  try {
    history.replaceState(null, "", wanted);
  } catch {
    // some mail programs show the page where addresses cannot change: the ranking follows all the same
  }
}

function takeWeights(given) {
  let taken = false;
  const profile = given.get("p");
  if (profile !== null && profile !== chosen && profileOf(profile)) {
    chosen = profile;
    weightsNow = startingWeights();
    taken = true;
  }
  for (const [key, text] of given) {
    const kind = { w: "criteria", t: "tasks" }[key.slice(0, 1)];
    const name = key.slice(2);
    const value = Number(text);
    if (kind && text !== "" && Object.hasOwn(weightsNow[kind], name) && value >= 0 && value <= LARGEST_WEIGHT) {
      weightsNow[kind][name] = value;
      taken = true;
    }
  }
  return taken;
}

const PAGES = { number: numberPage, "stack-number": stackNumberPage, implementation: implementationPage, points: pointsPage, parts: partsPage, fault: faultPage, picture: picturePage };
const dialog = byId("evidence");

function go() {
  const { place, weights } = addressed();
  if (takeWeights(weights)) show();
  else keepAddress(place);
  const [kind, ...names] = place.split("/");
  const page = Object.hasOwn(PAGES, kind) ? PAGES[kind](...names) : null;
  if (page) {
    byId("evidence-title").replaceChildren(...page[0]);
    byId("evidence-body").replaceChildren(...page[1]);
    if (!dialog.open) dialog.showModal();
    byId("evidence-body").scrollTop = 0;
    byId("evidence-title").focus();
    return;
  }
  if (dialog.open) dialog.close();
  if (goToCode(kind, names)) return;
  if (kind === "versus" && names.length === 4) {
    chooseVersus(...names);
    byId("versus").scrollIntoView();
    return;
  }
  const target = byId(place);
  if (target && (unfold(target) || weights.size || target instanceof HTMLDetailsElement)) target.scrollIntoView();
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
    moveTo(slider.dataset.kind, slider.dataset.name, Number(slider.value) / 100);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(show);
  });
}
for (const button of document.querySelectorAll(".reset")) {
  button.addEventListener("click", () => choose(""));
}
for (const button of document.querySelectorAll("[data-profile], [data-choose]")) {
  button.addEventListener("click", () => choose(button.dataset.profile ?? button.dataset.choose));
}
for (const details of document.querySelectorAll("details.tool")) {
  details.addEventListener("toggle", () => details.open && fillTool(details));
}
byId("evidence-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("close", () => Object.hasOwn(PAGES, addressed().place.split("/")[0]) && keepAddress(""));
startVersus();
window.addEventListener("hashchange", go);
if (location.hash) go();
