// Talks with the server: takes the lease, sends the queue, waits longer after each failure.
const SOON = 500;
const BEAT = 30000;
const MOST = 100;
const LONGEST = 30000;
const PATIENCE = 10000;
const MOST_CATCHING_UP = 20;
const HEARD = { 400: "onSignedOut", 401: "onSignedOut", 403: "onBrowser", 404: "onOther", 409: "onClosed" };

export class Sender {
  constructor(form, queue, told) {
    this.form = form;
    this.queue = queue;
    this.told = told;
    this.lease = Number(form.dataset.lease);
    this.mine = `chizheng.exam.${form.dataset.token}.lease`;
    this.stopped = false;
    this.isTaking = false;
    this.failures = 0;
    this.catchingUp = 0;
    this.heardAt = 0;
    this.flags = new Map();
    this.size = MOST;
  }

  start() {
    const taken = Number(remembered(this.mine) ?? -1);
    if (this.lease === 0 || taken === this.lease) this.take();
    else {
      this.stopped = true;
      this.told.onTime(Number(this.form.dataset.remaining));
      this.told.onMoved();
    }
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => document.hidden || this.shown());
  }

  again() {
    if (this.isTaking) this.take();
    else if (this.failures || this.queue.hasMore()) this.flush();
  }

  // A hidden tab is woken seldom; shown again, it asks how things stand.
  shown() {
    if (!this.isTaking && performance.now() - this.heardAt > BEAT / 2) this.flush();
    else this.again();
  }

  async take() {
    this.isTaking = true;
    const answer = await this.ask("POST", this.form.dataset.leaseUrl);
    if (answer?.status !== 200) return this.refused(answer, () => this.take());
    const held = await answer.json();
    this.isTaking = false;
    this.stopped = false;
    this.failures = 0;
    this.lease = held.lease;
    remember(this.mine, String(held.lease));
    await this.told.onHeld(held);
    this.soon();
  }

  // The exam goes on after a pause; the lease is still this page's, or the answer will say so.
  resume() {
    this.stopped = false;
    this.flush();
  }

  soon() {
    if (this.isSoon) return;
    this.isSoon = true;
    this.#at(SOON);
  }

  #at(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async flush() {
    this.isSoon = false;
    if (this.stopped || this.isTaking) return;
    if (this.running) return this.running.then(() => (this.queue.hasMore() ? this.flush() : undefined));
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
    const answer = await this.ask("PUT", this.form.dataset.saveUrl, body);
    if (answer?.status === 422) return this.#partFrom(batch);
    if (answer?.status !== 200) return this.refused(answer, () => this.flush());
    const saved = await answer.json();
    this.failures = 0;
    this.heardAt = performance.now();
    this.queue.confirm(saved.saved);
    this.told.onSaved(saved);
    this.#sendFlags();
    if (this.#mustCatchUp(batch, saved.saved)) return this.take();
    if (!this.queue.hasMore()) this.size = MOST;
    if (this.queue.hasMore()) this.soon();
    else if (!this.isSoon) this.#at(BEAT * (0.8 + Math.random() * 0.2));
  }

  // A server that came back from a copy gives leases from before; what is newer waits for its own.
  #mustCatchUp(batch, saved) {
    if (saved.length === batch.length) return false;
    const isAhead = this.queue.setAside(batch, saved).some((entry) => entry.typed_under > this.lease);
    return isAhead && (this.catchingUp += 1) < MOST_CATCHING_UP;
  }

  flag(slot, raised) {
    this.flags.set(slot, raised);
    this.#sendFlags();
  }

  async #sendFlags() {
    for (const [slot, raised] of this.flags) {
      const answer = await this.ask("POST", this.form.dataset.flagUrl, new URLSearchParams({ slot, raised }));
      if (answer?.status === 401) return this.refused(answer);
      if (!answer?.ok) return;
      if (this.flags.get(slot) === raised) this.flags.delete(slot);
    }
  }

  async refused(answer, again) {
    const heard = HEARD[answer?.status];
    if (!heard) return this.#later(again);
    this.isTaking = false;
    this.stopped = true;
    const problem = await answer.json().catch(() => ({}));
    if (problem.state === "paused") this.told.onPaused(problem);
    else if (heard === "onBrowser") this.told.onBrowser(problem.detail);
    else this.told[problem.state === "moved" ? "onMoved" : heard]();
  }

  // The server could not read something: send one by one, and part only from what it cannot read.
  #partFrom(batch) {
    if (batch.length > 1) this.size = 1;
    else {
      this.queue.drop(batch.map((entry) => entry.seq));
      this.told.onUnreadable(batch[0]?.slot);
    }
    if (this.queue.hasMore()) this.soon();
  }

  #later(again) {
    this.failures += 1;
    this.told.onOffline();
    const wait = Math.min(LONGEST, 1000 * 2 ** Math.min(this.failures, 5)) * (0.5 + Math.random() / 2);
    const timer = this.isTaking ? "retaking" : "timer";
    clearTimeout(this[timer]);
    this[timer] = setTimeout(again, wait);
  }

  async ask(method, url, body) {
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
    const { signIn } = await import("./exam-sign-in.js");
    const freshToken = await signIn(box, this.form.dataset.signInUrl);
    if (freshToken === null) return;
    if (freshToken) this.form.elements.csrf_token.value = freshToken;
    this.take();
  }
}

function remembered(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // After a reload the page asks whether to go on here.
  }
}
