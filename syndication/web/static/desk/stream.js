// The page of a live blog: the composer, and the entries as they come.

import { Live } from "../review/live.js";
import { newKey } from "../review/service.js";
import { Says } from "../review/says.js";
import { runClocks, showUtc } from "./clocks.js";
import { Draft, fillForm } from "./drafts.js";
import { STREAM_KEYS, listen } from "./keys.js";
import { Parts } from "./parts.js";
import { fetchPage, sendForm } from "./send.js";

const says = new Says(document.getElementById("says"));
const stream = document.getElementById("stream");
const user = document.querySelector("meta[name=user]")?.content ?? "";

class Composer {
  constructor(form) {
    this.form = form;
    this.parts = new Parts(form.querySelector("[data-parts]"), says);
    this.kept = form.querySelector("[data-kept]");
    this.draft = new Draft(form, user, (at) => this.#told(at));
    showUtc(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    window.addEventListener("online", () => this.mustSend && this.send());
    this.#restore();
  }

  focus() {
    this.parts.focus(true);
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    this.draft.save();
    this.form.setAttribute("aria-busy", "true");
    this.form.inert = true;
    try {
      this.#answered(await sendForm(this.form));
    } catch (failure) {
      this.mustSend = failure.kind === "offline" || failure.kind === "busy";
      says.trouble(failure.message);
      this.kept.textContent = "Not posted yet.";
    } finally {
      this.isSending = false;
      this.form.inert = false;
      this.form.removeAttribute("aria-busy");
    }
    this.focus();
  }

  #answered({ page, status, url }) {
    this.mustSend = false;
    this.form.querySelector("[data-troubles]")?.remove();
    if (status === 409 || status === 422) return this.#refused(page);
    this.form.reset();
    this.parts.clear();
    this.form.elements.key.value = newKey();
    this.draft.restart();
    this.kept.textContent = "";
    says.done("Posted.");
    if (location.search) return refresh();
    show(page);
    return document.getElementById(new URL(url).hash.slice(1))?.classList.add("is-fresh");
  }

  #refused(page) {
    const form = page.getElementById("entry-form");
    const troubles = form?.querySelector("[data-troubles]") ?? page.querySelector("[data-troubles]");
    if (!troubles) return says.trouble("It was not taken. What you wrote is kept here.");
    this.form.querySelector(".composer-more").open = true;
    this.form.prepend(document.adoptNode(troubles));
    if (form) this.form.elements.key.value = form.elements.key.value;
    return null;
  }

  #restore() {
    const found = this.draft.find();
    if (!found || this.form.querySelector("[data-troubles]")) return;
    fillForm(this.form, found.fields);
    this.parts.restore(found.fields);
    // It may have been on its way when the browser was closed: under its own key it is posted once.
    if (found.key) this.form.elements.key.value = found.key;
    this.kept.textContent = "These are words that you have not posted yet. ";
    const away = document.createElement("button");
    away.type = "button";
    away.className = "plain";
    away.textContent = "Throw them away";
    away.addEventListener("click", () => {
      this.form.reset();
      this.parts.clear();
      this.form.elements.key.value = newKey();
      this.draft.restart();
      this.kept.textContent = "";
      this.focus();
    });
    this.kept.append(away);
  }

  #told(at) {
    if (this.kept.querySelector("button")) return;
    this.kept.textContent = at ? "Kept in this browser until it is posted." : "This browser has no room to keep it: post it soon.";
  }
}

/** Take over the entries and their counts of a page; rows that are the same stay, and so does the focus. */
function show(page) {
  const fresh = page.getElementById("stream");
  if (!fresh) return;
  const active = document.activeElement;
  const place = stream.contains(active) ? placeOf(active) : null;
  const known = new Map([...stream.querySelectorAll("[data-entry]")].map((row) => [row.id, row]));
  const rows = [...fresh.children].map((child) => {
    const row = document.adoptNode(child);
    const old = known.get(row.id);
    if (row.id && !old && known.size) row.classList.add("is-fresh");
    return old && old.textContent === row.textContent && old.dataset.version === row.dataset.version ? old : row;
  });
  if (fresh.dataset.next) stream.dataset.next = fresh.dataset.next;
  else delete stream.dataset.next;
  stream.replaceChildren(...rows);
  document.querySelector("#stream-filters ul").replaceWith(document.adoptNode(page.querySelector("#stream-filters ul")));
  document.getElementById("page-troubles").replaceChildren(...page.getElementById("page-troubles").childNodes);
  place?.();
  turnInTime();
}

function placeOf(element) {
  const row = element.closest("[data-entry]");
  const name = element.value ?? element.dataset.edit;
  const buttons = row ? [...row.querySelectorAll("a, button")] : [];
  const at = buttons.indexOf(element);
  return () => {
    const again = row && document.getElementById(row.id);
    if (!again) return;
    const focus = at < 0 ? again : [...again.querySelectorAll("a, button")].find((one) => name && one.value === name) ?? again.querySelectorAll("a, button")[at];
    (focus ?? again).focus({ preventScroll: true });
  };
}

let isRefreshing = false;
let mustRefresh = false;

async function refresh() {
  if (isRefreshing) {
    mustRefresh = true;
    return;
  }
  isRefreshing = true;
  try {
    show(await fetchPage(location.href));
  } catch {
    // The next news, or the connection when it is back, brings it.
  }
  isRefreshing = false;
  if (mustRefresh) {
    mustRefresh = false;
    await refresh();
  }
}

let turn = 0;

/** When an entry's time comes, it stands otherwise without any news. */
function turnInTime() {
  clearTimeout(turn);
  const wait = Date.parse(stream.dataset.next ?? "") - Date.now();
  if (wait < 2 ** 31) turn = setTimeout(refresh, Math.max(wait, 500));
}

stream.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-act]")) return;
  event.preventDefault();
  const { submitter, target } = event;
  try {
    const { page, status } = await sendForm(target, { submitter });
    if (location.search && status < 400) await refresh();
    else show(page);
    if (status >= 400) says.trouble(document.querySelector("#page-troubles p")?.textContent ?? "It was not done.");
    else says.done("Done.");
  } catch (failure) {
    says.trouble(failure.message);
  }
});

const form = document.getElementById("entry-form");
const composer = form ? new Composer(form) : null;

function row(step) {
  const rows = [...stream.querySelectorAll("[data-entry]")];
  const at = rows.indexOf(document.activeElement?.closest?.("[data-entry]") ?? null);
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function press(...names) {
  const here = document.activeElement?.closest?.("[data-entry]");
  if (!here) return says.trouble("Choose an entry first: j and k lead from one to the next.");
  const target = names.map((name) => here.querySelector(`button[value="${name}"]`) ?? here.querySelector(`a[data-${name}]`)).find(Boolean);
  return target?.click();
}

const ACTS = {
  write: () => composer?.focus(),
  next: () => row(1),
  previous: () => row(-1),
  edit: () => press("edit"),
  pin: () => press("pin", "unpin"),
  highlight: () => press("highlight", "unhighlight"),
  hold: () => press("hold", "release"),
  kill: () => press("kill"),
  history: () => document.activeElement?.closest?.("[data-entry]")?.querySelector("a[href$='/history/']")?.click(),
  find: () => document.getElementById("words").focus(),
};
listen(STREAM_KEYS, { act: (name) => ACTS[name](), send: () => composer?.send() });
new Live(stream.dataset.events).addEventListener("news", refresh);
runClocks(document);
turnInTime();
if (composer && !location.hash) composer.focus();
document.body.classList.add("is-ready");
