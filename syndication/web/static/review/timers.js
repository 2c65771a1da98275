// How long something has been waiting, told in words and kept current.

const LONG_MIN = 15;

export function startTimers() {
  const draw = () => document.querySelectorAll(".timer[data-since]").forEach(drawTimer);
  draw();
  setInterval(draw, 15_000);
}

export function drawTimer(element) {
  const minutes = Math.floor((Date.now() - Date.parse(element.dataset.since)) / 60_000);
  const text = `waits ${howLong(Math.max(minutes, 0))}`;
  const said = element.closest("#load") ? `The oldest ${text}.` : text;
  if (element.textContent !== said) element.textContent = said;
  element.title = new Date(element.dataset.since).toLocaleString();
  element.classList.toggle("is-long", minutes >= LONG_MIN);
}

function howLong(minutes) {
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
