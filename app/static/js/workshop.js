// The blocks of the crib write themselves into the text that is shown; the preview follows the text.
import { apply } from "./editor-edits.js";
import { blockAfter } from "./editor-tools.js";

const found = document.querySelector(".workshop-editor > .found");

function shownText() {
  return [...document.querySelectorAll(".source textarea")].find((each) => each.offsetParent);
}

function follow() {
  const { top, height } = shownText().getBoundingClientRect();
  const share = Math.min(1, Math.max(0, -top / Math.max(1, height - innerHeight)));
  found.scrollTop = share * (found.scrollHeight - found.clientHeight);
}

for (const button of document.querySelectorAll("[data-block]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const area = shownText();
    apply(area, blockAfter(area.value, area.selectionStart, button.dataset.block));
  });
}
addEventListener("scroll", follow, { passive: true });
