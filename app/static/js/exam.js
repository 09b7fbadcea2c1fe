// The exam page: keeps what is typed, sends it, says what is saved and how long is left.
// Without this script the same page works as a form.
import { Answers } from "./exam-answers.js";
import { Clock } from "./exam-clock.js";
import { News } from "./exam-news.js";
import { Queue } from "./exam-queue.js";
import { offer } from "./exam-recovery.js";
import { Sender } from "./exam-sender.js";
import { View } from "./exam-view.js";

const LONG_AWAY = 60000;
const form = document.querySelector("[data-exam]");
const { token, person, lock, single, showUrl } = form.dataset;

if (single) {
  // This page was made for a browser without scripts; with one, the whole paper is at hand.
  document.cookie = "exam_view=; path=/exam/attempts; max-age=0; samesite=strict";
  location.replace(`${showUrl}#s${single}`);
} else begin(await Queue.open(token, person));

function begin(queue) {
  const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
  const view = new View(form, words);
  const answers = new Answers(form, words, (text) => view.speak(text));
  const clock = new Clock(document.querySelector("[data-clock]"), words, view);
  const sender = new Sender(form, queue, {
    onHeld: hold,
    onSaved: showSaved,
    onClosed: () => view.notice("closed"),
    onMoved: () => view.notice("elsewhere"),
    onPaused: (problem) => news.pause(problem.remaining_ms),
    onBrowser: (why) => view.refuse(why),
    onOffline: () => view.trouble(queue),
    onSignedOut: () => view.notice("signed-out"),
    onOther: () => view.notice("other"),
    onUnreadable: (slot) => view.unreadable(slot),
    onTime: (ms) => clock.set(ms),
  });
  const news = new News(form, words, { sender, view, clock });
  const offersFile = offer(token, lock, () => queue.entries);
  let awaySince = null;
  view.isOver = () => clock.left === 0 && !news.isPaused;
  view.onNotice = showFile;
  queue.onOthers = showMarks;
  document.querySelector("[data-unkept]").hidden = queue.isLasting;

  function hold(held) {
    queue.compare(held.answers, held.lease);
    for (const slot of answers.slots) {
      const kept = queue.newest(slot);
      const record = held.answers.find((answer) => answer.slot === slot);
      const typed = kept && (!record || Queue.isNewer(kept, record)) ? kept.value : record?.value;
      answers.write(slot, typed ?? null);
      view.mark(slot, { answered: answers.isGiven(slot), pending: Boolean(kept) });
    }
    for (const slot of answers.slots) view.flag(slot, held.flags.includes(slot));
    clock.set(held.remaining_ms);
    view.count(answers);
    showMarks();
    view.notice(null);
    view.saved(queue);
  }

  function showSaved(saved) {
    const left = clock.left;
    clock.set(saved.remaining_ms);
    showMarks();
    view.notice(null);
    view.saved(queue);
    news.heard(saved.news, left);
  }

  function showMarks() {
    for (const slot of answers.slots) view.mark(slot, { pending: queue.holds(slot) });
    document.querySelector("[data-unkept]").hidden = queue.isLasting;
  }

  function showFile(notice) {
    awaySince = notice === "offline" ? (awaySince ?? performance.now()) : null;
    const isUnsent = !queue.isEmpty();
    document.querySelector("[data-unsent]").hidden = !isUnsent;
    const isLong = awaySince !== null && (performance.now() - awaySince > LONG_AWAY || !queue.isLasting);
    offersFile(isLong || (notice === "closed" && isUnsent));
    if (notice === "closed" && sender.stopped && !isUnsent) queue.clear();
  }

  form.addEventListener("input", (event) => changed(event.target));
  form.addEventListener("ordered", (event) => changed(event.target));

  function changed(field) {
    const slot = Number(field.closest("[data-slot]")?.dataset.slot);
    if (!slot) return;
    queue.keep(slot, answers.read(slot), sender.lease);
    view.mark(slot, { answered: answers.isGiven(slot), pending: true });
    view.count(answers);
    view.saved(queue);
    sender.soon();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (!button || button.value === "stay") sender.flush();
    else if (button.name === "flag") raise(button);
    else if (button.value === "review") await leave();
    else view.go(Number(button.value));
  });

  function raise(button) {
    const [raised, slot] = button.value.split("-");
    view.flag(Number(slot), raised === "flagged");
    sender.flag(Number(slot), raised);
  }

  async function leave() {
    await sender.flush();
    if (queue.isEmpty()) location.assign(form.dataset.endUrl);
    else if (!sender.stopped) view.trouble(queue);
  }

  for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", () => sender.take());
  document.querySelector("[data-sign-in]").addEventListener("submit", (event) => {
    event.preventDefault();
    sender.signInAgain(event.target);
  });
  // Extra time may have been given since the server was last heard: it is asked once more.
  clock.onEnd = async () => {
    view.notice("closed");
    await sender.flush();
    if (!sender.stopped) view.notice(null);
  };
  document.documentElement.classList.add("scripted");
  if (form.dataset.watch) import(form.dataset.signalsModule).then(({ watch }) => watch(form, sender));
  sender.start();
}
