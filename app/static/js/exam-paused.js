// The page in the place of a paper whose clock stands: it asks until the exam goes on.
const ASKED_AGAIN = 5000;
const box = document.querySelector("[data-paused]");
document.documentElement.classList.add("scripted");

async function ask() {
  const answer = await fetch(box.dataset.newsUrl, { headers: { Accept: "application/json" } }).catch(() => null);
  const news = answer?.ok ? await answer.json() : { state: answer && answer.status < 500 ? "unknown" : "paused" };
  if (news.state !== "paused") return location.reload();
  const reason = box.querySelector("[data-pause-reason]");
  if ("pause_reason" in news) reason.textContent = news.pause_reason ?? "";
  reason.hidden = !reason.textContent;
  setTimeout(ask, ASKED_AGAIN * (0.8 + Math.random() * 0.4));
}

setTimeout(ask, ASKED_AGAIN);
