// Where the sitting asks for it, and says so: leaving the page, leaving the full screen, pasting.
export function watch(form, sender) {
  const watched = form.dataset.watch.trim().split(" ");
  const waiting = [];
  let isSending = false;

  async function send() {
    if (isSending) return;
    isSending = true;
    while (waiting.length) {
      const answer = await sender.ask("POST", form.dataset.signalsUrl, new URLSearchParams(waiting[0]));
      if (!answer || answer.status >= 500 || answer.status === 401) break;
      waiting.shift();
    }
    isSending = false;
  }

  function note(kind, slot) {
    if (waiting.length < 20) waiting.push(slot ? { kind, slot } : { kind });
    send();
  }

  if (watched.includes("focus")) watchFocus(form, note);
  if (watched.includes("screen")) watchScreen(note);
  addEventListener("online", send);
}

function watchFocus(form, note) {
  let isAway = false;
  let isLeaving = false;
  const look = () => {
    if (isLeaving) return;
    const away = document.hidden || !document.hasFocus();
    if (away !== isAway) note(away ? "blurred" : "focused");
    isAway = away;
  };
  addEventListener("pagehide", () => (isLeaving = true));
  addEventListener("pageshow", () => (isLeaving = false));
  for (const name of ["blur", "focus"]) addEventListener(name, () => setTimeout(look));
  document.addEventListener("visibilitychange", look);
  form.addEventListener("paste", (event) => note("pasted", event.target.closest("[data-slot]")?.dataset.slot));
}

function watchScreen(note) {
  const button = document.querySelector("[data-full-screen]");
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => {
    button.hidden = Boolean(document.fullscreenElement);
    if (!document.fullscreenElement) note("left_screen");
  });
}
