// What is typed, first waiting to be confirmed, then with its receipt until the exam is over.
import { openStore } from "./exam-store.js";

const VERSIONS = 40;

export class Queue {
  static async open(token, person) {
    const queue = new Queue(await openStore(), `${token} ${person}`);
    await queue.#reread();
    return queue;
  }

  constructor(store, owner) {
    this.store = store;
    this.owner = owner;
    this.entries = [];
    this.written = Promise.resolve();
    this.onOthers = () => {};
    this.channel = new BroadcastChannel(`chizheng-exam ${owner}`);
    this.channel.onmessage = () => this.#reread().then(() => this.onOthers());
  }

  static isNewer(one, other) {
    return one.typed_under > other.typed_under || (one.typed_under === other.typed_under && one.seq > other.seq);
  }

  get isLasting() {
    return this.store.isLasting;
  }

  get waiting() {
    return this.entries.filter((entry) => !entry.receipt || entry.again).sort((one, other) => (Queue.isNewer(one, other) ? 1 : -1));
  }

  // Numbers grow even if this device's clock is set back.
  keep(slot, value, lease) {
    const seq = Math.max(Date.now(), ...this.entries.map((entry) => entry.seq + 1));
    const outdone = this.entries.filter((entry) => entry.slot === slot && !entry.receipt && !entry.sent);
    const entry = { owner: this.owner, slot, seq, typed_under: lease, value, at: new Date().toISOString(), kept: Date.now() };
    this.#change([entry], outdone);
  }

  batch(size) {
    const batch = this.waiting.filter((entry) => !entry.aside).slice(0, size);
    batch.forEach((entry) => (entry.sent = true));
    return batch.map(({ slot, seq, typed_under, value, at }) => ({ slot, seq, typed_under, value, at }));
  }

  confirm(saved) {
    const receipts = new Map(saved.map((each) => [each.seq, each.receipt]));
    const confirmed = this.waiting.filter((entry) => receipts.has(entry.seq));
    for (const entry of confirmed) Object.assign(entry, { receipt: receipts.get(entry.seq), again: false });
    this.#change(confirmed, confirmed.flatMap((entry) => this.#outlived(entry.slot)));
  }

  // What the server could not read will never be confirmed.
  drop(seqs) {
    this.#change([], this.waiting.filter((entry) => seqs.includes(entry.seq)));
  }

  // What the server left out (typed under a lease that it has not given yet) waits for the next lease.
  setAside(sent, saved) {
    const confirmed = new Set(saved.map((each) => each.seq));
    const left = new Set(sent.filter((entry) => !confirmed.has(entry.seq)).map((entry) => entry.seq));
    const aside = this.waiting.filter((entry) => left.has(entry.seq));
    aside.forEach((entry) => (entry.aside = true));
    return aside;
  }

  // A server that came back from a copy may lack what it had confirmed: that is sent again.
  compare(onRecord, lease) {
    for (const entry of this.entries) entry.aside = false;
    for (const entry of this.entries.filter((each) => each.receipt && each.typed_under <= lease)) {
      const record = onRecord.find((answer) => answer.slot === entry.slot);
      if ((!record || Queue.isNewer(entry, record)) && this.#newest(entry.slot) === entry) entry.again = true;
    }
  }

  newest(slot) {
    return this.waiting.filter((entry) => entry.slot === slot).at(-1) ?? null;
  }

  holds(slot) {
    return this.waiting.some((entry) => entry.slot === slot);
  }

  isEmpty() {
    return this.waiting.length === 0;
  }

  hasMore() {
    return this.waiting.some((entry) => !entry.aside);
  }

  async clear() {
    this.#change([], this.entries);
    await this.written;
  }

  #newest(slot) {
    return this.entries.filter((entry) => entry.slot === slot).reduce((best, entry) => (!best || Queue.isNewer(entry, best) ? entry : best), null);
  }

  #outlived(slot) {
    const versions = this.entries.filter((entry) => entry.slot === slot && entry.receipt && !entry.again);
    return versions.sort((one, other) => (Queue.isNewer(one, other) ? -1 : 1)).slice(VERSIONS);
  }

  #change(puts, removals) {
    const gone = new Set(removals);
    this.entries = [...this.entries.filter((entry) => !gone.has(entry) && !puts.includes(entry)), ...puts];
    if (!puts.length && !removals.length) return;
    puts.forEach((entry) => (entry.unwritten = true));
    this.written = this.written.then(() => this.#write(puts, removals));
  }

  async #write(puts, removals) {
    try {
      await this.store.write(puts.map(({ sent, aside, again, unwritten, ...entry }) => entry), removals);
      puts.forEach((entry) => (entry.unwritten = false));
      this.channel.postMessage("changed");
    } catch {
      this.store.isLasting = false;
    }
  }

  // Another tab of this browser keeps the same store; what is not written yet stands here alone.
  async #reread() {
    await this.written;
    const kept = await this.store.read(this.owner).catch(() => this.entries);
    const known = new Map(this.entries.map((entry) => [`${entry.slot} ${entry.seq}`, entry]));
    const merged = kept.map((entry) => Object.assign(known.get(`${entry.slot} ${entry.seq}`) ?? entry, entry));
    this.entries = [...merged, ...this.entries.filter((entry) => entry.unwritten && !merged.includes(entry))];
  }
}
