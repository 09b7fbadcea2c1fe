// Keys for practice: 1 to 9 or A to J choose, Enter checks or goes on. They work while the focus is
// in the question, which gets it when the page opens, and leave fields for typing alone.
const place = document.querySelector("[data-keys]");
const note = document.querySelector("[data-keys-note]");
const choices = [...place.querySelectorAll(".choices input")];
const TYPING = "select, textarea, a, button, summary, input:not([type=radio]):not([type=checkbox])";

/** The choice that a key names, if there is one. */
function chosen(key) {
  if (/^[1-9]$/.test(key)) return choices[Number(key) - 1];
  if (/^[a-j]$/i.test(key)) return choices[key.toLowerCase().charCodeAt(0) - 97];
  return undefined;
}

place.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
  const choice = chosen(event.key);
  if (choice) {
    choice.checked = choice.type === "radio" || !choice.checked;
    choice.focus();
  } else if (event.key === "Enter") {
    place.querySelector(".btn-primary").click();
  } else return;
  event.preventDefault();
});

if (note && choices.length) note.hidden = false;
place.focus({ preventScroll: true });
