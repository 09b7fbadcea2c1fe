// Says that answers of somebody else wait on this device, and nothing of them.
import { openStore } from "./practice-store.js";

const store = await openStore();
const { person } = document.body.dataset;
document.querySelector("[data-others]").hidden = !(await store.othersWait(person));
