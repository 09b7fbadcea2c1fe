// Moments as the house writes them, by the clock that the foot of the page names.
const isChinese = document.documentElement.lang.startsWith("zh");
const words = new Intl.DateTimeFormat("en-US", {
  timeZone: document.body.dataset.zone,
  year: "numeric", month: isChinese ? "numeric" : "short", day: "numeric",
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const partsOf = (at) => Object.fromEntries(words.formatToParts(at).map(({ type, value }) => [type, value]));

export function timeText(at) {
  const { hour, minute } = partsOf(at);
  return `${hour}:${minute}`;
}

export function momentText(at) {
  const { year, month, day } = partsOf(at);
  return isChinese ? `${year}年${month}月${day}日 ${timeText(at)}` : `${day} ${month} ${year}, ${timeText(at)}`;
}
