// Lets Safe Exam Browser prove itself where it cannot send headers: its script interface tells
// hashes of the page's address, and the page hands them in. The settings file decides; nothing here does.
const form = document.querySelector("[data-proving]");
const ready = document.querySelector("[data-proof]");
const security = window.SafeExamBrowser?.security;
const PATIENCE = 3000;

function here(address) {
  return new URL(address, location.href).pathname === location.pathname && !location.search;
}

function handIn() {
  form.elements.config_hash.value = security.configKey ?? "";
  form.elements.browser_hash.value = security.browserExamKey ?? "";
  sessionStorage.setItem(`chizheng.proved.${form.dataset.proving}`, "1");
  form.requestSubmit();
}

function prove() {
  if (!here(form.dataset.proving)) return location.assign(form.dataset.proving);
  if (typeof security.updateKeys !== "function") return handIn();
  let handed = false;
  const once = () => {
    if (handed) return;
    handed = true;
    handIn();
  };
  security.updateKeys(once);
  setTimeout(once, PATIENCE);
}

// The ready page cannot see the pass, so it lets the browser prove itself once.
function proveFirst() {
  if (!sessionStorage.getItem(`chizheng.proved.${ready.dataset.proof}`)) location.assign(ready.dataset.proof);
}

if (security && form && !("refused" in form.dataset)) prove();
else if (security && ready) proveFirst();
