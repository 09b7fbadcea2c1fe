// What the candidate sees: one question or all, the overview, what is saved, calm notices.
const ALL = "chizheng.exam.all";
const SHUT = ["closed", "elsewhere", "other", "browser"];

export class View {
  constructor(form, words) {
    this.form = form;
    this.words = words;
    this.savedLine = document.querySelector("[data-saved]");
    this.spoken = document.querySelector("[data-spoken]");
    this.main = form.querySelector("main");
    this.pauseBox = document.querySelector("[data-pause]");
    this.boxes = [...form.querySelectorAll("[data-slot]")];
    this.cells = new Map([...form.querySelectorAll("[data-cell]")].map((cell) => [Number(cell.dataset.cell), cell]));
    this.viewButton = form.querySelector("[data-view]");
    this.isOver = () => false;
    this.onNotice = () => {};
    this.viewButton.addEventListener("click", () => this.#showAll(!form.classList.contains("shows-all")));
    form.querySelector("[data-cells]").addEventListener("keydown", (event) => this.#rove(event));
    this.#showAll(remembered() === "yes");
    this.#leaveRoomForTheBar(document.querySelector(".exam-bar"));
    this.go(Number(location.hash.slice(2)) || 1, { quietly: true });
  }

  go(number, { quietly = false } = {}) {
    const wanted = Math.min(Math.max(number, 1), this.boxes.length);
    for (const box of this.boxes) box.classList.toggle("is-here", Number(box.dataset.slot) === wanted);
    for (const [slot, cell] of this.cells) {
      if (slot === wanted) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
      cell.tabIndex = slot === wanted ? 0 : -1;
    }
    this.here = wanted;
    if (quietly) return;
    this.focusHere();
    history.replaceState(null, "", `#s${wanted}`);
  }

  focusHere() {
    const heading = document.getElementById(`h${this.here}`);
    if (!heading) return;
    heading.focus({ preventScroll: true });
    requestAnimationFrame(() => heading.closest("section").scrollIntoView({ block: "start" }));
  }

  // One stop for the whole overview; within it the arrows move.
  #rove(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const at = Number(event.target.dataset.cell);
    if (!step || !at) return;
    event.preventDefault();
    const wanted = Math.min(Math.max(at + step, 1), this.cells.size);
    for (const [slot, cell] of this.cells) cell.tabIndex = slot === wanted ? 0 : -1;
    this.cells.get(wanted).focus();
  }

  #showAll(all) {
    this.form.classList.toggle("shows-all", all);
    this.viewButton.setAttribute("aria-pressed", String(all));
    remember(all ? "yes" : "no");
  }

  // What gets the focus stands below the bar, however much the bar has to say.
  #leaveRoomForTheBar(bar) {
    new ResizeObserver(() => (document.documentElement.style.scrollPaddingTop = `${bar.offsetHeight + 16}px`)).observe(bar);
  }

  mark(slot, { answered, pending }) {
    const cell = this.cells.get(slot);
    if (answered !== undefined) cell.classList.toggle("answered", answered);
    if (pending !== undefined) cell.classList.toggle("pending", pending);
    this.#label(slot, cell);
  }

  flag(slot, raised) {
    const cell = this.cells.get(slot);
    cell.classList.toggle("flagged", raised);
    const button = this.boxes[slot - 1].querySelector(".flag");
    button.setAttribute("aria-pressed", String(raised));
    button.value = `${raised ? "unflagged" : "flagged"}-${slot}`;
    this.#label(slot, cell);
  }

  #label(slot, cell) {
    const said = [this.words.question.replace("{number}", slot)];
    said.push(cell.classList.contains("answered") ? this.words.answered : this.words.unanswered);
    if (cell.classList.contains("pending")) said.push(this.words.pending);
    if (cell.classList.contains("flagged")) said.push(this.words.flagged);
    cell.setAttribute("aria-label", said.join(this.words.comma));
  }

  count(answers) {
    this.form.querySelector("[data-answered]").textContent = answers.slots.filter((slot) => answers.isGiven(slot)).length;
  }

  saved(queue) {
    if (!this.isOffline) this.#say(queue.isEmpty() ? `${this.words.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false, timeZone: this.form.dataset.zone })}` : this.words.saving, queue.isEmpty());
  }

  unreadable(slot) {
    this.mark(slot, { answered: false, pending: false });
    this.#say(this.words.unreadable.replace("{number}", slot), false);
    this.speak(this.words.unreadable.replace("{number}", slot));
  }

  trouble(queue) {
    this.notice("offline");
    const waiting = new Set(queue.waiting.map((entry) => entry.slot)).size;
    this.#say(this.words.waiting.replace("{count}", waiting), false);
  }

  #say(text, isSaved) {
    this.savedLine.textContent = text;
    this.savedLine.classList.toggle("saved-wait", !isSaved);
  }

  // When time is up nothing else is said, whatever the network does.
  notice(asked) {
    const name = this.isOver() ? "closed" : asked;
    this.isOffline = name === "offline";
    for (const box of document.querySelectorAll("[data-notice]")) box.hidden = !box.dataset.notice.split(" ").includes(name);
    for (const box of this.boxes) box.inert = SHUT.includes(name);
    this.onNotice(name);
  }

  refuse(why) {
    document.querySelector("[data-refusal]").textContent = why ?? "";
    this.notice("browser");
  }

  // Not a word of the paper stays in the page: nothing to see, to read out or to print.
  pause(reason) {
    const told = this.pauseBox.querySelector("[data-pause-reason]");
    told.textContent = reason ?? told.textContent;
    told.hidden = !told.textContent;
    if (!this.pauseBox.hidden) return;
    this.notice(null);
    this.kept = document.createDocumentFragment();
    this.kept.append(...this.main.childNodes);
    this.form.hidden = true;
    this.pauseBox.hidden = false;
    this.#say(this.words.stands, true);
    this.pauseBox.querySelector("h2").focus();
  }

  resume() {
    if (this.pauseBox.hidden) return;
    this.main.append(this.kept);
    this.form.hidden = false;
    this.pauseBox.hidden = true;
    this.focusHere();
  }

  speak(text) {
    this.spoken.textContent = "";
    this.spoken.textContent = text;
  }
}

function remembered() {
  try {
    return localStorage.getItem(ALL);
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem(ALL, value);
  } catch {
    // The next page begins with one question at a time.
  }
}
