// Where a marked passage stands in a text. White space does not count: it changes with the layout.
const SPACE = /\s+/gu;
const CONTEXT = 60;
const ENOUGH = 6; // characters around a short passage that must still be the same
const LONG = 12; // a passage this long is known by itself

export const MOST_QUOTE = 2000;

const bare = (text) => text.replace(SPACE, "");

// Pieces are [text, block]; a key is their text without white space and the place of each character.
export function keyOf(pieces) {
  const places = [];
  let text = "";
  pieces.forEach(([words], piece) => {
    for (let at = 0; at < words.length; at += 1) {
      if (/\s/u.test(words[at])) continue;
      text += words[at];
      places.push([piece, at]);
    }
  });
  return { text, places };
}

// The part of a key that lies between two places of its pieces, each [piece, offset].
export function between({ places }, from, to) {
  const isBefore = ([piece, at], [other, offset]) => piece < other || (piece === other && at < offset);
  const start = places.findIndex((place) => !isBefore(place, from));
  const end = places.findLastIndex((place) => isBefore(place, to)) + 1;
  return start >= 0 && start < end ? [start, end] : null;
}

// A passage as a person reads it: one space where a block ends or white space stands.
export function readable(pieces, { places }, [start, end]) {
  let text = "";
  for (let at = start; at < end; at += 1) {
    const [piece, offset] = places[at];
    const [before, place] = at > start ? places[at - 1] : [piece, offset - 1];
    const isNewBlock = pieces[piece][1] !== pieces[before][1];
    const gap = before === piece ? offset - place > 1 : offset > 0 || place + 1 < pieces[before][0].length;
    text += (isNewBlock || gap ? " " : "") + pieces[piece][0][offset];
  }
  return text;
}

// What is kept of a passage so that it is found again.
export function kept(pieces, key, [start, end]) {
  return {
    quote: readable(pieces, key, [start, end]),
    before: key.text.slice(Math.max(0, start - CONTEXT), start),
    after: key.text.slice(end, end + CONTEXT),
  };
}

// Where the passage stands in the text of a key: the place whose surroundings agree best, or null.
export function found({ text }, { quote, before, after }) {
  const [sought, ahead, behind] = [quote, before, after].map(bare);
  if (!sought) return null;
  let best = { agrees: -1 };
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const end = at + sought.length;
    const agrees = alike([...text.slice(Math.max(0, at - ahead.length), at)].reverse(), [...ahead].reverse())
      + alike([...text.slice(end, end + behind.length)], [...behind]);
    if (agrees > best.agrees) best = { at, end, agrees };
  }
  const needed = sought.length >= LONG ? 0 : Math.min(ENOUGH, ahead.length + behind.length);
  return best.agrees >= needed ? [best.at, best.end] : null;
}

function alike(one, other) {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}
