// A round that was taken along, and what was answered of it on this device.
import { keepPack, packOf } from "./kept.js";
import { alone } from "./practice-sender.js";
import { openStore, WAITING } from "./practice-store.js";
import { verdict } from "./practice-marking.js";

const isTaken = (entry) => ["stored", "there"].includes(entry.state);

export class Along {
  static async open(person) {
    const along = new Along(person, await openStore());
    along.pack = await packOf(person).catch(() => null);
    if (along.pack && along.pack.person !== Number(person)) along.pack = null;
    await along.reread();
    return along;
  }

  constructor(person, store) {
    this.person = person;
    this.store = store;
    this.entries = [];
    this.onOthers = () => {};
    this.channel = new BroadcastChannel(`chizheng-practice ${person}`);
    this.channel.onmessage = () => this.reread().then(() => this.onOthers());
  }

  async reread() {
    this.entries = await this.store.all(this.person);
  }

  get waiting() {
    return this.entries.filter((entry) => entry.state === WAITING).length;
  }

  get handed() {
    return this.#ofPack().filter(isTaken).length;
  }

  get taken() {
    return this.entries.filter(isTaken).length;
  }

  get refused() {
    return this.entries.filter((entry) => entry.state === "refused");
  }

  get next() {
    const answered = new Set(this.#ofPack().map((entry) => entry.number));
    return this.pack?.questions.find((question) => !answered.has(question.number)) ?? null;
  }

  get left() {
    return this.pack.questions.length - this.#ofPack().length;
  }

  get right() {
    const questions = new Map(this.pack.questions.map((each) => [each.number, each]));
    return this.#ofPack().filter(({ number, value }) => {
      const { kind, marking } = questions.get(number);
      return verdict(kind, value, marking) === "right";
    }).length;
  }

  #ofPack() {
    const numbers = new Set(this.pack?.questions.map((each) => each.number));
    return this.entries.filter((entry) => entry.round === this.pack?.round && numbers.has(entry.number));
  }

  // On disk before anything is told; the first answer to a question stands, in whichever page it was given.
  async answer(question, value, sure) {
    const { person, pack: { round } } = this;
    const isFirst = await this.store.add({ person, round, number: question.number, value, sure, at: new Date().toISOString(), state: WAITING });
    await this.reread();
    this.channel.postMessage("changed");
    return isFirst ? value : this.entries.find((entry) => entry.round === round && entry.number === question.number).value;
  }

  // How many were thrown away: their questions can be answered again. What is being handed over comes
  // first, and what the server took stays there.
  async discard() {
    const count = await alone(this.person, async () => {
      await this.reread();
      const { waiting } = this;
      await this.store.discardWaiting(this.person);
      return waiting;
    });
    await this.reread();
    this.channel.postMessage("changed");
    return count;
  }

  async take(pack) {
    await keepPack(this.person, pack);
    await this.store.forgetRounds(this.person, pack.round);
    this.pack = pack;
    await this.reread();
    this.channel.postMessage("changed");
  }
}
