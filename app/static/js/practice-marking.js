// Marks an answer on the device, for the time being: as question_bank/kinds does, whose marking decides.
const CHINESE = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}";
const AFTER = new RegExp(`([${CHINESE}])\\s+`, "gu");
const BEFORE = new RegExp(`\\s+([${CHINESE}])`, "gu");

/** NFKC, trimmed, case folded, without white space beside Chinese characters. */
export function fold(text) {
  const folded = text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
  return folded.replace(AFTER, "$1").replace(BEFORE, "$1").trim();
}

/** The part of full marks that an answer earns; null is "I do not know". */
export function share(kind, value, marking) {
  return value === null ? 0 : SHARES[kind](value, marking);
}

/** "right", "partly", "wrong", or "unknown". */
export function verdict(kind, value, marking) {
  if (value === null) return "unknown";
  const earned = share(kind, value, marking);
  if (earned >= 1) return "right";
  return earned > 0 ? "partly" : "wrong";
}

const same = (value, { right }) => Number(value === right);

const SHARES = {
  single: same,
  true_false: same,
  judgement: (value, { earns }) => earns[value] / Math.max(...Object.values(earns)),
  multiple(value, { right, size, partial }) {
    const hits = value.filter((letter) => right.includes(letter)).length;
    const misses = value.length - hits;
    const wrong = size - right.length;
    if (partial === "proportional") return Math.max(hits / right.length - (wrong ? misses / wrong : 0), 0);
    if (partial === "subset") return misses ? 0 : hits / right.length;
    return Number(!misses && hits === right.length);
  },
  ordering(value, { right, partial }) {
    const wrong = value.flatMap((letter, at) => (letter === right[at] ? [] : [at]));
    if (wrong.length === 0) return 1;
    const isSwap = value.length >= 3 && wrong.length === 2 && wrong[1] === wrong[0] + 1;
    return partial === "adjacent" && isSwap ? 1 / 3 : 0;
  },
  matching(value, { right, partial }) {
    const hits = value.filter((letter, row) => letter === right[row]).length;
    return partial === "proportional" ? hits / right.length : Number(hits === right.length);
  },
  fill_blank(value, { blanks, partial }) {
    const hits = value.filter((text, at) => blanks[at].some((each) => fold(each) === fold(text))).length;
    if (partial === "proportional") return hits / blanks.length;
    if (partial === "subset") return hits === value.filter(fold).length ? hits / blanks.length : 0;
    return Number(hits === blanks.length);
  },
  numeric(value, { number, tolerance, units }) {
    const typed = numberIn(value, units);
    return Number(typed !== null && Math.abs(typed - Number(number)) <= Number(tolerance) + 1e-9);
  },
};

const TYPED = /^([-+]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,10})?$/;

function numberIn(text, units) {
  let plain = text.normalize("NFKC").replace("\u2212", "-").trim();
  for (const unit of units) {
    const end = unit.normalize("NFKC");
    if (plain.endsWith(end)) plain = plain.slice(0, plain.length - end.length).trimEnd();
  }
  return TYPED.test(plain) ? Number(plain.replaceAll(",", "")) : null;
}
