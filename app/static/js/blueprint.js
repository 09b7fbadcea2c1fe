// The blueprint editor: checks a moment after typing stops, moves rows, keeps what was not saved.
import { fieldAt, equipRows } from "./blueprint-rows.js";
import { makeCheck } from "./editor-check.js";
import { Kept } from "./editor-kept.js";
import { momentText } from "./moments.js";

const form = document.getElementById("blueprint");
const found = form.querySelector("[data-found]");
const said = form.querySelector("[data-said]");
const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
const [person, code] = form.dataset.key.split(":");
const kept = new Kept(person, `blueprint-${code}`, form.dataset.secret);
const base = form.elements.base;
const stored = JSON.stringify(typed());
const check = makeCheck(form, form.dataset.check, { show, fail: () => (said.textContent = words.offline) });

function typed() {
  return [...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "base");
}

function isChanged() {
  return "typed" in form.dataset || JSON.stringify(typed()) !== stored;
}

function changed() {
  keep();
  document.querySelector("[data-unsaved]").hidden = !isChanged();
  check();
}

function keep() {
  if (isChanged()) kept.write(typed(), base.value);
  else kept.forget();
}

function show(result) {
  found.innerHTML = result.html;
  for (const [list, sum] of Object.entries(result.sums)) form.querySelector(`[data-sum="${list}"]`).textContent = sum;
  for (const old of form.querySelectorAll("[data-problem]")) old.remove();
  for (const old of form.querySelectorAll("[aria-invalid]")) unmark(old);
  for (const list of form.querySelectorAll("[data-list-problem]")) list.textContent = result.places[list.dataset.listProblem] || "";
  for (const [place, text] of Object.entries(result.places)) mark(fieldAt(form, place), text);
  said.textContent = inWords();
}

function mark(field, text) {
  if (!field || field.hasAttribute("aria-invalid")) return;
  const problem = document.createElement("span");
  problem.className = "invalid-feedback d-block";
  problem.dataset.problem = "";
  problem.id = `${field.id}-wrong`;
  problem.textContent = text;
  field.after(problem);
  field.classList.add("is-invalid");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", problem.id);
}

function unmark(field) {
  field.classList.remove("is-invalid");
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

function inWords() {
  const reasons = Number(found.querySelector("[data-reasons]")?.dataset.reasons || 0);
  if (reasons) return reasons === 1 ? words.one : words.wrong.replace("{count}", reasons);
  return found.querySelector(".state-care") ? words.short : words.good;
}

// A topic of the list goes into the field of topics that was written in last.
function equipTopics() {
  let last = null;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-topics]")) last = event.target;
  });
  for (const codes of form.querySelectorAll("[data-topic-list] code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = codes.textContent;
    button.addEventListener("click", () => {
      const field = last?.isConnected ? last : form.querySelector("[data-topics]");
      field.value = [field.value.trim().replace(/,$/, ""), button.textContent].filter(Boolean).join(", ");
      changed();
    });
    codes.replaceWith(button);
  }
}

async function offerKept() {
  await kept.open();
  if (isChanged()) keep();
  if ("typed" in form.dataset) return;
  const left = await kept.left();
  for (const each of left.filter(isStored)) kept.forget(each.name);
  const offered = left.find((each) => !isStored(each));
  if (!offered) return;
  const offer = document.querySelector("[data-kept]");
  offer.querySelector("[data-kept-at]").textContent = momentText(offered.at);
  offer.querySelector("[data-restore]").addEventListener("click", () => takeBack(offered));
  offer.querySelector("[data-forget]").addEventListener("click", () => {
    kept.forget(offered.name);
    offer.hidden = true;
  });
  offer.hidden = false;
}

function isStored(each) {
  return JSON.stringify(each.texts) === stored || (each.sent && each.base !== base.value);
}

// The server lays the rows out again.
function takeBack(offered) {
  const again = document.createElement("form");
  Object.assign(again, { method: "post", action: form.dataset.check, hidden: true });
  const fields = [...offered.texts, ["base", offered.base], ["csrf_token", form.elements.csrf_token.value]];
  for (const [name, value] of fields) again.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(again);
  if (offered.name !== kept.name) kept.forget(offered.name);
  again.submit();
}

// Enter in a field checks; only its own button keeps.
function submitted(event) {
  if (event.submitter?.matches("[data-keep]")) return kept.markSent();
  event.preventDefault();
  check();
}

document.documentElement.classList.add("scripted");
equipRows(form, changed);
equipTopics();
form.addEventListener("input", changed);
form.addEventListener("submit", submitted);
offerKept();
