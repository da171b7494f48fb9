// Sending weights to somebody: the ending of the address that keeps them, to be copied.

// What an address ends in to bring back the weights as they stand; empty where they are the rubric's.
function endingOfAddress() {
  const kept = new URLSearchParams(chosen ? [["p", chosen]] : []);
  movedWeights().forEach(([kind, name, value]) => kept.set(`${kind === "criteria" ? "w" : "t"}.${name}`, String(Number(value.toPrecision(9)))));
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
