// Pages kept on this device for one person, each with all that it shows; nobody else's are ever there.
import { openStore } from "./practice-store.js";

const PREFIX = "chizheng-kept-";
const PAGE = /^\/(?:offline|practice\/offline|courses\/[^/]+\/(?:[^/]+\/)?)$/;
const SHELL = ["/offline", "/practice/offline"];
const VERSION = "/offline/version";
const NEEDED = "link[rel=stylesheet], link[rel=icon], script[src], img[src]";

const IMPORT = /(?:from|import)\s*\(?\s*"(\.\/[\w.-]+\.js)"/g;

export const canKeep = "caches" in self && "serviceWorker" in navigator;

const mine = (person) => caches.open(PREFIX + person);

export async function forgetOthers(person) {
  await forget((name) => name !== PREFIX + person);
  const store = await openStore();
  await store.settle(person);
}

export async function forgetAll() {
  await forget(() => true);
  const store = await openStore();
  await store.settle(null);
}

async function forget(isWanted) {
  if (!("caches" in self)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && isWanted(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

// The page as this person sees it now; false where it may not be kept, or is not theirs.
export async function keep(person, path) {
  if (!PAGE.test(path)) return false;
  const answer = await fetch(path, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const html = await answer.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  if (page.body.dataset.person !== person) return false;
  const cache = await mine(person);
  await Promise.all(neededBy(page).map((address) => keepAsset(cache, address)));
  const at = new Date().toISOString();
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Length", "Content-Encoding"]) headers.delete(name);
  headers.set("X-Kept-At", at);
  headers.set("X-Kept-Title", encodeURIComponent(page.querySelector("h1")?.textContent.trim() ?? path));
  await cache.put(path, new Response(html.replace("<html ", `<html data-kept="${at}" `), { headers }));
  return true;
}

function neededBy(page) {
  const addresses = [...page.querySelectorAll(NEEDED)].map((each) => each.getAttribute("href") ?? each.getAttribute("src"));
  return [...new Set(addresses.filter((each) => each.startsWith("/") && !each.startsWith("/exam/")))];
}

// A script brings what it imports.
async function keepAsset(cache, address, seen = new Set()) {
  if (seen.has(address)) return;
  seen.add(address);
  const answer = (address.includes("?v=") && (await cache.match(address))) || (await fetch(address));
  if (!answer.ok) return;
  if (/\.js(?:\?|$)/.test(address)) {
    const imported = (await answer.clone().text()).matchAll(IMPORT);
    for (const [, name] of imported) await keepAsset(cache, new URL(name, new URL(address, location)).pathname, seen);
  }
  await cache.put(address, answer);
}

export async function drop(person, path) {
  await (await mine(person)).delete(path);
}

export async function keptAt(person, path) {
  const answer = await (await mine(person)).match(path);
  return answer ? new Date(answer.headers.get("X-Kept-At")) : null;
}

// What there is to read without a network: path, title, when it was kept; courses before their modules.
export async function keptPages(person) {
  const cache = await mine(person);
  const found = [];
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (!PAGE.test(path) || SHELL.includes(path)) continue;
    const { headers } = await cache.match(request);
    found.push({ path, title: decodeURIComponent(headers.get("X-Kept-Title")), at: new Date(headers.get("X-Kept-At")) });
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

export async function isShellOld(person, version) {
  const known = await (await mine(person)).match(VERSION);
  return (await known?.text()) !== `${version} ${document.documentElement.lang}`;
}

export async function keepShell(person, version) {
  for (const path of SHELL) if (!(await keep(person, path))) return;
  await (await mine(person)).put(VERSION, new Response(`${version} ${document.documentElement.lang}`));
}

// What was taken along: one round at a time, beside the pages, so that it goes with them.
const PACK = "/practice/offline/pack";

export async function keepPack(person, pack) {
  const cache = await mine(person);
  const page = new DOMParser().parseFromString(pack.questions.map((each) => each.asked + each.told).join(""), "text/html");
  await Promise.all(neededBy(page).map((address) => keepAsset(cache, address)));
  await cache.put(PACK, Response.json(pack));
}

export async function packOf(person) {
  if (!("caches" in self)) return null;
  const answer = await (await mine(person)).match(PACK);
  return answer ? answer.json() : null;
}
