// What is typed and not yet confirmed, kept in this browser through reloads and crashes.
export class Queue {
  constructor(token) {
    this.key = `chizheng.exam.${token}`;
    this.entries = JSON.parse(localStorage.getItem(this.key) ?? "[]");
    this.last = 0;
    addEventListener("storage", (event) => {
      if (event.key === this.key) this.entries = JSON.parse(event.newValue ?? "[]");
    });
  }

  static isNewer(one, other) {
    return one.typed_under > other.typed_under || (one.typed_under === other.typed_under && one.seq > other.seq);
  }

  // Numbers grow even if this device's clock is set back.
  keep(slot, value, lease) {
    const seq = Math.max(Date.now(), this.last + 1, ...this.entries.map((entry) => entry.seq + 1));
    this.last = seq;
    this.entries = this.entries.filter((entry) => entry.slot !== slot || entry.sent);
    this.entries.push({ slot, seq, typed_under: lease, value, at: new Date().toISOString() });
    this.#store();
  }

  batch(size) {
    const batch = this.entries.slice(0, size);
    batch.forEach((entry) => (entry.sent = true));
    return batch.map(({ sent, ...entry }) => entry);
  }

  confirm(seqs) {
    const saved = new Set(seqs);
    this.entries = this.entries.filter((entry) => !saved.has(entry.seq));
    this.#store();
  }

  newest(slot) {
    return this.entries.filter((entry) => entry.slot === slot).reduce((best, entry) => (!best || Queue.isNewer(entry, best) ? entry : best), null);
  }

  holds(slot) {
    return this.entries.some((entry) => entry.slot === slot);
  }

  isEmpty() {
    return this.entries.length === 0;
  }

  #store() {
    localStorage.setItem(this.key, JSON.stringify(this.entries));
  }
}
