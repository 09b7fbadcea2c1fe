// Hands over answers that wait: by the page that is open, or by the service worker when the network comes back.
import { openStore, WAITING } from "./practice-store.js";

export const TAG = "practice-answers";
const TOKEN = "/practice/offline/token";
const ANSWERS = "/practice/offline/answers";
const BATCH = 100;
const PATIENCE = 15000;

// One at a time of a person's pages and the service worker hands over, or takes away what waits.
export function alone(person, work) {
  return navigator.locks ? navigator.locks.request(`chizheng-practice ${person}`, work) : work();
}

// Without a page nobody says whose turn it is: the server does.
export async function flushWaiting() {
  const asked = await ask(TOKEN);
  if (asked.status === 200) await flush(String(asked.body.person));
}

export async function flushIfWaiting(person) {
  const store = await openStore();
  if ((await store.all(person)).some((entry) => entry.state === WAITING)) await flush(person);
}

// "done", "away", "signed-out", or "other" where somebody else is signed in; what is not handed over goes on waiting.
export const flush = (person) => alone(person, () => handOver(person));

async function handOver(person) {
  const store = await openStore();
  const waiting = (await store.all(person)).filter((entry) => entry.state === WAITING);
  if (waiting.length === 0) return "done";
  const asked = await ask(TOKEN);
  if (asked.status === 401) return "signed-out";
  if (asked.status !== 200) return "away";
  if (String(asked.body.person) !== person) return "other";
  for (let at = 0; at < waiting.length; at += BATCH) {
    const ending = await send(store, person, waiting.slice(at, at + BATCH), asked.body.token);
    if (ending !== "done") return ending;
  }
  return "done";
}

async function send(store, person, entries, token) {
  const answers = entries.map(({ round, number, value, sure, at }) => ({ round, number, value, sure, answered_at: at }));
  const sent = await ask(ANSWERS, JSON.stringify({ person: Number(person), answers }), token);
  if (sent.status === 401) return "signed-out";
  if (sent.status === 409) return "other";
  if ([413, 422].includes(sent.status)) return parted(store, person, entries, token);
  if (sent.status !== 200) return "away";
  await store.mark(entries.map((entry, at) => ({ ...entry, state: sent.body.answers[at].outcome, why: sent.body.answers[at].why })));
  return "done";
}

// What cannot be read as a whole is sent in halves, so that one answer takes no other with it.
async function parted(store, person, entries, token) {
  if (entries.length === 1) {
    await store.mark([{ ...entries[0], state: "refused", why: null }]);
    return "done";
  }
  const middle = Math.ceil(entries.length / 2);
  const first = await send(store, person, entries.slice(0, middle), token);
  return first === "done" ? send(store, person, entries.slice(middle), token) : first;
}

async function ask(address, body, token) {
  const headers = { Accept: "application/json" };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token });
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { method: body ? "POST" : "GET", headers, body, redirect: "error", signal: silence.signal });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  } finally {
    clearTimeout(timer);
  }
}
