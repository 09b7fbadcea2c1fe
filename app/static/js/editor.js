// The editor: checks a moment after typing stops, marks lines, mends, and keeps what was not saved.
import { goTo, insert, makeMirror, paint, replaceLines, write } from "./editor-gutter.js";
import { Kept } from "./editor-kept.js";

const PAUSE = 300;
const editor = document.querySelector("[data-editor]");
const form = document.getElementById("text");
const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
const said = document.querySelector("[data-said]");
const pages = Object.fromEntries(
  [...editor.querySelectorAll("[data-page]")].map((page) => [page.dataset.page, pageOf(page)]),
);
const stored = texts();
const kept = new Kept(editor.dataset.key);
const base = form.elements.base.value;
const isRefused = Boolean(document.querySelector("[data-refused]"));
let timer = 0;
let asked = 0;

function pageOf(page) {
  const language = page.dataset.page;
  const gutter = page.querySelector(".gutter");
  const marks = Object.fromEntries(
    [...gutter.querySelectorAll("[class]")].map((each) => [each.textContent, each.className]),
  );
  const found = editor.querySelector(`[data-found="${language}"]`);
  const name = page.querySelector(".source-name").textContent;
  const area = page.querySelector("textarea");
  return { language, gutter, marks, found, name, area, mirror: makeMirror(area), errors: Number(found.dataset.errors) };
}

function texts() {
  return Object.fromEntries(Object.values(pages).map((each) => [each.language, each.area.value]));
}

function isChanged() {
  return isRefused || JSON.stringify(texts()) !== JSON.stringify(stored);
}

function typed() {
  paintAll();
  if (isChanged()) kept.write(texts(), base);
  else kept.forget();
  showChanged();
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

function paintAll() {
  for (const each of Object.values(pages)) if (each.area.offsetParent) paint(each);
}

function showChanged() {
  document.querySelector("[data-unsaved]").hidden = !isChanged();
  const submission = document.querySelector("[data-needs-saved]");
  if (submission) submission.disabled = isChanged();
}

async function check() {
  const turn = ++asked;
  let answer;
  try {
    answer = await fetch(editor.dataset.preview, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  } catch {
    answer = { ok: false };
  }
  if (turn !== asked) return;
  if (!answer.ok) {
    said.textContent = words.offline;
    return;
  }
  show(await answer.json());
}

function show(results) {
  for (const [language, result] of Object.entries(results)) {
    const page = pages[language];
    page.found.innerHTML = result.html;
    page.marks = result.marks;
    page.errors = result.errors;
  }
  paintAll();
  nameTabs();
  const count = Object.values(pages).reduce((sum, each) => sum + each.errors, 0);
  said.textContent = count ? words.error.replace("{count}", count) : words.none;
}

function nameTabs() {
  for (const each of Object.values(pages)) {
    each.tab.textContent = each.errors ? `${each.name} (${words.error.replace("{count}", each.errors)})` : each.name;
    each.tab.setAttribute("aria-pressed", String(editor.dataset.shown === each.language));
  }
}

function turnTo(language) {
  editor.dataset.shown = language;
  nameTabs();
  paintAll();
}

function makeTabs() {
  const tabs = document.createElement("div");
  tabs.className = "languages";
  for (const each of Object.values(pages)) {
    each.tab = document.createElement("button");
    each.tab.type = "button";
    each.tab.className = "btn btn-secondary";
    each.tab.addEventListener("click", () => turnTo(each.language));
    tabs.append(each.tab);
  }
  editor.prepend(tabs);
}

function offerKept() {
  const offer = document.querySelector("[data-kept]");
  const found = kept.read();
  if (isRefused || !found) return;
  if (JSON.stringify(found.texts) === JSON.stringify(stored) || (found.sent && found.base !== base)) {
    kept.forget();
    return;
  }
  offer.querySelector("[data-kept-at]").textContent = new Date(found.at).toLocaleString(document.documentElement.lang);
  offer.querySelector("[data-restore]").addEventListener("click", () => {
    for (const [language, text] of Object.entries(found.texts)) if (pages[language]) write(pages[language].area, text);
    offer.hidden = true;
  });
  offer.querySelector("[data-forget]").addEventListener("click", () => {
    kept.forget();
    offer.hidden = true;
  });
  offer.hidden = false;
}

// A new question that arrived is known by its id from then on.
function forgetArrived() {
  const [person, code] = editor.dataset.key.split(":");
  const fresh = new Kept(`${person}:new`);
  const found = code === "new" ? null : fresh.read();
  if (found?.sent && Object.values(found.texts).some((text) => text.includes(`## ${code}`))) fresh.forget();
}

function clicked(event) {
  const { fix, insert: piece, in: language, line, first, last, text } = event.target.closest("[data-fix], [data-insert], [data-line]")?.dataset || {};
  if (fix) {
    event.preventDefault();
    replaceLines(pages[fix].area, Number(first), Number(last), text);
  } else if (piece) {
    insert(event.target.closest("[data-page]").querySelector("textarea"), piece);
  } else if (line) {
    event.preventDefault();
    goTo(pages[language].area, Number(line));
  }
}

document.documentElement.classList.add("scripted");
makeTabs();
turnTo(Object.values(pages).find((each) => each.errors)?.language || "zh");
for (const each of editor.querySelectorAll(".source-inserts")) each.hidden = false;
form.addEventListener("input", typed);
form.addEventListener("submit", () => isChanged() && kept.write(texts(), base, true));
editor.addEventListener("click", clicked);
addEventListener("resize", paintAll);
showChanged();
if (isRefused) kept.write(texts(), base);
forgetArrived();
offerKept();
