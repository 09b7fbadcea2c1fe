// Marking without the mouse: points by keys and quick steps, the total as it grows, sent once.
const form = document.querySelector("[data-marking]");
const lines = [...form.querySelectorAll("[name=points]")];
const remark = form.querySelector("[name=remark]");
const STEP = 0.25;

for (const part of form.querySelectorAll("[hidden]")) part.hidden = false;

function show() {
  const points = lines.map((line) => Number(line.value) || 0);
  form.querySelector("[data-total]").textContent = String(points.reduce((sum, each) => sum + each, 0));
  for (const line of lines)
    for (const step of line.closest(".rubric-line").querySelectorAll(".step"))
      step.setAttribute("aria-pressed", String(line.value !== "" && Number(step.value) === Number(line.value)));
}

function give(line, points) {
  line.value = String(points);
  line.select();
  show();
}

function goOn(line) {
  const at = lines.indexOf(line);
  const next = [...lines.slice(at + 1), ...lines.slice(0, at)].find((other) => other.value === "");
  if (next && line.reportValidity()) next.focus();
  else if (!next) form.requestSubmit();
}

const keys = {
  Enter: goOn,
  NumpadEnter: goOn,
  KeyF: (line) => give(line, Number(line.max)),
  KeyH: (line) => give(line, Math.floor(Number(line.max) / 2 / STEP) * STEP),
  KeyR: () => remark.focus(),
};

form.addEventListener("keydown", (event) => {
  const { target, code } = event;
  if (event.altKey || event.isComposing) return;
  const carries = event.ctrlKey || event.metaKey;
  if (target === remark) {
    if (code === "Escape") lines[0].focus();
    else if (carries && keys[code] === goOn) form.requestSubmit();
    return;
  }
  if (target.name !== "points" || carries || !Object.hasOwn(keys, code)) return;
  event.preventDefault();
  keys[code](target);
});

form.addEventListener("focusin", ({ target }) => {
  if (target.name === "points") target.select();
});
form.addEventListener("input", show);
form.addEventListener("click", ({ target }) => {
  if (!target.classList.contains("step")) return;
  const line = target.closest(".rubric-line").querySelector("[name=points]");
  line.focus();
  give(line, Number(target.value));
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  delete form.dataset.sent;
  show();
});
