// One file with what this browser holds of an attempt: for the examiner, should the server be lost.
const FORMAT = "chizheng-recovery-1";

export async function keepInFile(token, lock, entries) {
  const answers = entries.map(({ slot, seq, typed_under, value, at, receipt }) => ({ slot, seq, typed_under, value, at, ...(receipt && { receipt }) }));
  const content = canLock(lock) ? { locked: await locked(token, lock, answers) } : { answers };
  const file = new Blob([JSON.stringify({ format: FORMAT, attempt: token, ...content })], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `exam-${token.slice(0, 8)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export function canLock(lock) {
  return Boolean(lock && globalThis.crypto?.subtle);
}

async function locked(token, lock, answers) {
  const hers = await crypto.subtle.importKey("spki", bytes(lock), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  const own = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(answers));
  const shut = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(token) }, own, text);
  const key = await crypto.subtle.encrypt({ name: "RSA-OAEP" }, hers, await crypto.subtle.exportKey("raw", own));
  return { key: base64(key), iv: base64(iv), answers: base64(shut) };
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function base64(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

// Every place on the page that offers the file, and whether it is shown.
export function offer(token, lock, entriesNow) {
  for (const box of document.querySelectorAll("[data-keep]")) {
    box.querySelector(canLock(lock) ? "[data-keep-locked]" : "[data-keep-open]").hidden = false;
    box.querySelector("[data-keep-file]").addEventListener("click", () => keepInFile(token, lock, entriesNow()));
  }
  return (isNeeded) => document.querySelectorAll("[data-keep]").forEach((box) => (box.hidden = !isNeeded));
}
