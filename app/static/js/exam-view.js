// What the candidate sees: one question or all, the overview, what is saved, calm notices.
export class View {
  constructor(form, words) {
    this.form = form;
    this.words = words;
    this.savedLine = document.querySelector("[data-saved]");
    this.spoken = document.querySelector("[data-spoken]");
    this.boxes = [...form.querySelectorAll("[data-slot]")];
    this.cells = new Map([...form.querySelectorAll("[data-cell]")].map((cell) => [Number(cell.dataset.cell), cell]));
    this.viewButton = form.querySelector("[data-view]");
    this.isOver = () => false;
    this.viewButton.addEventListener("click", () => this.#toggle());
    this.go(Number(location.hash.slice(2)) || 1, { quietly: true });
  }

  go(number, { quietly = false } = {}) {
    const wanted = Math.min(Math.max(number, 1), this.boxes.length);
    for (const box of this.boxes) box.classList.toggle("is-here", Number(box.dataset.slot) === wanted);
    for (const [slot, cell] of this.cells) {
      if (slot === wanted) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }
    if (quietly) return;
    const heading = document.getElementById(`h${wanted}`);
    heading.focus({ preventScroll: true });
    requestAnimationFrame(() => heading.closest("section").scrollIntoView({ block: "start" }));
    history.replaceState(null, "", `#s${wanted}`);
  }

  #toggle() {
    const all = this.form.classList.toggle("shows-all");
    this.viewButton.setAttribute("aria-pressed", String(all));
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
    const button = this.form.querySelector(`#s${slot} .flag`);
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
    if (!this.isOffline) this.#say(queue.isEmpty() ? `${this.words.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false })}` : this.words.saving, queue.isEmpty());
  }

  unreadable(slot) {
    this.mark(slot, { answered: false, pending: false });
    this.#say(this.words.unreadable.replace("{number}", slot), false);
    this.speak(this.words.unreadable.replace("{number}", slot));
  }

  trouble(queue) {
    this.notice("offline");
    const waiting = new Set(queue.entries.map((entry) => entry.slot)).size;
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
    const isShut = ["closed", "elsewhere", "other"].includes(name);
    for (const box of this.boxes) box.inert = isShut;
  }

  speak(text) {
    this.spoken.textContent = "";
    this.spoken.textContent = text;
  }
}
