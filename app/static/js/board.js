// The live board renews itself; a hidden tab rests, and what did not change is not sent again.
const EVERY_MS = 5000;
const box = document.querySelector("[data-board]");
const asOf = document.querySelector("[data-as-of]");
let tag = box.dataset.tag;

function tellTime(date) {
  if (!asOf || !date) return;
  const how = { timeZone: asOf.dataset.zone, hour12: false };
  asOf.textContent = new Date(date).toLocaleTimeString("zh-CN", how);
}

async function renew() {
  if (document.hidden || box.contains(document.activeElement)) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(box.dataset.board, { headers }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 304)) return;
  tellTime(answer.headers.get("Date"));
  if (answer.status === 304) return;
  tag = answer.headers.get("ETag");
  box.innerHTML = await answer.text();
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);
