// On every page of somebody signed in: whose device this is now, what it keeps, what waits to be handed over.
import { momentText } from "./moments.js";
import { forgetChecks } from "./unsent-checks.js";

const { person, version, keeps } = document.body.dataset;
const root = document.documentElement;

if (root.dataset.kept) showAge(new Date(root.dataset.kept));
else watchSignOut(settle().catch(() => {}));

// A page out of the store says how old it is; its forms are hidden, since they could not be sent.
function showAge(at) {
  for (const each of document.querySelectorAll("[data-kept-words]")) each.textContent = each.dataset.keptWords.replace("{at}", momentText(at));
  const turn = () => {
    for (const each of document.querySelectorAll("[data-while]")) each.hidden = (each.dataset.while === "back") !== navigator.onLine;
  };
  addEventListener("online", turn);
  addEventListener("offline", turn);
  turn();
}

// What another person left on this device is taken away before anything is kept for this one.
async function settle() {
  const kept = await import("./kept.js");
  await kept.forgetOthers(person);
  if (keeps === undefined || !kept.canKeep) return;
  const worker = await navigator.serviceWorker.register("/sw.js", { type: "module", scope: "/" });
  if (!worker) return;
  if (await kept.isShellOld(person, version)) await kept.keepShell(person, version);
  const { flushIfWaiting } = await import("./practice-sender.js");
  await flushIfWaiting(person);
}

// Signing out hands over what waits, and leaves nothing to read; what could not be handed over stays for its owner.
// It waits for what the page keeps and clears by itself, or that might be kept after all was cleared.
function watchSignOut(settling) {
  const form = document.querySelector('form[action="/sign-out"]');
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const handingOver = import("./practice-sender.js").then(({ flushIfWaiting }) => flushIfWaiting(person));
    const longest = new Promise((go) => setTimeout(go, 3000));
    await Promise.race([Promise.allSettled([handingOver, settling]), longest]);
    forgetChecks();
    await import("./kept.js").then((kept) => kept.forgetAll()).catch(() => {});
    form.submit();
  });
}
