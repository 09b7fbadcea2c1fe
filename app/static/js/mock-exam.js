// Flags without leaving the page, and an overview that follows; what counts is what the server keeps.
const form = document.querySelector("[data-sheet]");
const words = JSON.parse(document.querySelector("[data-words]").content.textContent);
const cellOf = (number) => form.querySelector(`[data-cell="${number}"]`);

function say(cell) {
  const said = [cell.dataset.name, cell.classList.contains("answered") ? words.answered : words.unanswered];
  if (cell.classList.contains("flagged")) said.push(words.flagged);
  cell.setAttribute("aria-label", said.join(words.comma));
  form.querySelector("[data-answered]").textContent = form.querySelectorAll("[data-cell].answered").length;
}

function isAnswered(question) {
  const fields = [...question.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return fields.some((field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== ""));
}

form.addEventListener("input", (event) => {
  const question = event.target.closest("[data-question]");
  if (!question) return;
  const cell = cellOf(question.dataset.question);
  cell.classList.toggle("answered", isAnswered(question));
  say(cell);
});

form.addEventListener("click", async (event) => {
  const flag = event.target.closest("[name=flag]");
  if (!flag) return;
  event.preventDefault();
  const [turn, number] = flag.value.split("-"), isUp = turn === "up";
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  body.set("flag", flag.value);
  try {
    const reply = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (reply.status === 409) return location.reload();
    if (!reply.ok) return;
  } catch {
    return;
  }
  flag.value = `${isUp ? "down" : "up"}-${number}`;
  flag.setAttribute("aria-pressed", isUp);
  cellOf(number).classList.toggle("flagged", isUp);
  say(cellOf(number));
});
