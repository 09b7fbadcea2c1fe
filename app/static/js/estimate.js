// A judge's estimate: the number lies ready to be typed over; the arrow keys move it by five.
const field = document.querySelector("[data-estimate] #percent");

field?.select();
field?.addEventListener("keydown", (event) => {
  const step = { ArrowUp: 5, ArrowDown: -5 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = (Number.parseInt(field.value, 10) || 0) + step;
  field.value = String(Math.min(100, Math.max(0, next)));
});
