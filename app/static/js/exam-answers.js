// Reads and writes the answer of each question on the page, by its kind.
const FEW = [200, 50, 0];
const KINDS = {
  single: {
    read: (box) => box.querySelector("input:checked")?.value ?? null,
    write: (box, value) => box.querySelectorAll("input").forEach((input) => (input.checked = input.value === value)),
  },
  multiple: {
    read: (box) => listOrNull([...box.querySelectorAll("input:checked")].map((input) => input.value)),
    write: (box, value) => box.querySelectorAll("input").forEach((input) => (input.checked = (value ?? []).includes(input.value))),
  },
  true_false: {
    read: (box) => ({ true: true, false: false })[box.querySelector("input:checked")?.value] ?? null,
    write: (box, value) => box.querySelectorAll("input").forEach((input) => (input.checked = input.value === String(value))),
  },
  fill_blank: {
    read: (box) => {
      const typed = [...box.querySelectorAll("input.gap")].map((input) => input.value);
      return typed.some((text) => text.trim()) ? typed : null;
    },
    write: (box, value) => box.querySelectorAll("input.gap").forEach((input, blank) => (input.value = value?.[blank] ?? "")),
  },
  ordering: {
    read: (box) => {
      const items = [...box.querySelectorAll(".order-item")];
      const places = items.map((item) => Number(item.querySelector("select").value));
      if (new Set(places).size !== items.length || places.includes(0)) return null;
      return [...items].sort((one, other) => place(one) - place(other)).map((item) => item.dataset.letter);
    },
    write: (box, value) => {
      for (const item of box.querySelectorAll(".order-item")) {
        const at = (value ?? []).indexOf(item.dataset.letter);
        item.querySelector("select").value = at < 0 ? "" : String(at + 1);
      }
      arrange(box.querySelector(".order"));
    },
  },
};
KINDS.judgement = KINDS.single;
KINDS.numeric = KINDS.short_answer = {
  read: (box) => textOrNull(box.querySelector("input.gap, textarea").value),
  write: (box, value) => {
    const field = box.querySelector("input.gap, textarea");
    field.value = value ?? "";
    field.dispatchEvent(new CustomEvent("written"));
  },
};
KINDS.matching = {
  read: (box) => {
    const chosen = [...box.querySelectorAll(".pair select")].map((select) => select.value || null);
    return chosen.some(Boolean) ? chosen : null;
  },
  write: (box, value) => box.querySelectorAll(".pair select").forEach((select, row) => (select.value = value?.[row] ?? "")),
};

function textOrNull(text) {
  return text.trim() ? text : null;
}

function listOrNull(values) {
  return values.length ? values : null;
}

function place(item) {
  return Number(item.querySelector("select").value);
}

// Items with a place stand in that order; those without keep standing where they were.
function arrange(list) {
  const items = [...list.children];
  if (items.every((item) => place(item) > 0)) [...items].sort((one, other) => place(one) - place(other)).forEach((item) => list.append(item));
}

export class Answers {
  constructor(form, words, speak) {
    this.boxes = new Map([...form.querySelectorAll("[data-slot]")].map((box) => [Number(box.dataset.slot), box]));
    form.querySelectorAll(".order").forEach((list) => makeMovable(list, form));
    form.querySelectorAll("textarea[maxlength]").forEach((field) => countDown(field, words, speak));
  }

  get slots() {
    return [...this.boxes.keys()];
  }

  read(slot) {
    const box = this.boxes.get(slot);
    return KINDS[box.dataset.kind].read(box);
  }

  write(slot, value) {
    const box = this.boxes.get(slot);
    KINDS[box.dataset.kind].write(box, value);
  }

  isGiven(slot) {
    return this.read(slot) !== null;
  }
}

// What is left to write is shown all the time, and said when little is left.
function countDown(field, words, speak) {
  const line = document.createElement("p");
  line.className = "letters";
  line.id = `${field.name}-letters`;
  field.setAttribute("aria-describedby", line.id);
  field.after(line);
  let said = field.maxLength;
  const show = () => {
    const left = field.maxLength - field.value.length;
    line.textContent = words.letters.replace("{count}", left);
    line.classList.toggle("letters-few", left <= FEW[0]);
    const near = FEW.filter((each) => left <= each).at(-1);
    if (near !== undefined && near < said) speak(line.textContent);
    said = near ?? field.maxLength;
  };
  field.addEventListener("input", show);
  field.addEventListener("written", show);
  show();
}

// With a script, steps are moved by buttons; the first move gives every step a place.
function makeMovable(list, form) {
  for (const item of list.children) {
    const moves = document.createElement("span");
    moves.className = "order-moves";
    const name = item.querySelector("span").textContent.trim();
    moves.append(moveButton(list, item, -1, form.dataset.up, name), moveButton(list, item, 1, form.dataset.down, name));
    item.append(moves);
  }
}

function moveButton(list, item, step, label, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary";
  button.textContent = step < 0 ? "↑" : "↓";
  button.setAttribute("aria-label", `${label}: ${name}`);
  button.addEventListener("click", () => {
    const neighbour = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (neighbour) step < 0 ? neighbour.before(item) : neighbour.after(item);
    [...list.children].forEach((each, at) => (each.querySelector("select").value = String(at + 1)));
    button.focus();
    list.dispatchEvent(new CustomEvent("ordered", { bubbles: true }));
  });
  return button;
}
