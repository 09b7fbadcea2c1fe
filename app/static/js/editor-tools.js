// What the buttons above a text do to it. Each takes the text and the selection and gives an edit.

const ITEM = /^(\s{0,3})(?:([-*+]) \[( |x|X|[-+]?\d{1,3})\]|(\d{1,9})([.)]))(?: |$)/;
const TICK = /^(\s{0,3}[-*+] \[)([ xX])(\])/;
const TRUTH = /^(answer[ \t]*[:：][ \t]*)(true|false)[ \t]*$/m;
const CELLS = { zh: ["甲", "乙"], en: ["A", "B"] };

export const TOOLS = {
  bold: (at) => wrapped(at, "**", "**"),
  blank: (at) => wrapped(at, "{{", "}}"),
  list: (at) => prefixed(at, "- "),
  quote: (at) => prefixed(at, "> "),
  table,
  option,
  correct,
  feedback,
  rationale,
  article,
};

function wrapped({ text, start, end }, open, close) {
  const inner = text.slice(start, end);
  if (text.slice(0, start).endsWith(open) && text.slice(end).startsWith(close)) {
    const from = start - open.length;
    return { from, to: end + close.length, text: inner, select: [from, from + inner.length] };
  }
  const from = start + open.length;
  return { from: start, to: end, text: open + inner + close, select: [from, from + inner.length] };
}

function prefixed({ text, start, end }, mark) {
  const from = lineStart(text, start);
  const to = lineEnd(text, Math.max(start, end));
  const lines = text.slice(from, to).split("\n");
  const isOff = lines.every((line) => !line || line.startsWith(mark));
  const changed = lines.map((line) => (isOff && from < to ? line.slice(line ? mark.length : 0) : line || lines.length === 1 ? mark + line : line));
  const whole = changed.join("\n");
  return { from, to, text: whole, select: start === end ? [from + whole.length] : [from, from + whole.length] };
}

function table({ text, start, language }) {
  const [first, second] = CELLS[language] || CELLS.en;
  return blockAfter(text, start, `| ${first} | ${second} |\n| --- | --- |\n|  |  |`);
}

function option({ text, start }) {
  const item = itemAt(text, start) || lastItem(text);
  if (!item) return blockAfter(text, start, "- [ ] ");
  return { from: item.end, to: item.end, text: `\n${nextMark(item.match)}` };
}

function correct({ text, start }) {
  const item = itemAt(text, start);
  const line = item && text.slice(item.start, lineEnd(text, item.start));
  const tick = line && TICK.exec(line);
  if (tick) {
    const from = item.start + tick[1].length;
    return { from, to: from + 1, text: tick[2] === " " ? "x" : " ", select: [start] };
  }
  const truth = TRUTH.exec(text);
  if (!truth) return null;
  const from = truth.index + truth[1].length;
  return { from, to: from + truth[2].length, text: truth[2] === "true" ? "false" : "true" };
}

function feedback({ text, start }) {
  const item = itemAt(text, start) || lastItem(text);
  if (!item) return null;
  const last = text.slice(lineStart(text, item.end), item.end);
  if (/^\s+>/.test(last)) return { from: item.end, to: item.end, text: "" };
  const indent = item.match[4] ? item.match[4].length + 2 : 2;
  return { from: item.end, to: item.end, text: `\n${" ".repeat(indent)}> ` };
}

function rationale({ text }) {
  const end = text.trimEnd().length;
  const last = text.slice(lineStart(text, end), end);
  if (last.startsWith(">")) return { from: end, to: end, text: "" };
  return { from: end, to: text.length, text: "\n\n> \n", select: [end + 4] };
}

function article({ text }) {
  const fields = fieldLines(text);
  const refs = fields.filter((each) => /^ref[ \t]*[:：]/.test(each.text));
  const after = (refs.at(-1) || fields.at(-1))?.end ?? lineEnd(text, 0);
  return { from: after, to: after, text: "\nref: " };
}

// Where a picture goes: at the cursor, but never among the fields.
export function placeInText(text, start) {
  const head = fieldLines(text).at(-1)?.end ?? lineEnd(text, 0);
  if (start > head) return start;
  const stem = /\n\s*\n[^\n]+(?:\n(?!\s*\n)[^\n]+)*/.exec(text.slice(head));
  return stem ? head + stem.index + stem[0].length : text.length;
}

export function blockAfter(text, at, block) {
  const end = lineEnd(text, at);
  const before = text.slice(lineStart(text, at), end).trim() ? "\n\n" : "";
  const after = /^\n\s*(\n|$)/.test(text.slice(end)) || end === text.length ? "" : "\n";
  return { from: end, to: end, text: before + block + after, select: [end + before.length + block.length] };
}

function fieldLines(text) {
  const lines = [];
  for (let at = lineEnd(text, 0); at < text.length; ) {
    const end = lineEnd(text, at + 1);
    const line = text.slice(at + 1, end);
    if (!/^[^\s:：]{1,20}[ \t]*[:：]/.test(line)) break;
    lines.push({ text: line, end });
    at = end;
  }
  return lines;
}

function nextMark(match) {
  if (match[4]) return `${Number(match[4]) + 1}${match[5]} `;
  return /\d/.test(match[3]) ? "- [0] " : "- [ ] ";
}

function items(text) {
  const found = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const match = ITEM.exec(line);
    const last = found.at(-1);
    if (match) found.push({ start: at, end: at + line.length, match });
    else if (last?.isOpen !== false && last && /^\s{2,}\S/.test(line)) last.end = at + line.length;
    else if (last && line.trim()) last.isOpen = false;
    at += line.length + 1;
  }
  return found;
}

function itemAt(text, at) {
  return items(text).find((each) => each.start <= at && at <= each.end);
}

function lastItem(text) {
  return items(text).at(-1);
}

function lineStart(text, at) {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
