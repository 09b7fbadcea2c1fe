// Rows that are added, moved and taken out in place; without this the server does the same.

export function equipRows(form, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-add]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.add) add(form, button.dataset.add);
    else move(button);
    changed();
  });
}

function add(form, list) {
  const rows = form.querySelector(`[data-rows="${list}"]`);
  rows.append(form.querySelector(`[data-new="${list}"]`).content.cloneNode(true));
  number(rows);
  rows.lastElementChild.querySelector("input, select, textarea").focus();
}

function move(button) {
  const row = button.closest("[data-row]");
  const rows = row.parentElement;
  const act = button.dataset.move;
  if (act === "out") {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-move=out]") || rows.parentElement.querySelector("[data-add]")).focus();
  } else {
    const other = act === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (act === "up") other.before(row);
    else other.after(row);
    const atEnd = act === "up" ? !row.previousElementSibling : !row.nextElementSibling;
    (atEnd ? row.querySelector(`[data-move=${act === "up" ? "down" : "up"}]`) : button).focus();
  }
  number(rows);
}

// Labels and buttons carry the number of their row.
function number(rows) {
  [...rows.children].forEach((row, at) => {
    for (const field of row.querySelectorAll("[name]:not(button)")) {
      const [list, name] = field.name.split(".");
      const id = `${list}-${at}-${name}`;
      field.closest(".bp-cell").querySelector("label").htmlFor = id;
      field.id = id;
    }
    for (const button of row.querySelectorAll("[data-move]")) button.value = `${rows.dataset.rows}-${button.dataset.move}-${at}`;
  });
}

// The field that a reason is about: minutes, kinds.2.count, or a whole row, kinds.2.
export function fieldAt(form, place) {
  const [list, at, name] = place.split(".");
  const row = form.querySelector(`[data-rows="${list}"]`)?.children[at];
  if (row) return name ? row.querySelector(`[name="${list}.${name}"]`) : row.querySelector("input, select");
  return form.querySelector(`[name="${place}"]`);
}
