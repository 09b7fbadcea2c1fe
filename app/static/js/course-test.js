// Keeps each answer of a quiz or a test as it is given, and shows the time left; the server decides both.
import { timeText } from "./moments.js";

const PAUSE = 800, AGAIN = 5000;

class Keeper {
  constructor(form) {
    this.form = form;
    this.waiting = new Map();
    this.tell = telling(form);
    this.changed = new Set();
    this.ending = new AbortController();
    this.line = Promise.resolve();
    form.addEventListener("input", (event) => this.#note(event.target, PAUSE));
    form.addEventListener("change", (event) => this.#note(event.target, 0));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    });
    form.addEventListener("submit", () => { // the form itself carries every answer
      this.isSent = true;
      this.ending.abort();
    });
    addEventListener("pagehide", () => this.keepAll());
  }

  keepAll() {
    for (const question of [...this.waiting.keys()]) this.#send(question, true);
  }

  #note(field, pause) {
    const question = field.closest("[data-question]");
    if (!question) return;
    question.querySelector("[data-was]")?.remove(); // from here on this page knows better
    clearTimeout(this.waiting.get(question));
    this.waiting.set(question, setTimeout(() => this.#keep(question), pause));
    if (this.changed.size === 0) this.tell("saving");
  }

  // One after the other, so that the newest answer arrives last.
  #keep(question) {
    this.line = this.line.then(() => this.#send(question));
  }

  async #send(question, leaving = false) {
    clearTimeout(this.waiting.get(question));
    this.waiting.delete(question);
    if (this.isSent) return;
    const answer = new FormData();
    answer.set("csrf_token", this.form.elements.csrf_token.value);
    for (const field of question.querySelectorAll("input:not([data-was]), select, textarea")) {
      if (!["radio", "checkbox"].includes(field.type) || field.checked) answer.append(field.name, field.value);
    }
    try {
      const reply = await fetch(this.form.action, { method: "POST", body: answer, keepalive: leaving, redirect: "error", signal: this.ending.signal });
      if (reply.status === 409) return location.reload();
      this.#say(question, reply.ok);
    } catch {
      if (!this.isSent) this.#say(question, false);
    }
  }

  #say(question, isKept) {
    if (isKept) this.changed.delete(question);
    else {
      this.changed.add(question);
      if (!this.waiting.has(question)) this.waiting.set(question, setTimeout(() => this.#keep(question), AGAIN));
    }
    this.tell(this.changed.size ? "waiting" : this.waiting.size ? "saving" : "saved");
  }
}

// Where what is kept is told: a notice at the end of the sheet, or a line beside the clock, which stays in view.
function telling(form) {
  const notice = form.querySelector("[data-state]"), line = document.querySelector("[data-saved]");
  return line ? tellingBeside(line) : (state) => { notice.hidden = state !== "waiting"; };
}

// Read out is only when the network went and when it came back.
function tellingBeside(line) {
  const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
  const spoken = document.querySelector("[data-spoken]");
  let isTroubled = false;
  return (state) => {
    line.classList.toggle("saved-wait", state === "waiting");
    line.textContent = state === "saved" ? `${words.saved} ${timeText(new Date())}` : words[state];
    if (state === (isTroubled ? "saved" : "waiting")) {
      isTroubled = !isTroubled;
      spoken.textContent = isTroubled ? words.trouble : words.saved;
    }
  };
}

function runClock(element, keeper) {
  const end = performance.now() + element.dataset.left * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    element.querySelector("b").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 2) keeper?.keepAll();
    if (seconds > 0) return;
    clearInterval(beat);
    setTimeout(() => location.reload(), 1000);
  };
  const beat = setInterval(show, 500);
  element.hidden = false;
  show();
}

const sheet = document.querySelector("[data-sheet]");
const clock = document.querySelector("[data-left]");
const keeper = sheet && new Keeper(sheet);
if (clock) runClock(clock, keeper);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
