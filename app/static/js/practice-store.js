// Answers given without a network, on this device, by person; the first to a question stands.
// One that waits is kept until the server has it, or for thirty days after its owner left the device.
import { done, ended, openDatabase, STORE } from "./device-database.js";

const NAME = "chizheng-practice";
const KEY = ["person", "round", "number"];
const PATIENCE = 3000;
export const WAITING = "waiting";
const KEPT_FOR_OTHERS = 30 * 24 * 60 * 60 * 1000;

let opened = null;

// A browser that has no database, or none that answers, keeps nothing: `isLasting` says so.
export function openStore() {
  opened ??= openDatabase(NAME, KEY, PATIENCE).then((each) => new Store(each)).catch(() => new Nowhere());
  return opened;
}

const keyOf = ({ person, round, number }) => [person, round, number];

class Store {
  isLasting = true;

  constructor(database) {
    this.database = database;
  }

  all(person) {
    return done(this.database.transaction(STORE).objectStore(STORE).index("person").getAll(person));
  }

  // False where another page of this browser was faster. On disk before it is called kept.
  async add(entry) {
    const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
    transaction.objectStore(STORE).add(entry);
    try {
      await ended(transaction);
      return true;
    } catch (problem) {
      if (problem?.name === "ConstraintError") return false;
      throw problem;
    }
  }

  async mark(entries) {
    const transaction = this.database.transaction(STORE, "readwrite");
    for (const entry of entries) transaction.objectStore(STORE).put(entry);
    return ended(transaction);
  }

  // Whose device this is now; null is nobody's. Of all others, what the server has had goes at once, and
  // what waits once its thirty days are over. They begin when its owner is first found to have left, and
  // anew each time after the owner was back.
  async settle(person, at = Date.now()) {
    const transaction = this.database.transaction(STORE, "readwrite");
    const answers = transaction.objectStore(STORE);
    for (const entry of await done(answers.getAll())) {
      const { leftAt, ...kept } = entry;
      if (entry.person === person) leftAt && answers.put(kept);
      else if (entry.state !== WAITING || at - leftAt >= KEPT_FOR_OTHERS) answers.delete(keyOf(entry));
      else if (!(leftAt <= at)) answers.put({ ...kept, leftAt: at });
    }
    return ended(transaction);
  }

  async othersWait(person) {
    const all = await done(this.database.transaction(STORE).objectStore(STORE).getAll());
    return all.some((entry) => entry.person !== person && entry.state === WAITING);
  }

  discardWaiting(person) {
    return this.#remove((entry) => entry.person === person && entry.state === WAITING);
  }

  forgetRounds(person, but) {
    return this.#remove((entry) => entry.person === person && entry.round !== but && entry.state !== WAITING);
  }

  async #remove(isWanted) {
    const transaction = this.database.transaction(STORE, "readwrite");
    const answers = transaction.objectStore(STORE);
    for (const entry of await done(answers.getAll())) if (isWanted(entry)) answers.delete(keyOf(entry));
    return ended(transaction);
  }
}

class Nowhere {
  isLasting = false;

  async all() {
    return [];
  }

  async add() {
    throw new Error("this browser keeps nothing");
  }

  async mark() {}

  async settle() {}

  async othersWait() {
    return false;
  }

  async discardWaiting() {}

  async forgetRounds() {}
}
