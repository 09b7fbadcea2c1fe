// What the examiner tells an open page: messages, other time, pauses.
const ASKED_AGAIN = 5000;
const NOTICED = 45000;

export class News {
  constructor(form, words, { sender, view, clock }) {
    Object.assign(this, { form, words, sender, view, clock });
    this.known = Number(form.dataset.news);
    this.store = `chizheng.exam.${form.dataset.token}.read`;
    this.fresh = document.querySelector("[data-fresh]");
    this.list = document.querySelector("[data-messages]");
    this.list.open = false;
    for (const item of this.list.querySelectorAll("[data-message]")) this.#show(item.dataset.message, item.querySelector("span").textContent);
  }

  // `left` is what the clock showed before the answer that brought the number.
  heard(number, left) {
    if (number !== this.known) this.ask(left);
  }

  async ask(left = this.clock.left) {
    clearTimeout(this.timer);
    const answer = await this.sender.ask("GET", this.form.dataset.newsUrl);
    if (answer?.status === 200) this.#tell(await answer.json(), left);
    else if (answer && answer.status < 500) this.sender.refused(answer, () => this.ask());
    if (this.isPaused) this.timer = setTimeout(() => this.ask(), ASKED_AGAIN * (0.8 + Math.random() * 0.4));
  }

  pause(left, reason) {
    this.isPaused = true;
    this.clock.stand(left);
    this.view.pause(reason);
    this.view.speak(`${this.words.paused} ${reason ?? ""}`);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), reason === undefined ? 0 : ASKED_AGAIN);
  }

  #tell(news, left) {
    this.known = news.news;
    for (const message of news.messages) this.#keep(message);
    if (news.state === "closed") return this.#end();
    if (news.state === "paused") return this.#stay(news);
    const wasPaused = this.isPaused;
    this.isPaused = false;
    this.clock.set(news.remaining_ms);
    if (wasPaused) this.#goOn();
    else if (Math.abs(news.remaining_ms - left) > NOTICED) this.#notice(this.#minutes(this.words.changed));
  }

  #end() {
    this.isPaused = false;
    this.sender.stopped = true;
    this.view.notice("closed");
  }

  #stay(news) {
    this.sender.stopped = true;
    this.clock.stand(news.remaining_ms);
    if (this.isPaused) this.view.pause(news.pause_reason);
    else this.pause(news.remaining_ms, news.pause_reason);
  }

  #goOn() {
    this.view.resume();
    this.view.speak(this.#minutes(this.words.goes_on));
    this.sender.resume();
  }

  #minutes(text) {
    return text.replace("{minutes}", Math.ceil(this.clock.left / 60000));
  }

  #keep({ id, text, at }) {
    if (this.list.querySelector(`[data-message="${id}"]`)) return;
    const item = document.createElement("li");
    const time = document.createElement("time");
    const said = document.createElement("span");
    item.dataset.message = id;
    time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: this.form.dataset.zone });
    said.textContent = text;
    item.append(time, " ", said);
    this.list.querySelector("ol").append(item);
    this.list.hidden = false;
    this.#show(String(id), text);
  }

  // A message stands at the top until it is dismissed, also after a reload; it is spoken once.
  #show(id, text) {
    const seen = this.#seen();
    if (seen[id] === "read") return;
    const said = this.words.message.replace("{text}", text);
    this.#put(said, seen[id] ? document.querySelector("[data-unread]") : this.fresh, () => this.#note(id, "read"));
    this.#note(id, seen[id] ?? "told");
  }

  #notice(text) {
    this.#put(text, this.fresh, () => {});
  }

  #put(text, place, onRead) {
    const notice = document.querySelector("[data-fresh-one]").content.firstElementChild.cloneNode(true);
    notice.querySelector("p").textContent = text;
    notice.querySelector("button").addEventListener("click", () => {
      onRead();
      notice.remove();
      this.view.focusHere();
    });
    place.append(notice);
  }

  #seen() {
    try {
      return JSON.parse(sessionStorage.getItem(this.store) ?? "{}");
    } catch {
      return this.remembered ?? {};
    }
  }

  #note(id, what) {
    this.remembered = { ...this.#seen(), [id]: what };
    try {
      sessionStorage.setItem(this.store, JSON.stringify(this.remembered));
    } catch {
      // Without storage the message comes back after a reload.
    }
  }
}
