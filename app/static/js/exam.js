// The exam page: keeps what is typed, sends it, says what is saved and how long is left.
// Without this script the same page works as a form.
import { Answers } from "./exam-answers.js";
import { Clock } from "./exam-clock.js";
import { Queue } from "./exam-queue.js";
import { Sender } from "./exam-sender.js";
import { View } from "./exam-view.js";

const form = document.querySelector("[data-exam]");
const words = JSON.parse(document.querySelector("[data-words]").content.textContent);

const view = new View(form, words);
const answers = new Answers(form);
const queue = new Queue(form.dataset.token);
const clock = new Clock(document.querySelector("[data-clock]"), words, view);
view.isOver = () => clock.left === 0;
const sender = new Sender(form, queue, {
  onHeld: begin,
  onSaved: showSaved,
  onClosed: () => view.notice("closed"),
  onMoved: () => view.notice("elsewhere"),
  onOffline: () => view.trouble(queue),
  onSignedOut: () => view.notice("signed-out"),
  onOther: () => view.notice("other"),
  onUnreadable: (slot) => view.unreadable(slot),
  onTime: (ms) => clock.set(ms),
});

function begin(held) {
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
  showSaved();
}

function showSaved() {
  for (const slot of answers.slots) view.mark(slot, { pending: queue.holds(slot) });
  view.notice(null);
  view.saved(queue);
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
  if (!button) return;
  if (button.name === "flag") await raise(button);
  else if (button.value === "review") await leave();
  else view.go(Number(button.value));
});

async function raise(button) {
  const [raised, slot] = button.value.split("-");
  view.flag(Number(slot), raised === "flagged");
  sender.flag(Number(slot), raised);
}

async function leave() {
  await sender.flush();
  if (queue.isEmpty()) location.assign(form.dataset.endUrl);
  else if (!sender.stopped) view.trouble(queue);
}

document.querySelector("[data-take]").addEventListener("click", () => sender.take());
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
sender.start();
