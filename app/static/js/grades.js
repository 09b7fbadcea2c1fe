// Number keys set the grade of the criterion in focus and lead on to the next one.
const form = document.querySelector("[data-grades]");
const criteria = [...form.querySelectorAll("fieldset")];

form.addEventListener("keydown", (event) => {
  if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const criterion = event.target.closest("fieldset");
  const grade = criterion.querySelector(`input[value="${CSS.escape(event.key)}"]`);
  if (!grade) return;
  event.preventDefault();
  grade.checked = true;
  const next = criteria[criteria.indexOf(criterion) + 1];
  (next?.querySelector("input:checked, input") ?? form.querySelector("[name=remark]")).focus();
});
