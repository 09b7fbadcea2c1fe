// Stands in for the network where it is away, with pages that were kept; stores nothing by itself.
// The exam, signing in and out, and whatever is sent are none of its business.
import { flushWaiting, TAG } from "/static/js/practice-sender.js";

const NEVER = /^\/(?:exam|sign-in|sign-out|password|language)(?:\/|$)/;
const ASSET = /^\/(?:static|bootstrap\/static)\//;
const PATIENCE = 6000;

addEventListener("install", (event) => {
  const paths = ["/exam/*", "/sign-in", "/sign-out"];
  const rules = paths.map((pathname) => ({ condition: { urlPattern: { pathname } }, source: "network" }));
  event.addRoutes?.(rules)?.catch?.(() => {});
  skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || NEVER.test(pathname)) return;
  if (mode === "navigate") event.respondWith(page(event.request, pathname));
  else if (ASSET.test(pathname) && search.startsWith("?v=")) event.respondWith(kept(url).then((found) => found ?? fetch(event.request)));
  else if (ASSET.test(pathname) || destination === "image") event.respondWith(fetch(event.request).catch(async () => (await kept(url)) ?? Response.error()));
});

addEventListener("sync", (event) => {
  if (event.tag === TAG) event.waitUntil(flushWaiting());
});

const kept = (address) => caches.match(address);

// A network that says nothing for six seconds counts as away, if the page was kept.
async function page(request, path) {
  const found = await kept(path);
  try {
    return await (found ? Promise.race([fetch(request), silence()]) : fetch(request));
  } catch {
    return found ?? (await kept("/offline")) ?? Response.error();
  }
}

function silence() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), PATIENCE));
}
