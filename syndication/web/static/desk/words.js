// A text area whose words are edited where they stand, with bold, italic and links. What is sent is the text area's.

import { readInline, writeInline } from "./inline.js";

export class Words {
  constructor(area, hint = "") {
    this.area = area;
    this.element = document.createElement("div");
    this.element.className = "words";
    this.element.contentEditable = "true";
    this.element.setAttribute("role", "textbox");
    this.element.setAttribute("aria-multiline", "true");
    this.element.setAttribute("aria-label", area.getAttribute("aria-label"));
    this.element.dataset.hint = hint;
    this.element.words = this;
    this.element.append(readInline(area.value));
    this.element.addEventListener("input", () => this.keep());
    area.hidden = true;
    area.after(this.element);
    this.#mark();
  }

  get html() {
    return writeInline(this.element, { hasLines: true });
  }

  get isEmpty() {
    return !this.element.textContent.trim();
  }

  /** Put what is edited into the text area. One that nobody has touched stays as it came, to the letter. */
  keep() {
    this.area.value = this.html;
    this.#mark();
  }

  set(html) {
    this.element.replaceChildren(readInline(html));
    this.keep();
  }

  focus(atEnd = false) {
    this.element.focus();
    const range = document.createRange();
    range.selectNodeContents(this.element);
    range.collapse(!atEnd);
    choose(range);
  }

  /** Take away what stands behind the caret, the selected words first, and return it. */
  cut() {
    const range = this.#range();
    range.deleteContents();
    const rest = document.createRange();
    rest.selectNodeContents(this.element);
    rest.setStart(range.endContainer, range.endOffset);
    const holder = document.createElement("div");
    holder.append(rest.extractContents());
    this.keep();
    return writeInline(holder, { hasLines: true });
  }

  /** Add words at the end and put the caret before them. */
  join(html) {
    const at = document.createTextNode("\u200b");
    this.element.append(at, readInline(html));
    const range = document.createRange();
    range.setStart(at, 0);
    range.collapse(true);
    this.element.focus();
    choose(range);
    at.data = "";
    this.keep();
  }

  get isAtStart() {
    const range = this.#range();
    if (!range.collapsed) return false;
    const before = document.createRange();
    before.selectNodeContents(this.element);
    before.setEnd(range.startContainer, range.startOffset);
    return before.toString() === "" && !before.cloneContents().querySelector?.("br");
  }

  /** Whether the caret is in the first line, or the last. */
  isAtEdge(isFirst) {
    const range = this.#range();
    const caret = range.getClientRects()[0] ?? null;
    if (!caret) return true;
    const box = this.element.getBoundingClientRect();
    return isFirst ? caret.top - box.top < caret.height : box.bottom - caret.bottom < caret.height;
  }

  #range() {
    const selection = getSelection();
    if (selection.rangeCount && this.element.contains(selection.getRangeAt(0).commonAncestorContainer)) return selection.getRangeAt(0);
    const range = document.createRange();
    range.selectNodeContents(this.element);
    range.collapse(false);
    return range;
  }

  #mark() {
    this.element.toggleAttribute("data-empty", this.element.textContent === "");
  }
}

function choose(range) {
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** The words that have the focus, if any have. */
export function activeWords() {
  return document.activeElement?.closest?.(".words")?.words ?? null;
}
