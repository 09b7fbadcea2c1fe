// Passages in the text of a module: from what is selected, and back as marks.
import { between, found, keyOf, kept } from "./notes-anchor.js";

const BLOCK = "p, li, h2, h3, h4, dt, dd, td, th, figcaption, blockquote, summary, caption";

function textNodes(article) {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) {
    if (walker.currentNode.data && !walker.currentNode.parentElement.closest("button, .own-way")) nodes.push(walker.currentNode);
  }
  return nodes;
}

function reading(article) {
  const nodes = textNodes(article);
  const pieces = nodes.map((node) => [node.data, node.parentElement.closest(BLOCK)]);
  return { nodes, pieces, key: keyOf(pieces) };
}

// What is kept of a selected range; null where it holds no words of the text.
export function passageIn(article, range) {
  const { nodes, pieces, key } = reading(article);
  const touched = nodes.filter((node) => range.intersectsNode(node));
  if (!touched.length) return null;
  const [first, last] = [touched[0], touched.at(-1)];
  const from = [nodes.indexOf(first), first === range.startContainer ? range.startOffset : 0];
  const to = [nodes.indexOf(last), last === range.endContainer ? range.endOffset : last.data.length];
  const part = between(key, from, to);
  return part && kept(pieces, key, part);
}

export function unmark(article) {
  article.querySelectorAll("[data-mark-end]").forEach((each) => each.remove());
  article.querySelectorAll("mark.own").forEach((mark) => mark.replaceWith(...mark.childNodes));
  article.normalize();
}

// Marks a passage, and puts `end`, a button, behind it; false where it no longer stands in the text.
export function mark(article, passage, id, end) {
  const { nodes, key } = reading(article);
  const part = found(key, passage);
  if (!part) return false;
  const marks = runs(key.places.slice(...part)).reverse()
    .map(([piece, from, to]) => wrapped(nodes[piece], from, to, id));
  marks.at(-1).id = `mark-${id}`;
  marks[0].after(end);
  return true;
}

// From places one after the other to [piece, from, to], one a piece.
function runs(places) {
  const byPiece = new Map();
  for (const [piece, at] of places) byPiece.set(piece, [byPiece.get(piece)?.[0] ?? at, at + 1]);
  return [...byPiece].map(([piece, [from, to]]) => [piece, from, to]);
}

function wrapped(node, from, to, id) {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  const made = document.createElement("mark");
  made.className = "own";
  made.dataset.of = id;
  range.surroundContents(made);
  return made;
}
