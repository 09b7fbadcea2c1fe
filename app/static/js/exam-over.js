// After the exam: what this browser kept is taken away, unless something of it never arrived.
import { Queue } from "./exam-queue.js";
import { offer } from "./exam-recovery.js";

const box = document.querySelector("[data-over]");
const { token, person, lock, final } = box.dataset;
const queue = await Queue.open(token, person);

if (final || queue.isEmpty()) await queue.clear();
else {
  box.hidden = false;
  offer(token, lock, () => queue.entries)(true);
}
