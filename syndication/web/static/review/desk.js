// The sentences of a text: their fields, which of them is worked on, what is sent and what comes back.

import { Field } from "./field.js";
import { clearNotice, showClash, showRefusal } from "./notices.js";
import { decorateSource } from "./source.js";

const DONE = "approved";
const MOST_EDIT_S = 86_400;

export const STATE_WORDS = {
  missing: "No translation",
  machine: "Machine draft",
  memory: "From memory",
  edited: "Edited",
  approved: "Approved",
  stale: "Source changed",
  rejected: "Rejected",
};

export class Desk extends EventTarget {
  constructor({ root, service, kept, saves, says }) {
    super();
    this.list = root.querySelector("#segments");
    this.sourceLanguage = root.dataset.sourceLanguage;
    this.language = root.dataset.language;
    this.service = service;
    this.kept = kept;
    this.saves = saves;
    this.says = says;
    this.template = document.getElementById("field-parts");
    this.fields = new Map();
    this.active = null;
    saves.addEventListener("saved", ({ detail }) => this.#saved(detail));
    saves.addEventListener("failed", ({ detail }) => this.#failed(detail));
    saves.addEventListener("held", ({ detail }) => this.#held(detail));
  }

  begin() {
    for (const element of this.list.querySelectorAll(".segment")) this.adopt(element);
    const restored = this.all().filter((field) => field.wasRestored);
    if (restored.length) {
      const many = restored.length === 1 ? "1 sentence" : `${restored.length} sentences`;
      this.says.done(`What you had typed into ${many} is back; it is not saved yet.`);
    }
    const wanted = sessionStorage.getItem("review:go-on") ? this.firstOpen() : null;
    sessionStorage.removeItem("review:go-on");
    const linked = this.byElement(document.getElementById(location.hash.slice(1)));
    if (linked ?? wanted) this.enter(linked ?? wanted);
  }

  /** Make a field of a sentence that the page has. */
  adopt(element) {
    decorateSource(element, this.sourceLanguage);
    if (element.classList.contains("read-only")) return null;
    const field = new Field(element, { service: this.service, kept: this.kept, template: this.template });
    this.fields.set(field.id, field);
    field.addEventListener("drawn", () => this.#drawButtons(field));
    field.addEventListener("typed", () => {
      clearRefusal(field);
      this.dispatchEvent(new CustomEvent("typed", { detail: { field } }));
    });
    field.addEventListener("composed", () => this.dispatchEvent(new Event("composed")));
    this.#drawButtons(field);
    this.dispatchEvent(new CustomEvent("adopted", { detail: { field } }));
    // What was typed before a reload may have been typed against something else.
    if (field.clash) showClash(field, field.clash, this);
    return field;
  }

  /** The fields in the order of the page. */
  all() {
    return [...this.list.querySelectorAll(".segment")].map((element) => this.byElement(element)).filter(Boolean);
  }

  byElement(element) {
    return element ? (this.fields.get(Number(element.id.replace("segment-", ""))) ?? null) : null;
  }

  activate(element) {
    const field = this.byElement(element);
    if (!field || field === this.active) return;
    this.active?.element.classList.remove("is-active");
    this.active = field;
    element.classList.add("is-active");
    this.dispatchEvent(new CustomEvent("active", { detail: { field } }));
  }

  /** Put the caret into a sentence's field, which stays where it is on the screen if it can be seen there. */
  enter(field) {
    this.keepInView(field, () => {
      field.focus();
      this.activate(field.element);
    });
  }

  /** Go to a sentence without going into its field. */
  visit(field) {
    this.keepInView(field, () => {
      field.element.focus({ preventScroll: true });
      this.activate(field.element);
    });
  }

  keepInView(field, change) {
    const top = () => field.element.getBoundingClientRect().top;
    const before = top();
    change();
    window.scrollBy(0, top() - before);
    const box = field.element.querySelector(".target").getBoundingClientRect();
    const isSeen = box.top >= 60 && Math.min(box.bottom, box.top + 240) <= window.innerHeight - 60;
    if (!isSeen) field.element.scrollIntoView({ block: window.innerHeight < 500 ? "start" : "center" });
  }

  isOpen(field) {
    return field.view.state !== DONE || field.isChanged;
  }

  firstOpen() {
    return this.all().find((field) => this.isOpen(field)) ?? null;
  }

  /** The next sentence after this one that needs somebody; those that are on their way to the service do not. */
  nextOpen(from) {
    const all = this.all();
    const at = all.indexOf(from);
    const isWaiting = (field) => field !== from && this.isOpen(field) && !this.saves.of(field.id).length;
    return all.slice(at + 1).find(isWaiting) ?? all.slice(0, Math.max(at, 0)).find(isWaiting) ?? null;
  }

  neighbour(from, step) {
    const all = this.all();
    return all[all.indexOf(from) + step] ?? null;
  }

  /** Send a decision about a sentence, and show that it is on its way. */
  send(field, decision) {
    const view = field.base;
    const job = this.saves.add({
      segment: field.segment,
      version: view.version,
      source_hash: view.source.hash,
      target_hash: view.target?.hash,
      number: field.element.dataset.number,
      edit_s: Math.min(field.work.take(), MOST_EDIT_S),
      ...decision,
    });
    field.element.classList.add("is-sending");
    return job;
  }

  /** Show how a segment stands now. Says what has changed under typed words. */
  show(field, view, by = "") {
    const changed = field.update({ ...field.view, ...view });
    if (changed.isSource || changed.isTarget) this.dispatchEvent(new CustomEvent("changed", { detail: { field } }));
    this.#drawState(field, by);
    const { clash } = field;
    if (clash) {
      showClash(field, clash, this);
      if (changed.isSource || changed.isTarget) {
        field.isWarned = false;
        this.says.trouble(
          changed.isSource
            ? `The source of sentence ${field.element.dataset.number} has changed. What you typed is still there.`
            : `Somebody else changed the translation of sentence ${field.element.dataset.number}. What you typed is still there.`,
        );
      }
    } else if (!field.refusal) clearNotice(field);
    return changed;
  }

  #saved({ job, view }) {
    const field = this.fields.get(job.segment.id);
    this.says.done(`${doneWords(job)} Sentence ${job.number}${view ? `: ${STATE_WORDS[view.state].toLowerCase()}` : ""}.`);
    if (!field || !view) return;
    field.element.classList.toggle("is-sending", this.saves.of(field.id).length > 0);
    field.refusal = null;
    field.confirm({ ...field.view, ...view }, job.html);
    clearNotice(field);
    this.#drawState(field);
    this.dispatchEvent(new CustomEvent("settled", { detail: { field } }));
  }

  #failed({ job, failure }) {
    const field = this.fields.get(job.segment.id);
    // The words that could not be saved are still words somebody typed.
    if (job.html !== undefined && !field) {
      this.kept.put(job.segment.id, { html: job.html, base: { version: job.version, source: { hash: job.source_hash }, target: null } });
    }
    if (!field) {
      this.says.trouble(`A decision on another text was not taken: ${failure.message}`);
      return;
    }
    field.element.classList.toggle("is-sending", this.saves.of(field.id).length > 0);
    if (failure.kind === "conflict") {
      if (job.html !== undefined) field.hold(job.html);
      this.show(field, failure.problem.current);
      if (!field.clash) showRefusal(field, failure.message);
      this.says.trouble(
        job.html === undefined
          ? `Not done: sentence ${job.number} has changed meanwhile. Look at it again.`
          : `Not saved: sentence ${job.number} has changed meanwhile. Yours and theirs are shown under it.`,
      );
    } else {
      showRefusal(field, failure.message);
      this.says.trouble(`Not saved, sentence ${job.number}: ${failure.message}`);
    }
    this.visitIfIdle(field);
    this.dispatchEvent(new CustomEvent("settled", { detail: { field } }));
  }

  #held({ job }) {
    const field = this.fields.get(job.segment.id);
    if (!field || job.wasTold) return;
    job.wasTold = true;
    this.says.trouble(`No connection. Sentence ${job.number} is kept here and sent as soon as there is one.`);
  }

  /** Show somebody who types elsewhere nothing but a message; somebody who does not is taken there. */
  visitIfIdle(field) {
    const typing = this.active?.isChanged && document.activeElement === this.active.area;
    if (!typing && this.active !== field) this.visit(field);
  }

  #drawState(field, by = "") {
    const { element, view } = field;
    element.dataset.state = view.state;
    element.querySelector(".state-word").textContent = STATE_WORDS[view.state] ?? view.state;
    if (by) element.querySelector(".by")?.replaceChildren(by);
    this.#drawButtons(field);
  }

  #drawButtons(field) {
    const { element, view, isChanged } = field;
    const approve = element.querySelector("[data-do=approve]");
    const isStale = view.state === "stale";
    if (isChanged) approve.textContent = "Save and approve";
    else approve.textContent = isStale ? "Still right" : "Approve";
    approve.disabled = !field.text.trim() || (view.state === DONE && !isChanged);
    element.querySelector("[data-do=save]").disabled = !isChanged;
    element.querySelector("[data-do=machine]").disabled = !field.view.machine_html;
    element.querySelector("[data-do=reject]").disabled = !view.target || view.state === "rejected";
    element.querySelector("[data-do=undo]").textContent = isChanged ? "Discard what I typed" : "Undo";
  }
}

function clearRefusal(field) {
  if (!field.refusal) return;
  field.refusal = null;
  clearNotice(field);
}

const DONE_WORDS = {
  approve: "Saved.",
  save: "Saved.",
  reject: "Rejected.",
  undo: "Taken back.",
  "merge-next": "Merged.",
  split: "Split.",
  redraft: "Asked for a new draft.",
  dismiss: "Dismissed.",
};

function doneWords(job) {
  return DONE_WORDS[job.action] ?? "Done.";
}
