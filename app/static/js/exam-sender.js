// Talks with the server: takes the lease, sends the queue, waits longer after each failure.
const SOON = 500;
const BEAT = 30000;
const MOST = 100;
const LONGEST = 30000;
const PATIENCE = 10000;

export class Sender {
  constructor(form, queue, told) {
    this.form = form;
    this.queue = queue;
    this.told = told;
    this.lease = Number(form.dataset.lease);
    this.mine = `${queue.key}.lease`;
    this.stopped = false;
    this.isTaking = false;
    this.failures = 0;
    this.flags = new Map();
    this.size = MOST;
  }

  start() {
    const taken = Number(sessionStorage.getItem(this.mine) ?? -1);
    if (this.lease === 0 || taken === this.lease) this.take();
    else {
      this.stopped = true;
      this.told.onTime(Number(this.form.dataset.remaining));
      this.told.onMoved();
    }
    addEventListener("online", () => (this.isTaking ? this.take() : this.flush()));
    setInterval(() => this.flush(), BEAT);
  }

  async take() {
    this.isTaking = true;
    const answer = await this.#ask("POST", this.form.dataset.leaseUrl);
    if (answer?.status !== 200) return this.#refused(answer, () => this.take());
    const held = await answer.json();
    this.isTaking = false;
    this.stopped = false;
    this.failures = 0;
    this.lease = held.lease;
    sessionStorage.setItem(this.mine, String(held.lease));
    this.told.onHeld(held);
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SOON);
  }

  async flush() {
    if (this.stopped) return;
    if (this.running) return this.running.then(() => (this.queue.isEmpty() ? undefined : this.flush()));
    this.running = this.#send();
    try {
      await this.running;
    } finally {
      this.running = null;
    }
  }

  async #send() {
    const batch = this.queue.batch(this.size);
    const body = JSON.stringify({ lease: this.lease, answers: batch });
    const answer = await this.#ask("PUT", this.form.dataset.saveUrl, body);
    if (answer?.status === 422) return this.#partFrom(batch);
    if (answer?.status !== 200) return this.#refused(answer, () => this.flush());
    const saved = await answer.json();
    this.failures = 0;
    this.queue.confirm(saved.saved.map((entry) => entry.seq));
    this.told.onTime(saved.remaining_ms);
    this.told.onSaved();
    this.#sendFlags();
    if (this.queue.isEmpty()) this.size = MOST;
    else this.soon();
  }

  flag(slot, raised) {
    this.flags.set(slot, raised);
    this.#sendFlags();
  }

  async #sendFlags() {
    for (const [slot, raised] of this.flags) {
      const answer = await this.#ask("POST", this.form.dataset.flagUrl, new URLSearchParams({ slot, raised }));
      if (!answer?.ok) return;
      this.flags.delete(slot);
    }
  }

  async #refused(answer, again) {
    const heard = { 400: "onSignedOut", 401: "onSignedOut", 404: "onOther", 409: "onClosed" }[answer?.status];
    if (!heard) return this.#later(again);
    this.isTaking = false;
    this.stopped = true;
    const problem = await answer.json().catch(() => ({}));
    this.told[problem.state === "moved" ? "onMoved" : heard]();
  }

  // The server could not read something: send one by one, and part only from what it cannot read.
  #partFrom(batch) {
    if (batch.length > 1) this.size = 1;
    else {
      this.queue.confirm(batch.map((entry) => entry.seq));
      this.told.onUnreadable(batch[0]?.slot);
    }
    if (!this.queue.isEmpty()) this.soon();
  }

  #later(again) {
    this.failures += 1;
    this.told.onOffline();
    const wait = Math.min(LONGEST, 1000 * 2 ** Math.min(this.failures, 5)) * (0.5 + Math.random() / 2);
    const timer = this.isTaking ? "retaking" : "timer";
    clearTimeout(this[timer]);
    this[timer] = setTimeout(again, wait);
  }

  async #ask(method, url, body) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value };
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), PATIENCE);
    try {
      return await fetch(url, { method, body, headers, redirect: "error", signal: silence.signal });
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async signInAgain(box) {
    const page = await fetch(this.form.dataset.signInUrl).then((answer) => answer.text(), () => null);
    const refused = box.querySelector("[data-refused]");
    if (page === null) return this.#sayAway(refused);
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrf_token]").value;
    const body = new URLSearchParams({ csrf_token: token, next: location.pathname, login: box.elements.login.value, password: box.elements.password.value });
    const answer = await fetch(this.form.dataset.signInUrl, { method: "POST", body }).catch(() => null);
    if (!answer) return this.#sayAway(refused);
    const arrived = new DOMParser().parseFromString(await answer.text(), "text/html");
    const refusal = answer.redirected ? "" : arrived.querySelector("[role=alert]")?.textContent ?? answer.statusText;
    refused.textContent = refusal;
    box.elements.password.value = "";
    if (refusal) return;
    const fresh = arrived.querySelector("[name=csrf_token]");
    if (fresh) this.form.elements.csrf_token.value = fresh.value;
    this.take();
  }

  #sayAway(refused) {
    refused.textContent = document.querySelector("[data-notice=offline] strong").textContent;
  }
}
