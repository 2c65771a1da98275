// One sentence's field: a plain text area, so that input methods and screen readers find what they know, with a
// painted ground behind it for marks and findings. What is typed stays, whatever arrives meanwhile.

import { drawChips } from "./chips.js";
import { paint } from "./ground.js";
import { drawFindings } from "./findings.js";
import { matchMarks, placeMark, readInline, shiftMarks, stretchAt, unitsOf, writeTidy } from "./marks.js";

const CHECK_AFTER_MS = 400;

/**
 * `view` is the segment as the service shows it. Dispatches "typed" whenever the words change by hand.
 * `base` is the view that the words in the field were begun on; it is `view` unless something came in between.
 */
export class Field extends EventTarget {
  constructor(element, { service, kept, template }) {
    super();
    this.element = element;
    this.service = service;
    this.kept = kept;
    this.view = JSON.parse(element.dataset.segment);
    this.base = this.view;
    this.isComposing = false;
    this.checking = null;
    this.work = new WorkTime(element);
    this.element.querySelector(".target-text").replaceWith(template.content.cloneNode(true));
    this.area = element.querySelector("textarea");
    this.#label();
    this.#show(readInline(this.view.target?.html ?? ""));
    this.findings = this.#placed(this.view.findings ?? []);
    this.#listen();
    this.#restore();
    this.draw();
  }

  get id() {
    return this.view.id;
  }

  get segment() {
    return { id: this.view.id, slug: this.view.slug };
  }

  get text() {
    return this.area.value;
  }

  /** The words with their marks, as the service takes them. */
  get html() {
    return writeTidy(this.text, this.marks);
  }

  get isChanged() {
    return this.html !== this.#htmlOf(this.base);
  }

  /** What came in that the words in the field were not begun on, and that a person has to look at; else null. */
  get clash() {
    return this.isChanged ? clashOf(this.base, this.view) : null;
  }

  get openFindings() {
    return this.findings.filter((finding) => !finding.dismissal);
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  /** Put other words into the field, as if typed, so that the browser's own undo takes them back. */
  write(html) {
    const { text, marks } = readInline(html);
    this.#replaceText(text);
    this.marks = marks;
    this.findings = [];
    this.#typed();
  }

  /** Keep words that could not be saved in the field, without taking anybody's caret. */
  hold(html) {
    if (this.isChanged) return;
    this.#show(readInline(html));
    this.#keep();
    this.draw();
  }

  /** Change a stretch of the words, such as by a fix. */
  splice(start, end, text) {
    this.#replaceText(this.text.slice(0, start) + text + this.text.slice(end), start + text.length);
    this.#typed();
  }

  /** Mend a finding as it says. Its place counts characters of the words as they were checked. */
  applyFix(finding) {
    const shift = finding.target_span ? finding.start - unitsOf(this.text, finding.target_span[0]) : 0;
    const start = unitsOf(this.text, finding.fix.start) + shift;
    const end = unitsOf(this.text, finding.fix.end) + shift;
    this.findings = this.findings.filter((one) => one !== finding);
    this.splice(start, end, finding.fix.text);
  }

  /** Put mark `number` of the source over the selected words, or take it off if they have it already. */
  toggleMark(number) {
    const slot = matchMarks(this.sourceMarks, this.marks).slots[number - 1];
    if (!slot) return null;
    const [start, end] = stretchAt(this.text, this.area.selectionStart, this.area.selectionEnd);
    if (start === end) return false;
    if (slot.placed && slot.placed.start === start && slot.placed.end === end) {
      this.marks = this.marks.filter((mark) => mark !== slot.placed);
    } else {
      this.marks = placeMark(this.marks, slot, start, end);
    }
    this.#typed();
    return this.text.slice(start, end);
  }

  removeMark(mark) {
    this.marks = this.marks.filter((one) => one !== mark);
    this.#typed();
  }

  /** Take over how the segment stands now. Typed words stay; says what changed for whoever looks at it. */
  update(view) {
    const before = this.view;
    const wasChanged = this.isChanged;
    this.view = view;
    if (!wasChanged) this.#adopt(view);
    else if (this.html === this.#htmlOf(view)) this.#settle();
    else if (!clashOf(this.base, view)) this.base = view;
    this.draw();
    return {
      isSource: before.source.hash !== view.source.hash,
      isTarget: (before.target?.hash ?? null) !== (view.target?.hash ?? null),
    };
  }

  /** The service has what was sent; `html` is what that was. Words typed since then stay, on top of it. */
  confirm(view, html) {
    const isSame = html === undefined ? !this.isChanged : this.html === html;
    this.view = view;
    if (isSame) this.#adopt(view);
    else this.base = view;
    this.draw();
  }

  /** Go on with the typed words on top of what is there now. */
  accept() {
    this.base = this.view;
    this.#keep();
    this.draw();
  }

  /** Give the typed words up for those that are there now; they are put aside. */
  giveUp() {
    if (this.text.trim()) this.kept.putAside(this.id, { text: this.text, html: this.html });
    this.#adopt(this.view);
    this.draw();
  }

  draw() {
    this.element.classList.toggle("is-changed", this.isChanged);
    this.element.dataset.state = this.view.state;
    const unsaved = this.element.querySelector(".unsaved");
    unsaved.hidden = !this.isChanged;
    unsaved.querySelector(".unsaved-note").textContent =
      this.isKept === false ? "This browser keeps nothing: save before you leave the page." : "";
    paint(this);
    drawChips(this);
    drawFindings(this);
    this.dispatchEvent(new Event("drawn"));
  }

  #label() {
    const number = this.element.dataset.number;
    this.area.setAttribute("aria-label", `Translation of sentence ${number}`);
    this.area.setAttribute("aria-describedby", `state-${this.id} source-${this.id} findings-${this.id}`);
    this.element.querySelector(".findings").id = `findings-${this.id}`;
  }

  #listen() {
    this.area.addEventListener("compositionstart", () => {
      this.isComposing = true;
    });
    this.area.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.dispatchEvent(new Event("composed"));
    });
    this.area.addEventListener("input", () => this.#input());
    // A caret that goes elsewhere has left the mark whose words were being rewritten.
    this.area.addEventListener("keydown", ({ key }) => {
      if (/^(Arrow|Home|End|Page)/.test(key)) for (const mark of this.marks) mark.isOpen = false;
    });
    this.area.addEventListener("pointerdown", () => {
      for (const mark of this.marks) mark.isOpen = false;
    });
  }

  #input() {
    if (this.isReplacing) return;
    const text = this.text.replace(/\r?\n/g, " ");
    if (text !== this.text && !this.isComposing) {
      // A sentence has no line breaks; pasted ones are blanks.
      const caret = this.area.selectionEnd;
      this.area.value = text;
      this.area.setSelectionRange(caret, caret);
    }
    this.#shift();
    this.#typed();
  }

  #shift() {
    const caret = this.area.selectionEnd;
    this.marks = shiftMarks(this.marks, this.lastText, this.text, caret);
    this.findings = shiftMarks(this.findings, this.lastText, this.text, caret);
    this.lastText = this.text;
  }

  #typed() {
    this.#keep();
    this.draw();
    this.dispatchEvent(new Event("typed"));
    clearTimeout(this.checkTimer);
    this.checkTimer = setTimeout(() => this.check(), CHECK_AFTER_MS);
  }

  #keep() {
    if (!this.isChanged) {
      this.kept.drop(this.id);
      return;
    }
    const { version, source, target } = this.base;
    this.isKept = this.kept.put(this.id, { html: this.html, base: { version, source, target: target ?? null } });
  }

  /** Ask what the checks say of words that are not saved. */
  async check() {
    this.checking?.abort();
    if (!this.isChanged || !this.text.trim()) {
      if (!this.isChanged) this.findings = this.#placed(this.view.findings ?? []);
      this.draw();
      return;
    }
    const asked = this.html;
    this.checking = new AbortController();
    try {
      const path = this.service.segmentPath(this.segment, "check");
      const answer = await this.service.post(path, { html: asked }, { signal: this.checking.signal });
      if (this.html !== asked) return;
      this.findings = this.#placed(answer.findings ?? answer);
      this.draw();
      this.dispatchEvent(new Event("checked"));
    } catch {
      // Findings are a help: without a connection the old ones stay, and the checks run again when it is saved.
    }
  }

  #replaceText(text, caret = text.length) {
    const before = this.text;
    this.isReplacing = true;
    this.focus();
    this.area.select();
    // The one way that keeps the field's own undo; a browser without it sets the value.
    const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!isDone || this.text !== text) this.area.value = text;
    this.area.setSelectionRange(caret, caret);
    this.isReplacing = false;
    this.marks = shiftMarks(this.marks, before, this.text, caret);
    this.findings = shiftMarks(this.findings, before, this.text, caret);
    this.lastText = this.text;
  }

  #show({ text, marks }) {
    const isFocused = document.activeElement === this.area;
    const caret = Math.min(this.area.selectionStart, text.length);
    if (this.area.value !== text) this.area.value = text;
    if (isFocused) this.area.setSelectionRange(caret, caret);
    this.marks = marks;
    this.lastText = text;
    this.sourceMarks = readInline(this.view.source.html).marks;
  }

  #adopt(view) {
    this.base = view;
    this.#show(readInline(view.target?.html ?? ""));
    this.findings = this.#placed(view.findings ?? []);
    this.#settle();
  }

  #settle() {
    this.base = this.view;
    this.sourceMarks = readInline(this.view.source.html).marks;
    this.kept.drop(this.id);
  }

  #restore() {
    const typed = this.kept.get(this.id);
    if (!typed) return;
    const words = readInline(typed.html);
    if (writeTidy(words.text, words.marks) === this.#htmlOf(this.view)) {
      this.kept.drop(this.id);
      return;
    }
    this.#show(words);
    this.wasRestored = true;
    this.base = clashOf(typed.base, this.view) ? { ...this.view, ...typed.base } : this.view;
    this.check();
  }

  #htmlOf(view) {
    const { text, marks } = readInline(view.target?.html ?? "");
    return writeTidy(text, marks);
  }

  // The service counts in characters, a text field in UTF-16 units.
  #placed(findings) {
    return findings.map((finding) => {
      const [start, end] = finding.target_span ?? [0, 0];
      return { ...finding, start: unitsOf(this.text, start), end: unitsOf(this.text, end) };
    });
  }
}

/** How long somebody has been at a sentence: while it has the focus and the window is looked at. */
class WorkTime {
  constructor(element) {
    this.ms = 0;
    this.since = null;
    element.addEventListener("focusin", () => this.#go());
    element.addEventListener("focusout", ({ relatedTarget }) => element.contains(relatedTarget) || this.#stop());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#stop() : this.#goIfIn(element)));
  }

  /** Return the seconds so far, and begin anew. */
  take() {
    const isGoing = this.since !== null;
    this.#stop();
    const seconds = Math.round(this.ms / 100) / 10;
    this.ms = 0;
    if (isGoing) this.#go();
    return seconds;
  }

  #goIfIn(element) {
    if (element.contains(document.activeElement)) this.#go();
  }

  #go() {
    this.since ??= performance.now();
  }

  #stop() {
    if (this.since !== null) this.ms += performance.now() - this.since;
    this.since = null;
  }
}

// A draft that an engine or a memory made meanwhile takes nothing from whoever writes.
function clashOf(base, view) {
  const isSource = view.source.hash !== base.source.hash;
  const isOther = (view.target?.hash ?? null) !== (base.target?.hash ?? null);
  const isTarget = isOther && view.target?.provenance?.origin === "person";
  return isSource || isTarget ? { isSource, isTarget } : null;
}
