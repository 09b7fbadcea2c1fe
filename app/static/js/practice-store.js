// Answers given without a network, on this device, by person; the first to a question stands.
// One that waits is kept until the server has it, whoever signs in here meanwhile.
const NAME = "chizheng-practice";
const STORE = "answers";
const PATIENCE = 3000;
export const WAITING = "waiting";

let opened = null;

// A browser that has no database, or none that answers, keeps nothing: `isLasting` says so.
export function openStore() {
  opened ??= Promise.race([database(), silence()]).then((each) => new Store(each)).catch(() => new Nowhere());
  return opened;
}

async function database() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const answers = request.result.createObjectStore(STORE, { keyPath: ["person", "round", "number"] });
    answers.createIndex("person", "person");
  };
  return done(request);
}

function silence() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), PATIENCE));
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

class Store {
  isLasting = true;

  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close();
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

  // Takes away what the server has had, of everybody else.
  forgetOthers(person) {
    return this.#remove((entry) => entry.person !== person && entry.state !== WAITING);
  }

  forgetRounds(person, but) {
    return this.#remove((entry) => entry.person === person && entry.round !== but && entry.state !== WAITING);
  }

  async #remove(isWanted) {
    const transaction = this.database.transaction(STORE, "readwrite");
    const answers = transaction.objectStore(STORE);
    for (const entry of await done(answers.getAll())) if (isWanted(entry)) answers.delete([entry.person, entry.round, entry.number]);
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

  async forgetOthers() {}

  async forgetRounds() {}
}
