// What goes on beyond its box says so: it fades where it is cut, and above a table a button counts the columns beyond its edge
// and goes there. Browsers that hide their scrollbars show nothing else of it.

const BEYOND = ".scrolling, pre.listing, pre.code, ul.places, #evidence-body";

function showBeyond(box) {
  const right = box.scrollWidth - box.clientWidth - box.scrollLeft > 8;
  box.classList.toggle("cut", right && box.matches(".scrolling"));
  box.classList.toggle("below", !box.matches(".scrolling") && box.scrollHeight - box.clientHeight - box.scrollTop > 8);
  const onwards = box.previousElementSibling?.matches(".beyond") ? box.previousElementSibling : null;
  if (!box.matches(".cut")) {
    if (onwards) onwards.disabled = true;
    if (onwards && box.scrollWidth <= box.clientWidth) onwards.remove();
    return;
  }
  const edge = box.getBoundingClientRect().right;
  const hidden = [...box.querySelectorAll("thead tr:last-child > *")].filter((cell) => cell.getBoundingClientRect().right > edge + 1).length;
  const button = onwards ?? make("button", { type: "button", className: "saving beyond" });
  button.disabled = false;
  setText(button, hidden ? `${hidden} more column${hidden === 1 ? "" : "s"} →` : "more →");
  if (onwards) return;
  button.addEventListener("click", () => box.scrollBy({ left: 0.75 * box.clientWidth }));
  box.before(button);
}

const boxes = new ResizeObserver((seen) => new Set(seen.map(({ target }) => target.closest(BEYOND))).forEach((box) => box && showBeyond(box)));
// Gives the box back.
function watchBeyond(box) {
  boxes.observe(box);
  if (box.firstElementChild) boxes.observe(box.firstElementChild);
  box.addEventListener("scroll", () => showBeyond(box), { passive: true });
  return box;
}
for (const box of document.querySelectorAll(BEYOND)) watchBeyond(box);
