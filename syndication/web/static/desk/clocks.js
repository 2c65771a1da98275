// Times on two clocks: beside each field for a time what that is in UTC, and the live blog's clock in the head of the page.

const EVERY_MS = 10_000;

/** Return the moment of a wall clock's time in a zone, or null: "2019-02-27T18:30", "Asia/Ho_Chi_Minh". */
function momentOf(local, zone) {
  const guess = Date.parse(`${local}Z`);
  if (Number.isNaN(guess)) return null;
  // The distance of a zone depends on the moment that is looked for: twice is enough.
  const first = guess - distance(guess, zone);
  return guess - distance(first, zone);
}

/** Tell the hour of a moment in UTC, with its day where that is another one than the local. */
export function tellUtc(local, zone) {
  const moment = local && momentOf(local, zone);
  if (!moment) return "";
  const utc = new Date(moment).toISOString();
  return utc.slice(0, 10) === local.slice(0, 10) ? `${utc.slice(11, 16)} UTC` : `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;
}

export function showUtc(root) {
  for (const field of root.querySelectorAll("input[data-zone]")) {
    const place = field.parentElement.querySelector("[data-utc]");
    const [zone] = field.dataset.zone.split(",");
    const show = () => {
      const told = tellUtc(field.value, zone);
      place.textContent = told ? `: that is ${told}` : "";
    };
    field.addEventListener("input", show);
    show();
  }
}

export function runClocks(root) {
  const clocks = [...root.querySelectorAll("[data-clock]")];
  const show = () => {
    for (const clock of clocks) {
      clock.textContent = new Intl.DateTimeFormat("en-GB", { timeZone: clock.dataset.clock, hour: "2-digit", minute: "2-digit" }).format();
    }
  };
  show();
  if (clocks.length) setInterval(show, EVERY_MS);
}

function distance(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-CA-u-ca-iso8601", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(moment);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second) - Math.floor(moment / 1000) * 1000;
}
