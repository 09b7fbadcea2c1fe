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
