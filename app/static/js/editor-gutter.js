// Line numbers beside a text that wraps; lines with findings are marked.

export function paint(page) {
  const lines = page.area.value.split("\n");
  page.mirror.replaceChildren(...lines.map(lineOf));
  const heights = [...page.mirror.children].map((each) => each.getBoundingClientRect().height);
  page.gutter.replaceChildren(...heights.map((height, at) => numberOf(page, at + 1, height)));
  page.area.style.height = `${page.mirror.getBoundingClientRect().height}px`;
}

export function makeMirror(area) {
  const mirror = document.createElement("div");
  mirror.className = "mirror";
  mirror.setAttribute("aria-hidden", "true");
  area.wrap = "soft";
  area.after(mirror);
  return mirror;
}

function lineOf(text) {
  const line = document.createElement("div");
  line.textContent = text || "\u200b";
  return line;
}

function numberOf(page, line, height) {
  const span = document.createElement("span");
  span.id = `${page.language}-${line}`;
  span.textContent = line;
  span.style.height = `${height}px`;
  if (page.marks[line]) span.className = page.marks[line];
  return span;
}

export function goTo(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || "").length);
}

export function replaceLines(area, first, last, text) {
  const lines = area.value.split("\n");
  lines.splice(first - 1, last - first + 1, ...text.split("\n"));
  write(area, lines.join("\n"));
}

export function insert(area, text) {
  const at = area.selectionStart;
  const isLineStart = at === 0 || area.value[at - 1] === "\n";
  area.focus();
  area.setRangeText(isLineStart ? text : `\n${text}`, at, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

export function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
