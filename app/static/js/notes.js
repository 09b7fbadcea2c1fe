// One's own notes: select words of a module to highlight them or to write about them.
// Without this file the page of a section marks its sentences, and the form below the text takes a note on the module.
import { MOST_QUOTE } from "./notes-anchor.js";
import { mark, passageIn, unmark } from "./notes-marks.js";

const SETTLE_MS = 200;
const SAID_MS = 4000;

const article = document.querySelector("article.prose");
const box = document.querySelector("[data-notes]");
const [bar, hint, said, sheet] = ["bar", "hint", "said", "sheet"].map((each) => document.querySelector(`[data-${each}]`));
const part = (name) => sheet.querySelector(`[data-${name}]`);
const form = part("sheet-form");
const language = box.querySelector("[name=language]").value;

let selected = null; // the passage that is selected, as it would be kept
let shown = null; // the note in the sheet
let deleted = null;
let isPressed = false;

// The notes as they stand in the list
function noteOf(item) {
  const text = (name) => item.querySelector(`[data-${name}]`)?.textContent ?? "";
  const { note: id, base, before, after, language: tongue } = item.dataset;
  return { id, base, before, after, language: tongue, quote: text("quote"), words: text("words"), place: item.querySelector("[data-edit]").href };
}
const items = () => [...box.querySelectorAll("[data-note]")];
const itemOf = (id) => items().find((each) => each.dataset.note === id);

function endOf({ id, words }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = words ? "own-end has-words" : "own-end";
  button.dataset.of = id;
  button.dataset.markEnd = "";
  button.setAttribute("aria-label", words ? sheet.dataset.openNote : sheet.dataset.openHighlight);
  return button;
}

function draw() {
  unmark(article);
  for (const item of items()) {
    const note = noteOf(item);
    if (!note.quote || note.language !== language) continue;
    const stands = mark(article, note, note.id, endOf(note));
    item.querySelector("[data-changed]").hidden = stands;
    item.querySelector("[data-go]").hidden = !stands;
  }
  const isChanged = items().some((item) => item.querySelector("[data-changed]:not([hidden])"));
  box.querySelector("[data-any-changed]").hidden = !isChanged;
  box.querySelector("[data-note-count]").textContent = items().length;
  if (isChanged) box.open = true;
}

// What a person is told at the foot of the window
let saidUntil;
function tell(words, note = null) {
  deleted = note;
  said.querySelector("[data-said-words]").textContent = words;
  said.querySelector("[data-undo]").hidden = !note;
  said.hidden = false;
  clearTimeout(saidUntil);
  if (!note) saidUntil = setTimeout(() => { said.hidden = true; }, SAID_MS);
}

async function send(address, fields) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, ...fields });
  const headers = { Accept: "application/json" };
  const answer = await fetch(address, { method: "POST", body, headers }).catch(() => null);
  const told = (await answer?.json().catch(() => null)) ?? {};
  if (told.notes !== undefined) {
    box.querySelector("[data-note-list]").outerHTML = told.notes;
    draw();
  }
  if (!answer?.ok || told.notes === undefined) return { ...told, problem: told.detail ?? sheet.dataset.away };
  return told;
}

const keep = ({ quote, before, after, words = "", language: tongue = language }) =>
  send(box.dataset.notes, { quote, before, after, words, language: tongue });

// The bar at a selection
function selection() {
  const made = getSelection();
  const range = made.rangeCount && !made.isCollapsed && sheet.hidden ? made.getRangeAt(0) : null;
  return range?.intersectsNode(article) ? passageIn(article, range) : null;
}

function look() {
  if (isPressed || bar.contains(document.activeElement)) return;
  selected = selection();
  if (selected && bar.hidden) hint.textContent = hint.dataset.say;
  bar.hidden = !selected;
  if (selected) said.hidden = true;
  else hint.textContent = "";
  place();
}

// With a mouse the bar is at the selection; elsewhere at the foot, away from the system's own menu.
function place() {
  if (bar.hidden || !matchMedia("(hover: hover) and (min-width: 48rem)").matches || !getSelection().rangeCount) return;
  const { bottom, left } = getSelection().getRangeAt(0).getBoundingClientRect();
  bar.style.insetBlock = `${Math.max(8, Math.min(bottom + 8, innerHeight - bar.offsetHeight - 8))}px auto`;
  bar.style.insetInline = `${Math.max(8, Math.min(left, innerWidth - bar.offsetWidth - 8))}px auto`;
}

function deselect() {
  selected = null;
  bar.hidden = true;
  hint.textContent = "";
  getSelection().removeAllRanges();
}

async function highlight() {
  selected = selection() ?? selected;
  if (selected.quote.length > MOST_QUOTE) return tell(sheet.dataset.tooLong);
  const { id, problem } = await keep(selected);
  if (problem) return tell(problem);
  deselect();
  tell(sheet.dataset.highlighted);
  return reach(String(id));
}

function annotate() {
  selected = selection() ?? selected;
  if (selected.quote.length > MOST_QUOTE) return tell(sheet.dataset.tooLong);
  const passage = { ...selected, words: "" };
  deselect();
  return open(passage, "writing");
}

// The sheet with one note
function open(note, how = "reading") {
  const isWriting = how === "writing";
  shown = note;
  part("sheet-quote").textContent = note.quote;
  part("sheet-quote").hidden = !note.quote;
  part("sheet-words").textContent = note.words;
  part("sheet-words").hidden = isWriting || !note.words;
  part("write").textContent = note.words ? part("write").dataset.change : part("write").dataset.begin;
  part("problem").textContent = "";
  part("newer").hidden = true;
  part("save").textContent = part("save").dataset.plain;
  part("sheet-acts").hidden = isWriting;
  form.hidden = !isWriting;
  form.elements.words.value = note.words;
  said.hidden = true;
  sheet.hidden = false;
  (isWriting ? form.elements.words : sheet).focus();
}

function close() {
  sheet.hidden = true;
  if (shown?.id) reach(shown.id);
  shown = null;
}

async function save(event) {
  event.preventDefault();
  const words = form.elements.words.value;
  const told = await (shown.id ? send(shown.place, { words, base: shown.base }) : keep({ ...shown, words }));
  const { id, problem } = told;
  part("problem").textContent = problem ?? "";
  if (told.base) newer(told);
  if (problem) return;
  sheet.hidden = true;
  tell(sheet.dataset.saved);
  reach(String(id));
}

// Another page saved meanwhile: its text below one's own, which is saved over it only if asked again.
// The focus leaves the button, that now means something else, for what is to be read first.
function newer({ words, base }) {
  shown.base = base;
  const kept = part("newer-words");
  kept.textContent = words || kept.dataset.none;
  part("newer").hidden = false;
  part("save").textContent = part("save").dataset.over;
  part("newer").focus();
}

async function remove() {
  const note = shown;
  const { problem, base, words } = await send(`${note.place}/deletion`, { base: note.base });
  if (base) open({ ...note, base, words });
  part("problem").textContent = problem ?? "";
  if (problem) return;
  sheet.hidden = true;
  tell(sheet.dataset.deleted, note);
  said.querySelector("[data-undo]").focus();
}

async function undo() {
  const { id, problem } = await keep(deleted);
  if (problem) return tell(problem, deleted);
  said.hidden = true;
  return reach(String(id));
}

// To a note's passage in the text, or to the note in the list where it has none.
function reach(id) {
  const end = article.querySelector(`[data-mark-end][data-of="${id}"]`);
  const item = itemOf(id);
  if (!end && !item) return;
  if (!end) box.open = true;
  for (let each = end?.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  (end ?? item).focus({ preventScroll: true });
  (end ?? item).scrollIntoView({ block: "nearest" });
}

const ACTS = [
  ["[data-highlight]", highlight],
  ["[data-annotate]", annotate],
  ["[data-write]", () => open(shown, "writing")],
  ["[data-delete]", remove],
  ["[data-close]", close],
  ["[data-undo]", undo],
  ["[data-dismiss]", () => { said.hidden = true; }],
  ["[data-go]", (link) => reach(link.closest("[data-note]").dataset.note)],
  ["[data-edit]", (link) => open(noteOf(link.closest("[data-note]")), "reading")],
  ["mark.own, [data-mark-end]", ({ dataset }) => getSelection().isCollapsed && open(noteOf(itemOf(dataset.of)))],
];

document.addEventListener("click", (event) => {
  for (const [which, act] of ACTS) {
    const target = event.target.closest(which);
    if (!target || !(box.parentElement.contains(target))) continue;
    event.preventDefault();
    act(target);
    return;
  }
});
form.addEventListener("submit", save);

let settling;
document.addEventListener("selectionchange", () => {
  clearTimeout(settling);
  settling = setTimeout(look, SETTLE_MS);
});
document.addEventListener("pointerdown", (event) => {
  isPressed = event.pointerType === "mouse";
  if (bar.contains(event.target)) event.preventDefault();
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => { isPressed = false; settling = setTimeout(look, SETTLE_MS); });
}
addEventListener("scroll", place, { passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.hidden) close();
  else if (event.key === "Escape" && !bar.hidden) deselect();
  else if (event.key === "Tab" && !event.shiftKey && !bar.hidden && document.activeElement.contains(article)) {
    event.preventDefault();
    bar.querySelector("button").focus();
  }
});

draw();
const asked = /^#(?:note|mark)-(\d+)$/u.exec(location.hash);
// The browser itself goes to the place in the address once the page is there: what is reached comes after.
if (asked) addEventListener("load", () => setTimeout(() => reach(asked[1])));
