// The form for a remark opens under its line, without a new page.
const blank = document.querySelector("[data-remark-form]");

function close() {
  const form = document.querySelector("[data-remark]");
  const link = form?.closest("li").querySelector("[data-line]");
  form?.remove();
  return link;
}

function open(link) {
  close();
  const form = blank.content.cloneNode(true).querySelector("form");
  form.elements.line.value = link.dataset.line;
  link.closest("li").append(form);
  form.elements.words.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line], [data-cancel]");
  if (!link || !blank) return;
  event.preventDefault();
  if (link.dataset.line) open(link);
  else close()?.focus();
});
