// The answer in the fields of a question, and the same in words.

/** As question_bank/kinds reads it; undefined where nothing, or not enough, was chosen. */
export function answerIn(form, kind) {
  const read = { multiple, ordering, matching, fill_blank: blanks, true_false: truth }[kind] ?? one;
  return read(form);
}

const fields = (form) => [...form.querySelectorAll("[name^=a]")];
const one = (form) => (fields(form).find((each) => (each.type === "radio" ? each.checked : each.value.trim()))?.value ?? undefined);
const multiple = (form) => some(fields(form).filter((each) => each.checked).map((each) => each.value).sort());
const some = (values) => (values.some(Boolean) ? values : undefined);
const blanks = (form) => some(fields(form).map((each) => each.value.trim()));
const matching = (form) => some(fields(form).map((each) => each.value || null));

function truth(form) {
  const chosen = one(form);
  return chosen === undefined ? undefined : chosen === "true";
}

function ordering(form) {
  const places = fields(form).map((each) => [Number(each.value), each.name.split(".")[1]]).sort((a, b) => a[0] - b[0]);
  const isWhole = places.every(([place], at) => place === at + 1);
  return isWhole ? places.map(([, letter]) => letter) : undefined;
}

/** In the question as it is told: marks the options that were chosen, wrong ones with `iconOf` their letter. */
export function markMine(told, kind, value, words, iconOf) {
  const chosen = (Array.isArray(value) ? value : [value]).map(String);
  for (const [at, option] of told.querySelectorAll("ul.reviewed > li").entries()) {
    const letter = kind === "true_false" ? String(at === 0) : option.querySelector(":scope > kbd")?.textContent.toLowerCase();
    if (!chosen.includes(letter)) continue;
    option.classList.add("is-mine");
    if (option.matches(".is-right")) continue;
    option.querySelector(".reviewed-mark").replaceChildren(iconOf(letter));
    option.lastElementChild.append(Object.assign(document.createElement("p"), { className: "reviewed-words", textContent: words }));
  }
}

/** What was answered, in the words of the form. */
export function inWords(form, kind, value) {
  if (value === null) return "";
  if (kind === "ordering") return value.map((letter) => form.querySelector(`[data-letter="${letter}"] > span`).textContent.trim()).join(" → ");
  if (kind === "matching") return value.map((letter, row) => `${row + 1}${(letter ?? "–").toUpperCase()}`).join(", ");
  if (kind === "true_false") return form.querySelector(`input[value="${value}"]`).parentElement.textContent.trim();
  const parts = Array.isArray(value) ? value : [value];
  return parts.map((each) => (kind === "fill_blank" || kind === "numeric" ? each || "–" : each.toUpperCase())).join(", ");
}
