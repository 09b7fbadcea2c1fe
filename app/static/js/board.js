// The live board renews itself; a hidden tab rests.
const box = document.querySelector("[data-board]");

async function renew() {
  if (document.hidden || box.contains(document.activeElement)) return;
  const answer = await fetch(box.dataset.board).catch(() => null);
  if (answer?.ok) box.innerHTML = await answer.text();
}

setInterval(renew, 5000);
