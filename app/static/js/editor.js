// The editor: checks a moment after typing stops, marks lines, mends, and keeps what was not saved.
import { makeCheck } from "./editor-check.js";
import { goTo, replaceLines, write } from "./editor-edits.js";
import { makeMirror, paint } from "./editor-gutter.js";
import { Kept } from "./editor-kept.js";
import { takePictures } from "./editor-pictures.js";
import { equip, isShortcut } from "./editor-toolbar.js";
import { momentText } from "./moments.js";

const editor = document.querySelector("[data-editor]");
const form = document.getElementById("text");
const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
const said = document.querySelector("[data-said]");
const pages = Object.fromEntries(
  [...editor.querySelectorAll("[data-page]")].map((page) => [page.dataset.page, pageOf(page)]),
);
const stored = texts();
const [person, code] = editor.dataset.key.split(":");
const kept = new Kept(person, code, editor.dataset.secret);
const base = form.elements.base;
const isRefused = Boolean(document.querySelector("[data-refused]"));
const check = makeCheck(form, editor.dataset.preview, { show, fail: () => (said.textContent = words.offline) });

function pageOf(section) {
  const language = section.dataset.page;
  const gutter = section.querySelector(".gutter");
  const marks = Object.fromEntries(
    [...gutter.querySelectorAll("[class]")].map((each) => [each.textContent, each.className]),
  );
  const found = editor.querySelector(`[data-found="${language}"]`);
  const area = section.querySelector("textarea");
  return {
    language,
    section,
    gutter,
    marks,
    found,
    area,
    name: section.querySelector(".source-name").textContent,
    tools: section.querySelector("[data-tools]"),
    file: section.querySelector("[type=file]"),
    said: section.querySelector("[data-picture-said]"),
    mirror: makeMirror(area),
    errors: Number(found.dataset.errors),
  };
}

function texts() {
  return Object.fromEntries(Object.values(pages).map((each) => [each.language, each.area.value]));
}

function isChanged() {
  return isRefused || JSON.stringify(texts()) !== JSON.stringify(stored);
}

function typed() {
  paintAll();
  keep();
  showChanged();
  check();
}

function keep() {
  if (isChanged()) kept.write(texts(), base.value);
  else kept.forget();
}

function paintAll() {
  for (const each of Object.values(pages)) if (each.area.offsetParent) paint(each);
}

function showChanged() {
  document.querySelector("[data-unsaved]").hidden = !isChanged();
  const submission = document.querySelector("[data-needs-saved]");
  if (submission) submission.disabled = isChanged();
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
  said.textContent = counted(count);
}

function counted(errors) {
  if (!errors) return words.none;
  return errors === 1 ? words.one : words.error.replace("{count}", errors);
}

function nameTabs() {
  for (const each of Object.values(pages)) {
    each.tab.textContent = each.errors ? words.tab.replace("{name}", each.name).replace("{errors}", counted(each.errors)) : each.name;
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

async function offerKept() {
  await kept.open();
  await forgetArrived();
  if (isChanged()) keep();
  if (isRefused) return;
  const offer = document.querySelector("[data-kept]");
  const left = await kept.left();
  for (const each of left.filter(isStored)) kept.forget(each.name);
  const found = left.find((each) => !isStored(each));
  if (!found) return;
  offer.querySelector("[data-kept-at]").textContent = momentText(found.at);
  offer.querySelector("[data-restore]").addEventListener("click", () => {
    base.value = found.base;
    for (const [language, text] of Object.entries(found.texts)) if (pages[language]) write(pages[language].area, text);
    if (found.name !== kept.name) kept.forget(found.name);
    offer.hidden = true;
  });
  offer.querySelector("[data-forget]").addEventListener("click", () => {
    kept.forget(found.name);
    offer.hidden = true;
  });
  offer.hidden = false;
}

function isStored(found) {
  return JSON.stringify(found.texts) === JSON.stringify(stored) || (found.sent && found.base !== base.value);
}

// A new question that arrived is known by its id from then on.
async function forgetArrived() {
  if (code === "new") return;
  for (const each of await kept.left("new")) {
    const isThis = Object.values(each.texts).some((text) => text.split("\n").includes(`## ${code}`));
    if (each.sent && isThis) kept.forget(each.name);
  }
}

function clicked(event) {
  const { fix, in: language, line, first, last, text } = event.target.closest("[data-fix], [data-line]")?.dataset || {};
  if (fix) {
    event.preventDefault();
    replaceLines(pages[fix].area, Number(first), Number(last), text);
  } else if (line) {
    event.preventDefault();
    goTo(pages[language].area, Number(line));
  }
}

function pressed(event) {
  if (!isShortcut(event, "s")) return;
  event.preventDefault();
  form.requestSubmit(document.querySelector("[data-save]"));
}

document.documentElement.classList.add("scripted");
makeTabs();
turnTo(Object.values(pages).find((each) => each.errors)?.language || "zh");
for (const each of Object.values(pages)) {
  equip(each);
  if (each.file) takePictures(each, { address: editor.dataset.pictures, token: form.elements.csrf_token.value, words });
}
form.addEventListener("input", (event) => event.target.matches("textarea") && typed());
form.addEventListener("submit", () => kept.markSent());
editor.addEventListener("click", clicked);
addEventListener("keydown", pressed);
addEventListener("resize", paintAll);
showChanged();
offerKept();
