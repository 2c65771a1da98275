// The editor of an entry, or of a live blog's own texts: saved without leaving it, told of what others save.

import { Live } from "../review/live.js";
import { Says } from "../review/says.js";
import { showUtc } from "./clocks.js";
import { Draft, fillForm } from "./drafts.js";
import { ENTRY_KEYS, listen } from "./keys.js";
import { Parts } from "./parts.js";
import { Preview } from "./preview.js";
import { fetchPage, sendForm } from "./send.js";

const user = document.querySelector("meta[name=user]")?.content ?? "";

class Editor {
  constructor(says) {
    this.says = says;
    this.form = document.getElementById("entry-form");
    this.news = document.getElementById("entry-news");
    this.state = document.getElementById("entry-state");
    if (!this.form) return;
    this.parts = [...this.form.querySelectorAll("[data-parts]")].map((root) => new Parts(root, says));
    this.form.querySelectorAll("[data-plain]").forEach((plain) => plain.remove());
    this.kept = this.form.querySelector("[data-kept]");
    this.draft = new Draft(this.form, user, (at) => this.#told(at));
    showUtc(this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.#restore();
    const section = document.getElementById("previewing");
    this.preview = section && new Preview(this.form, section);
  }

  async send() {
    if (!this.form || this.isSending) return;
    this.isSending = true;
    this.draft.save();
    this.form.setAttribute("aria-busy", "true");
    try {
      this.#answered(await sendForm(this.form));
    } catch (failure) {
      this.says.trouble(failure.message);
      this.kept.textContent = "Not saved yet.";
    } finally {
      this.isSending = false;
      this.form.removeAttribute("aria-busy");
    }
  }

  #answered({ page, status, url }) {
    this.draft.end();
    // A clash or a refusal has what was written in it; only what is taken is forgotten here.
    if (status < 400) this.draft.forget();
    history.replaceState(null, "", status < 400 ? url : location.href);
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    begin();
    const told = document.querySelector("#entry-news [role], #clash-title");
    editor.says[status < 400 ? "done" : "trouble"](told?.textContent.trim().replace(/\s+/g, " ") ?? "");
    window.scrollTo({ top: 0 });
  }

  #restore() {
    const found = this.draft.find();
    if (!found || this.form.querySelector(".clash") || this.news.querySelector("[data-troubles]")) return;
    fillForm(this.form, found.fields);
    for (const parts of this.parts) parts.restore(found.fields);
    // Of an older version: what both have made of it is put together when it is saved.
    const version = found.fields.find(([name]) => name === "version")?.[1];
    if (version) this.form.elements.version.value = version;
    if (found.key) this.form.elements.key.value = found.key;
    this.#say("These are changes of yours that are not saved yet. ", "Throw them away", () => {
      this.draft.end();
      this.draft.forget();
      location.reload();
    });
  }

  /** Others have saved something; of this entry it is told, and what is typed stays as it is. */
  async look() {
    if (!this.state || this.isSending) return;
    const page = await fetchPage(location.pathname);
    const fresh = page.getElementById("entry-state");
    if (!fresh || fresh.dataset.version === this.state.dataset.version) return;
    this.state.replaceWith(document.adoptNode(fresh));
    this.state = fresh;
    const standings = page.getElementById("standings");
    if (standings) document.getElementById("standings")?.replaceWith(document.adoptNode(standings));
    if (!this.form) return location.reload();
    const told = fresh.querySelector("p.hint").textContent.split(".")[0].trim();
    this.#say(`Somebody else has saved: ${told}. Go on writing: when you save, both are put together. `, "Look at theirs", () => location.assign(`${location.pathname}history/`));
  }

  #say(words, action, act) {
    const told = document.createElement("p");
    told.className = "warning";
    told.setAttribute("role", "status");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: action });
    button.addEventListener("click", act);
    told.append(words, button);
    this.news.replaceChildren(told);
  }

  #told(at) {
    this.kept.textContent = at ? "Kept in this browser until it is saved." : "This browser has no room to keep it: save it soon.";
  }
}

let editor = null;

function begin() {
  const says = new Says(document.getElementById("says"));
  editor = new Editor(says);
  listenHere();
}

let listening = null;

// The list of keys is part of the page that is replaced; the keys are listened to once.
function listenHere() {
  const act = (name) => ACTS[name]();
  if (listening) listening.renew(document.getElementById("keys"));
  else listening = listen(ENTRY_KEYS, { act, send: () => editor.send() });
}

const ACTS = {
  write: () => editor.parts?.[0].focus(true),
  headline: () => document.querySelector("#headline, #title")?.focus(),
  correction: () => {
    const choice = document.querySelector('input[name=change][value=correction]');
    if (!choice) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("correction_note").focus();
  },
  back: () => document.querySelector("a[data-back]")?.click(),
};

begin();
if (editor.state) {
  const live = new Live(editor.state.dataset.events);
  live.addEventListener("news", ({ detail }) => {
    const own = Number(editor.state.dataset.entry);
    if (!detail.entries || detail.entries.includes(own)) editor.look().catch(() => {});
  });
}
document.body.classList.add("is-ready");
