// The buttons above a text: one stop of the Tab key, arrows from one to the next.
import { apply } from "./editor-edits.js";
import { TOOLS } from "./editor-tools.js";

export function equip(page) {
  const buttons = [...page.tools.querySelectorAll("[data-tool]")];
  page.tools.hidden = false;
  stopAt(buttons, buttons[0]);
  page.tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (!button) return;
    stopAt(buttons, button);
    use(page, button.dataset.tool);
  });
  page.tools.addEventListener("keydown", (event) => {
    const next = neighbour(buttons, buttons.indexOf(event.target), event.key);
    if (!next) return;
    event.preventDefault();
    stopAt(buttons, next);
    next.focus();
  });
  page.area.addEventListener("keydown", (event) => {
    if (!isShortcut(event, "b")) return;
    event.preventDefault();
    use(page, "bold");
  });
}

export function isShortcut(event, key) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;
}

function use(page, tool) {
  if (tool === "picture") {
    page.file.click();
    return;
  }
  const { value: text, selectionStart: start, selectionEnd: end } = page.area;
  const edit = TOOLS[tool]({ text, start, end, language: page.language });
  if (edit) apply(page.area, edit);
  else page.area.focus();
}

function stopAt(buttons, here) {
  for (const each of buttons) each.tabIndex = each === here ? 0 : -1;
}

function neighbour(buttons, at, key) {
  const last = buttons.length - 1;
  const places = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last };
  return buttons[places[key]];
}
