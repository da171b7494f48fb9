// The page's views: the answer, the map, one task at a time, and so on. Without a script, on paper, and under "everything"
// the page shows all of them.

const viewParts = [...document.querySelectorAll("main > [data-view]")];
const taskParts = [...document.querySelectorAll("main [data-task]")];
const viewLinks = [...document.querySelectorAll("[data-opens]")];

let viewNow = "answer";
let taskNow = ""; // whose view it is, among the tasks; all of them if empty
let taskSeen = ""; // where the menu leads back to
let placeNow = ""; // where the reader is on the page, whatever evidence lies over it
let partedNav = null; // the parts of this view, where it has any but tasks
let followed = null; // the link that was pressed last, until the page has gone there
const scrolledTo = new Map();

// The parts of the tasks' view as a list to choose from, for those who see no row of them: where there are many, or little room.
const MOST_IN_A_ROW = 16;
function pickerOf(nav) {
  const links = [...nav.querySelectorAll("a")];
  const select = make("select", { autocomplete: "off" }, ...links.map((link) => make("option", { value: link.getAttribute("href") }, link.textContent)));
  select.addEventListener("change", () => links[select.selectedIndex].click());
  nav.classList.add(links.length > MOST_IN_A_ROW ? "many" : "few");
  nav.append(make("label", {}, make("span", { className: "for-ears" }, nav.ariaLabel), select));
  return select;
}
const taskNav = document.querySelector("[data-view=tasks] nav.within");
const taskPicker = taskNav && pickerOf(taskNav);

// Anything that is scrolled to stops beneath the menu, however many lines its entries take; on paper there is none.
const menu = document.querySelector("nav.sections");
const { style: pageStyle } = document.documentElement;
function measureMenu() {
  const height = `${menu.offsetHeight}px`;
  if (menu.offsetHeight && pageStyle.getPropertyValue("--menu") !== height) pageStyle.setProperty("--menu", height);
}
new ResizeObserver(measureMenu).observe(menu);

const isElsewhere = (view) => viewNow !== "everything" && view !== viewNow;

function showView(view, task = "") {
  scrolledTo.set(`${viewNow}/${taskNow}`, scrollY);
  [viewNow, taskNow] = [view, task];
  taskSeen = task || taskSeen || (weighingData().tasks[0]?.id ?? "");
  for (const part of viewParts) part.classList.toggle("elsewhere", isElsewhere(part.dataset.view));
  for (const part of taskParts) part.classList.toggle("elsewhere", taskNow !== "" && part.dataset.task !== taskNow);
  document.body.classList.toggle("one-task", taskNow !== "");
  measureMenu();
  if (taskNav) taskNav.parentElement.style.setProperty("--row", `${taskNav.offsetHeight}px`);
  for (const link of viewLinks) {
    if (link.dataset.opens === viewNow) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (link.dataset.opens === "tasks" && taskSeen) link.href = `#${linkTo("task", taskSeen)}`;
  }
  const part = `#${taskNow ? linkTo("task", taskNow) : "tasks"}`;
  for (const link of document.querySelectorAll("[data-view=tasks] nav.within a")) {
    if (link.getAttribute("href") === part) {
      link.setAttribute("aria-current", "page");
      if (taskPicker) taskPicker.value = part;
    } else link.removeAttribute("aria-current");
  }
  if (taskNow) codeOfTask(taskNow);
  partedNav = viewNow === "everything" ? null : document.querySelector(`[data-view="${viewNow}"] > nav.within:not(.many, .few)`);
  document.body.classList.toggle("parted", partedNav !== null);
  pageStyle.setProperty("--chips", `${Math.max(0, (partedNav?.offsetHeight ?? 0) - 16)}px`); // the rest is beneath the menu
  showPart();
  renewWhatIsThere();
  fitCharts();
}

// For the printer everything is there before its charts are drawn, since what is not there has no width: this file comes
// before those that draw.
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll(".elsewhere")) part.classList.remove("elsewhere");
});
window.addEventListener("afterprint", () => showView(viewNow, taskNow));

// The part of a view that a reader is at: the last one that begins in the upper third of the window, or at the page's end, in it.
function showPart() {
  if (!partedNav) return;
  const links = [...partedNav.querySelectorAll("a")];
  const top = (link) => byId(link.getAttribute("href").slice(1)).getBoundingClientRect().top;
  const isAtEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const here = links.findLast((link) => top(link) < innerHeight / (isAtEnd ? 1 : 3)) ?? links[0];
  for (const link of links) {
    if (link !== here) link.removeAttribute("aria-current");
    else if (!link.ariaCurrent) {
      link.setAttribute("aria-current", "true");
      const { parentElement: { parentElement: row } } = link;
      row.scrollTo({ left: link.offsetLeft - row.clientWidth / 2 });
    }
  }
}
let partsFrame = 0;
window.addEventListener("scroll", () => {
  cancelAnimationFrame(partsFrame);
  partsFrame = requestAnimationFrame(showPart);
}, { passive: true });

const taskOf = (part) => weighingData().tasks.find((task) => plain(task.id) === part)?.id ?? "";

// The view that a place of the page lies in, as [view, task]; null for what lies in none, such as evidence.
function viewOf(place) {
  const [kind, part] = place.split("/");
  if (place === "") return ["answer", ""];
  if (["code", "diff", "at"].includes(kind) && part) return ["tasks", taskOf(part)];
  if (kind === "versus") return ["tools", ""];
  const target = byId(place);
  const view = target?.closest("[data-view]")?.dataset.view;
  if (view === undefined) return null;
  if (view !== "tasks") return [view, ""];
  const stays = viewNow === "tasks" && place !== "tasks" ? taskNow : "";
  return [view, target.closest("[data-task]")?.dataset.task ?? stays];
}

// Goes to the view of a place; says whether that is another one. Under "everything" links lead on within it, the menu's out of it.
function enter(place, link, given) {
  const within = link ? viewNow === "everything" && !link.leaves : given.get("v") === "everything";
  const [view, task] = place === "everything" || within ? ["everything", ""] : viewOf(place) ?? [viewNow, taskNow];
  if (view === viewNow && task === taskNow) return false;
  showView(view, task);
  return true;
}

// What stays above the page while it scrolls.
const stickyHeight = () => menu.offsetHeight + byId("chosen-tools").offsetHeight;

// An entry of the history remembers where a reader left it: browsers forget that where what is unfolded changes the page's height.
function rememberPlace() {
  try {
    history.replaceState({ y: scrollY }, "");
  } catch {
    // some mail programs show the page where addresses cannot change
  }
}

function scrollWithin(place, target, link, left) {
  const known = left ?? scrolledTo.get(`${viewNow}/${taskNow}`);
  if (!link && known !== undefined) scrollTo(0, known);
  else if (place === "" || viewNow === "answer") scrollTo(0, 0);
  else if (!target || target.matches("main > [data-view] > section:first-of-type, .one-task .task")) scrollTo(0, byId("everything").offsetTop - stickyHeight());
  else target.scrollIntoView();
  if (!link) return;
  const heading = (target ?? viewParts.find((part) => part.dataset.view === viewNow))?.querySelector("h2, h3");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// A row of a task's table, made if it is beyond those that are shown.
function goToRow(place, [task]) {
  const table = document.querySelector(`.task [data-ranking="${CSS.escape(taskOf(task))}"]`);
  const row = byId(place) ?? (table && whole(table) && byId(place));
  if (!row) return;
  showAgain(row);
  for (const other of document.querySelectorAll(".reached")) other.classList.remove("reached");
  row.classList.add("reached");
  row.tabIndex = -1;
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  followed = { place: link.getAttribute("href").slice(1), leaves: Boolean(link.closest("nav.sections")) };
  rememberPlace();
  if (location.hash !== link.getAttribute("href")) return;
  event.preventDefault(); // the address stays, so nobody would be told
  go();
});
