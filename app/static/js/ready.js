// The ready page tells whether this device can keep answers and reach the server; where it waits,
// it asks how things stand and opens the paper by itself once the room has started.
import { openStore } from "./exam-store.js";

const box = document.querySelector("[data-check]");
const yes = box.querySelector("[data-yes]").content.textContent;
const waiting = document.querySelector("[data-readiness]");
const opening = document.querySelector("[data-opening]");
const code = document.querySelector("[name=access_code]");
const KEPT_CODE = "chizheng.code";
const AGAIN_MS = 8000;

// Once the button is pressed the page is on its way; to load it anew would hold it back.
let isLeaving = false;
addEventListener("submit", () => (isLeaving = true));
addEventListener("pageshow", () => (isLeaving = false));

box.hidden = false;
if ((await openStore()).isLasting) box.querySelector("[data-check-storage]").textContent = yes;
fetch(location.href, { method: "HEAD" }).then((answer) => {
  if (answer.ok) box.querySelector("[data-check-server]").textContent = yes;
});

function lookAgain() {
  if (isLeaving) return;
  if (code?.value) sessionStorage.setItem(KEPT_CODE, code.value);
  location.reload();
}

/** Open the paper; a code that is still to be typed is asked for first. */
function open() {
  const button = opening.querySelector("button");
  if (!button.hidden) return;
  button.hidden = false;
  if (opening.checkValidity()) opening.requestSubmit(button);
  else code.focus();
}

function heed(said) {
  if (said.state === "started" && opening) open();
  else if (said.state !== waiting.dataset.state) lookAgain();
  else if (String(said.news) !== waiting.dataset.news) lookAgain();
}

async function ask() {
  const headers = { Accept: "application/json" };
  const answer = await fetch(waiting.dataset.readiness, { headers }).catch(() => null);
  let again = AGAIN_MS;
  if (answer?.status === 401) return lookAgain();
  if (answer?.ok) {
    const said = await answer.json();
    again = said.again_ms;
    heed(said);
  }
  setTimeout(ask, again * (0.75 + Math.random() / 2));
}

if (code) code.value ||= sessionStorage.getItem(KEPT_CODE) ?? "";
sessionStorage.removeItem(KEPT_CODE);
if (waiting) {
  document.querySelector("[data-asking]")?.removeAttribute("hidden");
  setTimeout(ask, 1000 * Math.random());
}
