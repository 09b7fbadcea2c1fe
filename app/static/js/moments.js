// A moment as the reader writes it, by the clock of the device.
const { lang } = document.documentElement;
const words = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

export const momentText = (at) => words.format(at);
