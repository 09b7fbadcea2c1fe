// The ready page tells whether this device can keep answers and reach the server.
const box = document.querySelector("[data-check]");
const yes = box.querySelector("[data-yes]").content.textContent;

function keepsAnswers() {
  try {
    localStorage.setItem("chizheng.check", "1");
    localStorage.removeItem("chizheng.check");
    return true;
  } catch {
    return false;
  }
}

box.hidden = false;
if (keepsAnswers()) box.querySelector("[data-check-storage]").textContent = yes;
fetch(location.href, { method: "HEAD" }).then((answer) => {
  if (answer.ok) box.querySelector("[data-check-server]").textContent = yes;
});
