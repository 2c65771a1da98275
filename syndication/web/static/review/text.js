// The page of a text: makes the parts, and lets keys, buttons and news act on them.

import { Actions } from "./actions.js";
import { Assist } from "./assist.js";
import { Completing } from "./completing.js";
import { Desk } from "./desk.js";
import { Keys } from "./keys.js";
import { Kept } from "./kept.js";
import { Live } from "./live.js";
import { Overlay } from "./overlay.js";
import { Presence } from "./presence.js";
import { Preview } from "./preview.js";
import { Refresh } from "./refresh.js";
import { Saves } from "./saves.js";
import { Says } from "./says.js";
import { Seen } from "./seen.js";
import { Service } from "./service.js";
import { startTimers } from "./timers.js";

const DECISIONS = new Set(["approve", "save", "still-right", "reject", "undo", "merge", "split", "take", "send"]);

const root = document.getElementById("review");
const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? "";
const service = new Service({ csrf: meta("csrf"), user: meta("user"), language: root.dataset.language });
const kept = new Kept(meta("user"));
const says = new Says(document.getElementById("says"));
const saves = new Saves(service, kept);
const desk = new Desk({ root, service, kept, saves, says });
const assist = new Assist({ desk, service, says });
const seen = new Seen({ desk, service, says, slug: root.dataset.slug });
const preview = new Preview({ desk, service, textId: root.dataset.text });
const overlay = new Overlay(document.getElementById("keys"));
const refresh = new Refresh({ desk, assist, service, says });
const completing = new Completing({ desk, service });
const actions = new Actions({ desk, assist, completing, seen, preview, overlay, says, service, saves, kept, refresh });
const presence = new Presence({ desk, service, textId: root.dataset.text });
const live = new Live(root.dataset.events);
const keys = new Keys();

desk.begin();
seen.begin();
startTimers();
saves.begin();
presence.begin();
document.body.classList.add("is-ready");

document.addEventListener("keydown", (event) => {
  if (overlay.isOpen && event.key !== "F8") {
    const read = keys.read(event);
    if (read?.action === "help") {
      event.preventDefault();
      overlay.close();
    }
    return;
  }
  const read = keys.read(event);
  if (!read || !actions.can(read.action)) return;
  event.preventDefault();
  // A key that is held down would approve what nobody has looked at.
  if (event.repeat && DECISIONS.has(read.action)) return;
  actions.run(read.action, { number: read.number, byKey: true, target: event.target });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const element = button.closest(".segment");
  if (element) desk.activate(element);
  actions.run(button.dataset.do, { button, byKey: false, target: event.target });
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".comment-form, .dismiss-form")) return;
  event.preventDefault();
  actions.run(event.target.matches(".comment-form") ? "send-comment" : "send-dismissal", { form: event.target });
});

desk.addEventListener("active", ({ detail: { field } }) => {
  assist.show(field);
  presence.at(field);
});
desk.addEventListener("typed", () => preview.soon());
desk.addEventListener("settled", () => {
  refresh.soon();
  preview.soon();
});

live.addEventListener("news", ({ detail: { texts } }) => {
  if (texts === null || texts.includes(Number(root.dataset.text))) refresh.soon();
  else refresh.sometime();
});

const linkState = document.getElementById("link-state");
const tellState = () => {
  const count = saves.count;
  const isAway = !navigator.onLine || saves.isHeld;
  linkState.hidden = !isAway && live.isLive !== false;
  if (linkState.hidden) return;
  linkState.textContent = isAway
    ? `No connection. ${count ? `${count} ${count === 1 ? "save waits" : "saves wait"} here. ` : ""}Nothing you type is lost.`
    : "No live updates at the moment; looking now and then.";
};
live.addEventListener("state", ({ detail: { isLive } }) => {
  live.isLive = isLive;
  tellState();
});
for (const name of ["change", "saved", "failed", "held"]) saves.addEventListener(name, tellState);
saves.addEventListener("held", ({ detail: { failure } }) => {
  if (failure.kind === "signed-out") says.trouble(`${failure.message} Sign in again in another window; then it is sent.`);
});
window.addEventListener("online", tellState);
window.addEventListener("offline", tellState);

document.addEventListener("focusin", ({ target }) => {
  const element = target.closest?.(".segment");
  if (element) desk.activate(element);
});
