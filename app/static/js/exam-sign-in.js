// Signing in again in place: the house's own form, sent from the notice on the paper.

// The fresh form token ("" where the page told none), or null where it was refused.
export async function signIn(box, url) {
  const refused = box.querySelector("[data-refused]");
  const page = await fetch(url).then((answer) => answer.text(), () => null);
  const token = page && read(page).querySelector("[name=csrf_token]")?.value;
  const body = new URLSearchParams({ csrf_token: token ?? "", next: location.pathname, login: box.elements.login.value, password: box.elements.password.value });
  const answer = page && (await fetch(url, { method: "POST", body }).catch(() => null));
  if (!answer) {
    refused.textContent = document.querySelector("[data-notice=offline] strong").textContent;
    return null;
  }
  const arrived = read(await answer.text());
  refused.textContent = answer.redirected ? "" : arrived.querySelector("[role=alert]")?.textContent ?? answer.statusText;
  box.elements.password.value = "";
  return refused.textContent ? null : arrived.querySelector("[name=csrf_token]")?.value ?? "";
}

function read(page) {
  return new DOMParser().parseFromString(page, "text/html");
}
