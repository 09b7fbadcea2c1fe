// Where a browser keeps what belongs to an attempt: IndexedDB, else local storage, else nowhere.
import { done, ended, openDatabase, STORE } from "./device-database.js";

const NAME = "chizheng-exam";
const KEY = ["owner", "slot", "seq"];
const KEPT_DAYS = 30;
const DAY = 86400000;
const PATIENCE = 6000;

export async function openStore() {
  let store;
  try {
    store = new Database(await openDatabase(NAME, KEY, PATIENCE));
    await adopt(store);
  } catch {
    store = Local.works() ? new Local() : new Nowhere();
  }
  await store.forget((entry) => entry.kept < Date.now() - KEPT_DAYS * DAY);
  return store;
}

// What was kept in local storage while the database did not answer moves over when it does.
async function adopt(store) {
  const left = Local.works() ? Local.all() : [];
  if (left.length === 0) return;
  await store.write(left, []);
  localStorage.removeItem(NAME);
}

class Database {
  isLasting = true;

  constructor(database) {
    this.database = database;
  }

  read(owner) {
    return done(this.database.transaction(STORE).objectStore(STORE).index("owner").getAll(owner));
  }

  write(puts, removals) {
    const transaction = this.database.transaction(STORE, "readwrite");
    const answers = transaction.objectStore(STORE);
    for (const entry of removals) answers.delete([entry.owner, entry.slot, entry.seq]);
    for (const entry of puts) answers.put(entry);
    return ended(transaction);
  }

  async forget(isOld) {
    const transaction = this.database.transaction(STORE, "readwrite");
    const answers = transaction.objectStore(STORE);
    for (const entry of await done(answers.getAll())) if (isOld(entry)) answers.delete([entry.owner, entry.slot, entry.seq]);
    return ended(transaction);
  }
}

class Nowhere {
  isLasting = false;
  entries = [];

  async read(owner) {
    return this.entries.filter((entry) => entry.owner === owner);
  }

  async write(puts, removals) {
    const gone = new Set([...puts, ...removals].map(place));
    this.entries = [...this.entries.filter((entry) => !gone.has(place(entry))), ...puts];
  }

  async forget(isOld) {
    this.entries = this.entries.filter((entry) => !isOld(entry));
  }
}

class Local extends Nowhere {
  isLasting = true;

  static works() {
    try {
      localStorage.setItem(`${NAME}.check`, "1");
      localStorage.removeItem(`${NAME}.check`);
      return true;
    } catch {
      return false;
    }
  }

  static all() {
    return JSON.parse(localStorage.getItem(NAME) ?? "[]");
  }

  async read(owner) {
    this.entries = Local.all();
    return super.read(owner);
  }

  async write(puts, removals) {
    this.entries = Local.all();
    await super.write(puts, removals);
    localStorage.setItem(NAME, JSON.stringify(this.entries));
  }

  async forget(isOld) {
    this.entries = Local.all();
    await super.forget(isOld);
    localStorage.setItem(NAME, JSON.stringify(this.entries));
  }
}

function place(entry) {
  return `${entry.owner} ${entry.slot} ${entry.seq}`;
}
