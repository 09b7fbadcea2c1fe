// The time left, counted from what the server last said; the server's deadline decides.
const SPOKEN_AT = [10, 5, 1];

export class Clock {
  constructor(element, words, view) {
    this.element = element;
    this.words = words;
    this.view = view;
    this.spoken = new Set();
    this.onEnd = () => {};
    setInterval(() => this.#show(), 500);
    element.addEventListener("click", () => this.#speak());
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.#speak();
    });
  }

  set(remaining) {
    const end = performance.now() + remaining;
    if (this.standing === undefined && this.end !== undefined && Math.abs(end - this.end) < 400) return;
    this.standing = undefined;
    this.end = end;
    this.ended = false;
    for (const minutes of SPOKEN_AT) if (remaining > minutes * 60000) this.spoken.delete(minutes);
    this.#show();
  }

  // While the exam is paused the clock shows what is left and does not run.
  stand(remaining) {
    this.standing = Math.max(0, remaining);
    this.end ??= performance.now() + remaining;
    this.#show();
  }

  get left() {
    if (this.standing !== undefined) return this.standing;
    return this.end === undefined ? Infinity : Math.max(0, this.end - performance.now());
  }

  #show() {
    if (this.end === undefined) return;
    const seconds = Math.ceil(this.left / 1000);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (this.element.textContent !== text) this.element.textContent = text;
    if (this.standing !== undefined) return;
    for (const minutes of SPOKEN_AT) {
      if (seconds <= minutes * 60 && seconds > minutes * 60 - 5 && !this.spoken.has(minutes)) {
        this.spoken.add(minutes);
        this.#speak();
      }
    }
    if (seconds === 0 && !this.ended) {
      this.ended = true;
      this.onEnd();
    }
  }

  #speak() {
    const minutes = Math.ceil(this.left / 60000);
    this.view.speak(this.words.left.replace("{minutes}", minutes));
  }
}
