// Typing a sheet in: Enter goes to the next field, so that nothing is handed in half typed.
const form = document.querySelector("[data-typing]");
const fields = form ? [...form.querySelectorAll("input.form-control, textarea")] : [];

form?.addEventListener("keydown", (event) => {
  const at = fields.indexOf(event.target);
  if (event.key !== "Enter" || at < 0 || event.isComposing) return;
  if (event.target.tagName === "TEXTAREA") return;
  event.preventDefault();
  (fields[at + 1] ?? form.querySelector("button.btn-primary")).focus();
});

(fields.find((field) => field.classList.contains("is-invalid")) ?? fields[0])?.focus();
