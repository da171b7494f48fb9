// Sending a view to somebody: the ending of the address that keeps weights and chosen tools, to be copied.

// What an address ends in to bring back what a reader has chosen; empty where all is as it was at first.
function endingOfAddress(more = []) {
  const kept = new URLSearchParams(chosen ? [["p", chosen]] : []);
  movedWeights().forEach(([kind, name, value]) => kept.set(`${kind === "criteria" ? "w" : "t"}.${name}`, String(Number(value.toPrecision(9)))));
  if (leftOut) kept.set("out", leftOut);
  for (const [name, value] of [...choiceMade(), ...more]) kept.append(name, value);
  return kept.size ? `?${kept}` : "";
}

function showSharing() {
  const ending = endingOfAddress();
  byId("sharing").hidden = ending === "";
  byId("ending").textContent = `#weights${ending}`;
  byId("copied").textContent = "";
}

// Where the clipboard is refused the ending is selected, so that the keys for copying take it.
async function copyEnding() {
  try {
    await navigator.clipboard.writeText(byId("ending").textContent);
    byId("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(byId("ending"));
    byId("copied").textContent = "Selected: copy it with the keyboard.";
  }
}
byId("copy-ending").addEventListener("click", copyEnding);
