// "Keep for offline" on the page of a course or module: its pages are kept one after the other.
import { canKeep, drop, keep, keptAt } from "./kept.js";
import { momentText } from "./moments.js";

const box = document.querySelector("[data-keep]");
const { person, keeps } = document.body.dataset;
const isOfOld = "kept" in document.documentElement.dataset;

if (box && canKeep && keeps !== undefined && !isOfOld) show(box).catch(() => {});

async function show(box) {
  const paths = box.dataset.keep.split(" ");
  const state = box.querySelector("[data-keep-state]");
  const go = box.querySelector("[data-keep-go]");
  const away = box.querySelector("[data-keep-drop]");
  const say = (name, values = {}) =>
    box.querySelector(`[data-say=${name}]`).textContent.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  const look = async () => {
    const moments = (await Promise.all(paths.map((path) => keptAt(person, path)))).filter(Boolean);
    const oldest = new Date(Math.min(...moments));
    const at = moments.length ? momentText(oldest) : "";
    state.textContent = moments.length ? say("kept", { done: moments.length, all: paths.length, at }) : say("none");
    if (moments.length) go.textContent = say("again");
    away.hidden = moments.length === 0;
  };

  go.addEventListener("click", async () => {
    go.disabled = true;
    navigator.storage?.persist?.();
    let isWhole = true;
    for (const [at, path] of paths.entries()) {
      state.textContent = say("keeping", { done: at + 1, all: paths.length });
      isWhole = (await keep(person, path).catch(() => false)) && isWhole;
    }
    await look();
    if (!isWhole) state.textContent += ` ${say("failed")}`;
    go.disabled = false;
  });
  away.addEventListener("click", async () => {
    await Promise.all(paths.map((path) => drop(person, path)));
    location.reload();
  });
  await look();
  box.hidden = false;
}
