// The page that stands in for one that was not kept: lists what is there to read.
import { canKeep, keptPages } from "./kept.js";
import { momentText } from "./moments.js";

const { person } = document.body.dataset;
const list = document.querySelector("[data-pages]");

if (canKeep) show().catch(() => {});

async function show() {
  const pages = await keptPages(person);
  document.querySelector("[data-nothing]").hidden = pages.length > 0;
  list.replaceChildren(...pages.map(({ path, title, at }) => {
    const link = Object.assign(document.createElement("a"), { href: path, textContent: title });
    const said = Object.assign(document.createElement("p"), { className: "small-print", textContent: momentText(at) });
    const line = document.createElement("li");
    line.append(link, said);
    return line;
  }));
}
