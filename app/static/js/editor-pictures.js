// Pictures come by button, by paste and by drop; what becomes of them is said, and no text is lost.
import { apply } from "./editor-edits.js";
import { placeInText } from "./editor-tools.js";

const LARGEST = 5 * 1024 * 1024;

export function takePictures(page, { address, token, words }) {
  const keep = (files) => keepAll(page, [...files], { address, token, words });
  page.file.addEventListener("change", async () => {
    await keep(page.file.files);
    page.file.value = "";
  });
  page.area.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    keep(files);
  });
  for (const name of ["dragenter", "dragover"]) {
    page.section.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      page.section.classList.add("takes-drop");
    });
  }
  page.section.addEventListener("dragleave", (event) => {
    if (!page.section.contains(event.relatedTarget)) page.section.classList.remove("takes-drop");
  });
  page.section.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    page.section.classList.remove("takes-drop");
    keep(event.dataTransfer.files);
  });
}

async function keepAll(page, files, house) {
  for (const file of files) {
    const kept = await keepOne(page, file, house);
    if (kept) insert(page.area, kept.name);
  }
}

async function keepOne(page, file, { address, token, words }) {
  const say = (text, isTrouble = false) => {
    page.said.textContent = text.replace("{name}", file.name);
    page.said.classList.toggle("is-trouble", isTrouble);
  };
  if (file.size > LARGEST) return void say(words.large, true);
  say(words.sending.replace("{percent}", "0%"));
  try {
    const answer = await send(file, { address, token }, (percent) => say(words.sending.replace("{percent}", `${percent}%`)));
    if (answer.status === 201) {
      say(words.kept);
      return JSON.parse(answer.body);
    }
    say(JSON.parse(answer.body).detail, true);
  } catch {
    say(words.unsent, true);
  }
  return null;
}

// fetch() cannot say how much of a body is on its way.
function send(file, { address, token }, progress) {
  const body = new FormData();
  body.append("csrf_token", token);
  body.append("picture", file, file.name || "picture.png");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(Math.round((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => resolve({ status: request.status, body: request.responseText }));
    request.addEventListener("error", reject);
    request.send(body);
  });
}

// The cursor ends between the brackets, where the caption goes.
function insert(area, name) {
  const at = placeInText(area.value, area.selectionStart);
  const isInText = at === area.selectionStart;
  const before = isInText ? "" : "\n\n";
  const from = at + before.length + 2;
  apply(area, { from: at, to: isInText ? area.selectionEnd : at, text: `${before}![](${name})`, select: [from] });
}
