// Goes on with a sentence while somebody types it, where an engine can: shown below the field, never put into it unasked.

import { newKey } from "./service.js";

const AFTER_MS = 250;

export class Completing {
  constructor({ desk, service }) {
    this.desk = desk;
    this.service = service;
    this.tab = newKey();
    this.isOff = false;
    this.proposal = null;
    desk.addEventListener("typed", ({ detail: { field } }) => this.#typed(field));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Put the proposed words behind what was typed. */
  take(field) {
    const { proposal } = this;
    if (!proposal || proposal.field !== field || !proposal.text.startsWith(field.text)) return;
    this.#hide();
    field.splice(field.text.length, field.text.length, proposal.text.slice(field.text.length));
    this.desk.enter(field);
  }

  #key(event) {
    const { proposal } = this;
    if (!proposal || event.target !== proposal.field.area || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { area } = proposal.field;
    // At the end this key does nothing else; where words run from right to left, the end is on the left.
    const forward = getComputedStyle(area).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key !== forward || area.selectionStart !== area.value.length) return;
    event.preventDefault();
    this.take(proposal.field);
  }

  #typed(field) {
    clearTimeout(this.timer);
    if (this.proposal?.field === field && this.proposal.text.startsWith(field.text)) this.#draw();
    else this.#hide();
    if (!this.isOff) this.timer = setTimeout(() => this.#ask(field), AFTER_MS);
  }

  async #ask(field) {
    const prefix = field.text;
    const isAtEnd = field.area.selectionStart === prefix.length && document.activeElement === field.area;
    if (!prefix.trim() || !isAtEnd || field.isComposing) return;
    try {
      const path = this.service.segmentPath(field.segment, "completions");
      const { completions } = await this.service.post(path, { prefix, tab: this.tab });
      const [found] = completions.filter(({ text }) => text.startsWith(prefix) && text.length > prefix.length);
      if (field.text !== prefix || !found) return;
      this.proposal = { field, text: found.text };
      this.#draw();
    } catch (failure) {
      // Where nobody can, nobody is asked again; a lost connection is another matter.
      if (failure.kind === "refused") this.isOff = true;
    }
  }

  #draw() {
    const { field, text } = this.proposal;
    const rest = text.slice(field.text.length);
    const line = field.element.querySelector(".completion");
    line.hidden = !rest;
    const words = line.querySelector(".completion-words");
    words.lang = this.desk.language;
    words.textContent = rest;
  }

  #hide() {
    if (this.proposal) this.proposal.field.element.querySelector(".completion").hidden = true;
    this.proposal = null;
  }
}
