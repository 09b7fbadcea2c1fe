// What was sent and has arrived as a version needs no keeping in the browser any more.
import { Kept } from "./editor-kept.js";

const head = document.querySelector("[data-kept-as]");
const [person, code] = head.dataset.keptAs.split(":");
for (const name of [code, "new"]) forgetSent(new Kept(person, `blueprint-${name}`, head.dataset.secret));

async function forgetSent(kept) {
  for (const each of await kept.left()) if (each.sent) kept.forget(each.name);
}
