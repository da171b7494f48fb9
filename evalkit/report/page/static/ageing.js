// A run that is old says so above everything: the page knows when it was measured, and the reader's clock what day it is.

const ageing = byId("old");
function daysOld(now = Date.now()) {
  const measured = Date.parse(ageing.dataset.measured);
  return Number.isNaN(measured) ? 0 : Math.floor((now - measured) / 86_400_000);
}
function showAge() {
  const days = daysOld();
  ageing.hidden = days <= Number(ageing.dataset.days);
  setText(ageing.querySelector("b"), `These measurements are ${days} days old.`);
}
showAge();
