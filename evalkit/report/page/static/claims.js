// Claims: the tests behind each row are folded until a reader asks for them; without scripts they stand open.

function foldClaim(button, folded) {
  button.setAttribute("aria-expanded", String(!folded));
  byId(button.getAttribute("aria-controls")).hidden = folded;
}

for (const button of document.querySelectorAll("[data-claim]")) {
  foldClaim(button, true);
  button.addEventListener("click", () => foldClaim(button, button.getAttribute("aria-expanded") === "true"));
}

// Opens what a place is folded into, and what is folded behind it; says whether anything was.
function unfold(place) {
  const folded = place.matches("tr") ? place.querySelector("[data-claim][aria-expanded=false]") : null;
  if (folded) foldClaim(folded, false);
  let outer = place.closest("details:not([open])");
  const found = Boolean(folded || outer);
  for (; outer; outer = outer.closest("details:not([open])")) outer.open = true;
  return found;
}

const printed = [...document.querySelectorAll("details[data-print]")];
window.addEventListener("beforeprint", () => printed.forEach((details) => (details.open = true)));
