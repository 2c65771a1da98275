// The inbox: new and changed texts come in by themselves, and nothing that is looked at moves away.

import { Kept } from "./kept.js";
import { Live } from "./live.js";
import { Says } from "./says.js";
import { Saves } from "./saves.js";
import { Service } from "./service.js";
import { drawTimer, startTimers } from "./timers.js";

const AFTER_MS = 200;

const root = document.getElementById("review");
const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? "";
const service = new Service({ csrf: meta("csrf"), user: meta("user"), language: root.dataset.language });
const says = new Says(document.getElementById("says"));
// Decisions that a lost connection has kept from the service go out from here, too.
const saves = new Saves(service, new Kept(meta("user")));
const live = new Live(root.dataset.events);
let timer = 0;

startTimers();
saves.begin();
saves.addEventListener("saved", ({ detail: { job } }) => says.done(`Sent at last: sentence ${job.number}.`));
saves.addEventListener("failed", ({ detail: { job, failure } }) =>
  says.trouble(`Not taken, sentence ${job.number}: ${failure.message} What you typed is in its field.`),
);
live.addEventListener("news", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, AFTER_MS);
});
for (const select of document.querySelectorAll(".filters select, .filters input")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
document.body.classList.add("is-ready");

async function refresh() {
  let page;
  try {
    page = await service.page(location.pathname + location.search);
  } catch {
    return;
  }
  const [mine, theirs] = ["inbox", "inbox"].map((id, index) => (index ? page : document).getElementById(id));
  const anchor = [...mine.querySelectorAll(".row")].find(
    (row) => row.contains(document.activeElement) || row.getBoundingClientRect().bottom > 0,
  );
  const before = anchor?.getBoundingClientRect().top;
  const focused = document.activeElement?.closest(".row")?.id;
  const known = new Set([...mine.querySelectorAll(".row")].map((row) => row.id));
  const rows = [...theirs.children].map((fresh) => merged(document.adoptNode(fresh)));
  const added = rows.filter((row) => row.id && !known.has(row.id));
  for (const row of added) row.classList.add("is-new");
  mine.replaceChildren(...rows);
  document.getElementById("load").replaceChildren(...document.adoptNode(page.getElementById("load")).childNodes);
  document.querySelectorAll(".timer[data-since]").forEach(drawTimer);
  if (focused) document.getElementById(focused)?.querySelector("a")?.focus({ preventScroll: true });
  const still = anchor?.id ? document.getElementById(anchor.id) : null;
  // At the very top the newest is what people want to see; further down what they read must not move.
  if (still && window.scrollY > 0) window.scrollBy(0, still.getBoundingClientRect().top - before);
  if (added.length) says.done(added.length === 1 ? "A text has come in." : `${added.length} texts have come in.`);
}

// A row that has not changed stays the node it is.
function merged(fresh) {
  const mine = fresh.id ? document.getElementById(fresh.id) : null;
  fresh.querySelectorAll(".timer[data-since]").forEach(drawTimer);
  return mine && mine.innerHTML === fresh.innerHTML && mine.className.replace(" is-new", "") === fresh.className ? mine : fresh;
}
