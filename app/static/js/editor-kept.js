// What was typed and not saved stays in this browser for a week, locked with its writer's own key:
// whoever else uses the machine can neither read it nor be in its way. Every tab keeps its own;
// what a closed or crashed tab left is offered by the next one.

const PREFIX = "question:";
const WEEK = 7 * 24 * 3600 * 1000;
const PATIENCE = 400;

export class Kept {
  constructor(person, code, secret) {
    Object.assign(this, { person, code, tab: null, sent: false, turn: 0 });
    this.lock = lockOf(secret);
    sweep(person);
  }

  // A name held as a lock lives as long as its tab: one that is free is of a tab that is gone.
  async open() {
    const before = sessionStorage.getItem(PREFIX);
    this.tab = before && (await held(before)) ? before : await fresh();
    sessionStorage.setItem(PREFIX, this.tab);
  }

  get name() {
    return `${PREFIX}${this.person}:${this.code}:${this.tab}`;
  }

  async write(texts, base) {
    if (!this.tab) return;
    const turn = ++this.turn;
    const at = Date.now();
    const locked = await locking(await this.lock, texts);
    if (turn === this.turn) store(this.name, { at, base, sent: this.sent, ...locked });
  }

  // The page is about to go, so nothing can be waited for.
  markSent() {
    this.sent = true;
    const entry = read(this.name);
    if (entry.at) store(this.name, { ...entry, sent: true });
  }

  // What no open tab is writing, the newest first, with the name that each is kept under.
  async left(code = this.code) {
    const open = await openTabs();
    const found = [];
    for (const name of names(`${PREFIX}${this.person}:${code}:`)) {
      const tab = name.split(":")[3];
      if (tab !== this.tab && open.has(tab)) continue;
      const entry = read(name);
      const texts = await unlocking(await this.lock, entry);
      if (texts) found.push({ ...entry, name, texts });
      else localStorage.removeItem(name);
    }
    return found.sort((one, other) => other.at - one.at);
  }

  forget(name = this.name) {
    if (name === this.name) this.turn++;
    localStorage.removeItem(name);
  }
}

function store(name, entry) {
  try {
    localStorage.setItem(name, JSON.stringify(entry));
  } catch {
    // A full or closed store: the page itself still holds the text.
  }
}

// Without https a browser has neither keys nor locks: texts are kept as they are, and swept.
function lockOf(secret) {
  const bytes = Uint8Array.from(secret.match(/../g), (pair) => parseInt(pair, 16));
  return crypto.subtle?.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function locking(lock, texts) {
  if (!lock) return { texts };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(texts));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, lock, plain));
  return { iv: asText(iv), sealed: asText(sealed) };
}

async function unlocking(lock, entry) {
  if (entry.texts) return entry.texts;
  try {
    const how = { name: "AES-GCM", iv: asBytes(entry.iv) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, lock, asBytes(entry.sealed))));
  } catch {
    return null;
  }
}

function asText(bytes) {
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
}

function asBytes(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

async function fresh() {
  const tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
  await held(tab);
  return tab;
}

function held(tab) {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const hold = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(PREFIX + tab, { signal: AbortSignal.timeout(PATIENCE) }, hold).catch(() => resolve(false));
  });
}

async function openTabs() {
  const { held: locks = [] } = (await navigator.locks?.query()) || {};
  return new Set(locks.filter((each) => each.name.startsWith(PREFIX)).map((each) => each.name.slice(PREFIX.length)));
}

// What is a week old goes, and what somebody else left unlocked.
function sweep(person) {
  for (const name of names(PREFIX)) {
    const entry = read(name);
    const isOpenToAll = entry.texts && !name.startsWith(`${PREFIX}${person}:`);
    if (isOpenToAll || Date.now() - (entry.at || 0) > WEEK) localStorage.removeItem(name);
  }
}

function names(prefix) {
  return Object.keys(localStorage).filter((each) => each.startsWith(prefix));
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) || {};
  } catch {
    return {};
  }
}
