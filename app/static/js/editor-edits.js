// One change to a text area that Ctrl+Z takes back like anything typed.

export function apply(area, { from, to, text, select = [from + text.length] }) {
  area.focus();
  area.setSelectionRange(from, to);
  if (document.activeElement !== area || !typed(text, from < to)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(select[0], select.at(-1));
}

function typed(text, isSelected) {
  if (text) return document.execCommand("insertText", false, text);
  return !isSelected || document.execCommand("delete");
}

export function write(area, text) {
  apply(area, { from: 0, to: area.value.length, text });
}

export function replaceLines(area, first, last, text) {
  const from = startOf(area.value, first);
  const lines = area.value.split("\n").slice(first - 1, last);
  apply(area, { from, to: from + lines.join("\n").length, text });
}

export function goTo(area, line) {
  const start = startOf(area.value, line);
  area.focus();
  area.setSelectionRange(start, start + (area.value.split("\n")[line - 1] || "").length);
}

export function startOf(text, line) {
  return text.split("\n").slice(0, line - 1).reduce((at, each) => at + each.length + 1, 0);
}
