// Choices of self-checks that were not sent yet stay in this tab, by person and module: each question is
// sent by itself, and the page then comes anew. They go once they were sent, or the question is revised.
import { forgetChecks, placeOf } from "./unsent-checks.js";

const { person } = document.body.dataset;
const part = document.querySelector("[data-checks]");
const name = placeOf(person, part.dataset.checks);
const forms = [...part.querySelectorAll("form[data-check]")];

const fieldsOf = (form) => [...form.querySelectorAll("[name=answer]")];
const isPicked = (field) => ["radio", "checkbox"].includes(field.type);
const valuesOf = (form) => fieldsOf(form).map((field) => (isPicked(field) ? field.checked : field.value));
const isEmpty = (values) => values.every((value) => !value);

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

function write(kept) {
  try {
    sessionStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // A full or closed store: choices last as long as the page, as they do without scripts.
  }
}

function keep(form, isSent) {
  const { [form.dataset.check]: _, ...kept } = read();
  const values = valuesOf(form);
  if (!isEmpty(values)) kept[form.dataset.check] = { revision: form.elements.revision.value, values, isSent };
  write(kept);
}

function fill(form, values) {
  for (const [at, field] of fieldsOf(form).entries()) {
    if (isPicked(field)) field.checked = values[at];
    else field.value = values[at];
  }
}

// What was sent and is told now is done with. What was sent and is still asked did not arrive.
function giveBack() {
  const kept = Object.fromEntries(Object.entries(read()).filter(([check, { isSent }]) => !isSent || forms.some((form) => form.dataset.check === check)));
  for (const form of forms) {
    const { revision, values } = kept[form.dataset.check] ?? {};
    delete kept[form.dataset.check];
    if (revision === form.elements.revision.value && isEmpty(valuesOf(form))) fill(form, values);
  }
  write(kept);
  for (const form of forms) keep(form, false);
}

forgetChecks(person);
giveBack();
for (const form of forms) {
  form.addEventListener("input", () => keep(form, false));
  form.addEventListener("submit", () => keep(form, true));
}
