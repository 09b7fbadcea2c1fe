// What was typed and not saved stays in this browser for a week, for its writer alone.

const PREFIX = "question:";
const WEEK = 7 * 24 * 3600 * 1000;

export class Kept {
  constructor(key) {
    this.name = PREFIX + key;
    sweep(PREFIX + key.split(":")[0]);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name));
    } catch {
      return null;
    }
  }

  write(texts, base, sent = false) {
    try {
      localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), texts, base, sent }));
    } catch {
      // A full or closed store: the page itself still holds the text.
    }
  }

  forget() {
    localStorage.removeItem(this.name);
  }
}

// Somebody else's text, or one too old, does not stay on a shared machine.
function sweep(own) {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    const at = JSON.parse(localStorage.getItem(name) || "{}").at || 0;
    if (!name.startsWith(`${own}:`) || Date.now() - at > WEEK) localStorage.removeItem(name);
  }
}
