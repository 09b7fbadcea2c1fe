// Time with a module: counted while its page is in view and somebody is at it, told every two minutes.
// It completes nothing; it counts towards required hours and says where to go on.
const TELL_EVERY_S = 120;
const AWAY_AFTER_MS = 120_000;

const text = document.querySelector("[data-study]");
let lookedAt = 0;
let active = Date.now();

const sectionInView = () => {
  const middle = innerHeight / 2;
  const above = [...text.querySelectorAll("h2[id]")].filter((each) => each.getBoundingClientRect().top < middle);
  return above.at(-1)?.id ?? "";
};

const tell = () => {
  if (lookedAt < 1) return;
  const body = new URLSearchParams({ csrf_token: text.dataset.token, seconds: lookedAt, anchor: sectionInView() });
  lookedAt = 0;
  fetch(text.dataset.study, { method: "POST", body, keepalive: true }).catch(() => {});
};

if (text) {
  for (const sign of ["pointermove", "pointerdown", "keydown", "scroll", "touchmove"]) {
    addEventListener(sign, () => { active = Date.now(); }, { passive: true });
  }
  setInterval(() => {
    if (document.hidden || Date.now() - active > AWAY_AFTER_MS) return;
    lookedAt += 1;
    if (lookedAt >= TELL_EVERY_S) tell();
  }, 1000);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
}
