// Whose weights these are: the rubric's, a profile's with its requirements, or the reader's own on top of either.

let weighed = null;
function weighingData() {
  weighed ??= JSON.parse(openedText(byId("weighing-data")));
  return weighed;
}

function rubricWeights() {
  const of = (list) => Object.fromEntries(list.map(({ id, weight }) => [id, weight]));
  return { criteria: of(weighingData().criteria), tasks: of(weighingData().tasks) };
}

// Whose priorities these are: a profile's id, or "" for the rubric's own.
let chosen = "";
const profileOf = (id) => weighingData().profiles.find((profile) => profile.id === id);

function startingWeights() {
  const profile = profileOf(chosen);
  return profile ? { criteria: { ...profile.criteria }, tasks: { ...profile.tasks } } : rubricWeights();
}

let weightsNow = rubricWeights();

// The weights that count, and who is out for the chosen profile.
const weightsHeld = () => ({ ...withoutLeft(weightsNow), out: profileOf(chosen)?.out ?? {} });

const choices = document.querySelectorAll("[data-profile], [data-choose]");
const requirementLines = document.querySelectorAll("[data-requires]");
function showChosen() {
  const untouched = chosen !== "" || !movedWeights().length;
  for (const button of choices) {
    button.setAttribute("aria-pressed", String((button.dataset.profile ?? button.dataset.choose) === chosen && untouched));
  }
  const profile = profileOf(chosen);
  for (const place of requirementLines) place.hidden = !profile?.requires.length;
  if (!profile?.requires.length) return;
  const out = [...new Set(Object.keys(profile.out).map((part) => nameOf(part.split("/").slice(1).join("/"))))];
  for (const place of requirementLines) place.textContent = `Requires ${profile.requires.map((title) => `“${title}”`).join(", ")}. ${out.length ? `Ruled out in at least one task: ${out.join(", ")}.` : "As far as observed, every tool meets this."}`;
}

// A task by its title, given its id or what a link makes of that.
const titleOf = (id) => weighingData().tasks.find((task) => plain(task.id) === plain(id))?.title ?? id;

function nameOf(tool) {
  for (const task of weighingData().tasks) {
    const row = task.rows.find((one) => one.id === tool);
    if (row) return row.name;
  }
  return tool;
}

function choose(profile) {
  chosen = profileOf(profile) ? profile : "";
  weightsNow = startingWeights();
  show();
  keepAddress(addressed().place, "push");
}
