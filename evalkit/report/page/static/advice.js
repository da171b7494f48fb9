// What is said of a tool, written when its part of the page is first opened; small pages have it from the start.
function fillAdvice(details) {
  if (details.dataset.filled) return;
  details.dataset.filled = "yes";
  for (const [heading, sentences] of evidenceData().advice[details.dataset.advice] ?? []) {
    const where = make("p", { className: "where" });
    say(where, heading);
    details.append(where, make("ul", {}, ...sentences.map((sentence) => {
      const item = make("li");
      say(item, sentence);
      return item;
    })));
  }
}
for (const details of document.querySelectorAll("details[data-advice]")) {
  details.addEventListener("toggle", () => details.open && fillAdvice(details));
}
