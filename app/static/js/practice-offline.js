// Practice without a network: one question at a time, told at once, handed over when that is possible.
import { Along } from "./practice-along.js";
import { answerIn, inWords, markMine } from "./practice-answer.js";
import { canKeep, keepShell } from "./kept.js";
import { flush, TAG } from "./practice-sender.js";
import { verdict } from "./practice-marking.js";

const { person, version } = document.body.dataset;
const page = document.querySelector("[data-along]");
const find = (name) => page.querySelector(`[data-${name}]`);
const all = (name) => page.querySelectorAll(`[data-${name}]`);
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const say = (name, values) => filled(page.querySelector(`[data-say=${name}]`).textContent, values);
const part = () => page.querySelector("[data-part]:not([hidden])")?.dataset.part;
const form = find("form");
const FAILED = find("failed").textContent.trim();

const along = await Along.open(person);
let here = null;
let standing = along.waiting ? "away" : "done";
let ending = null; // of throwing away what waited

find("nowhere").hidden = along.store.isLasting && canKeep;
if (along.store.isLasting && canKeep) begin();

function begin() {
  along.onOthers = () => (part() === "told" ? tellStanding() : show());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(answerIn(form, here.kind));
  });
  find("unknown").addEventListener("click", () => check(null));
  find("next").addEventListener("click", show);
  find("end").addEventListener("click", showEnd);
  find("go-on").addEventListener("click", show);
  find("discard-go").addEventListener("click", discard);
  for (const button of all("take")) button.addEventListener("click", take);
  addEventListener("online", handOver);
  addEventListener("offline", tellStanding);
  show();
  handOver();
}

function open(name) {
  for (const each of all("part")) each.hidden = each.dataset.part !== name;
  for (const each of all("acts")) each.hidden = !each.closest(`[data-part=${name}]`);
  find("needs-network").hidden = navigator.onLine;
  tellStanding();
}

function show() {
  find("failed").hidden = true;
  here = along.next;
  if (!along.pack) open("none");
  else if (here) ask();
  else showEnd();
}

function ask() {
  open("asked");
  head(page.querySelector("[data-part=asked]"));
  form.reset();
  find("problem").hidden = true;
  find("many").hidden = here.kind !== "multiple";
  find("question").lang = here.tag;
  find("question").innerHTML = here.asked;
}

function head(section) {
  const number = along.pack.questions.indexOf(here) + 1;
  const title = section.querySelector("[data-count]");
  title.textContent = say("count", { number, all: along.pack.questions.length });
  section.querySelector("[data-head]").innerHTML = here.head;
  scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

async function discard() {
  const before = along.taken;
  find("discard-go").disabled = true;
  const count = await along.discard().finally(() => { find("discard-go").disabled = false; });
  const taken = along.taken - before;
  ending = count ? { name: "discarded", count } : taken ? { name: "handed", count: taken } : null;
  find("discard").open = false;
  show();
  page.querySelector("[data-part]:not([hidden]) h1").focus({ preventScroll: true });
}

async function check(value) {
  ending = null;
  find("problem").hidden = value !== undefined;
  if (value === undefined) return find("problem").scrollIntoView({ block: "center" });
  try {
    tell(await along.answer(here, value, !form.elements.unsure.checked));
  } catch {
    return fail();
  }
  wakeLater();
  if (navigator.onLine) handOver();
}

function tell(value) {
  open("told");
  head(page.querySelector("[data-part=told]"));
  const fared = verdict(here.kind, value, here.marking);
  for (const each of all("fared")) each.hidden = each.dataset.fared !== fared;
  const words = inWords(form, here.kind, value);
  find("given").hidden = !words;
  find("given-words").textContent = words;
  find("told").lang = here.tag;
  find("told").innerHTML = here.told;
  markMine(find("told"), here.kind, value, say("mine"), iconOf);
  find("end").hidden = along.left === 0;
}

// As the server marks it: a choice that earns a little is no wrong one.
function iconOf(letter) {
  const name = here.marking.earns?.[letter] > 0 ? "partly" : "wrong";
  return page.querySelector(`[data-fared=${name}] .icon`).cloneNode(true);
}

function showEnd() {
  open("end");
  find("sum").textContent = say("sum", { right: along.right, all: along.pack.questions.length - along.left });
  find("left").textContent = along.left ? say("left", { count: along.left }) : say("all");
  find("go-on").hidden = along.left === 0;
  scrollTo(0, 0);
  page.querySelector("[data-part=end] h1").focus({ preventScroll: true });
}

async function take() {
  for (const button of all("take")) button.disabled = true;
  navigator.storage?.persist?.();
  await handOver();
  try {
    const token = await fetch("/practice/offline/token", { headers: { Accept: "application/json" } });
    const { token: given } = await token.json();
    const answer = await fetch("/practice/offline", { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": given } });
    const pack = await answer.json();
    if (answer.status === 409) return fail(pack.detail);
    if (answer.status !== 201 || pack.person !== Number(person)) throw new Error("not taken along");
    await along.take(pack);
    await keepShell(person, version);
    show();
  } catch {
    fail();
  } finally {
    for (const button of all("take")) button.disabled = false;
  }
}

// In the words of the server, where it says why.
function fail(why = FAILED) {
  find("failed").querySelector("p").textContent = why;
  find("failed").hidden = false;
}

// What was said to wait is said to have arrived.
async function handOver() {
  const { taken } = along, wasTold = [...all("standing")].some((each) => !each.hidden && each.matches("[data-standing=waiting], [data-standing=signed-out]"));
  standing = navigator.onLine ? await flush(person).catch(() => "away") : "away";
  await along.reread();
  if (wasTold && along.taken > taken) ending = { name: "handed", count: along.taken - taken };
  tellStanding();
}

// Where the browser can, the service worker hands over, even if this page is closed by then.
function wakeLater() {
  if (standing === "done" && navigator.onLine) return;
  navigator.serviceWorker.ready.then((worker) => worker.sync?.register(TAG)).catch(() => {});
}

function tellStanding() {
  const { waiting, handed, refused } = along;
  const settled = ending ?? { name: handed && part() === "end" ? "handed" : "", count: handed };
  const name = waiting ? (["signed-out", "other"].includes(standing) ? standing : "waiting") : settled.name;
  const isQuiet = name === "waiting" && navigator.onLine && standing === "done";
  for (const each of all("standing")) {
    each.hidden = each.dataset.standing !== name || isQuiet;
    const words = each.querySelector("[data-words]");
    words.textContent = filled(words.dataset.words, { count: waiting || settled.count });
  }
  find("discard").hidden = !waiting || isQuiet || name === "other";
  find("refused").hidden = refused.length === 0;
  const reasons = [...new Set(refused.map((entry) => entry.why).filter(Boolean))];
  find("refused").querySelector("ul").replaceChildren(...reasons.map((why) => Object.assign(document.createElement("li"), { textContent: why })));
}
