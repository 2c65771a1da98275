// One part of a text in the form: made from a template, filled, read. Its fields are named KEY.field.

import { Words } from "./words.js";
import { isAddress, mediaKindOf } from "./inline.js";

const HINTS = { paragraph: "Write …", heading: "Subheading", quote: "What was said", list: "Item", table: "", embed: "What it says, for those who cannot see it" };
const VARIANTS = new Set(["PICTURE", "VIDEO", "AUDIO"]);

/** Return a new fieldset of a type, such as "paragraph" or "picture". */
export function newPart(type, key, prefix) {
  const template = document.querySelector(`template[data-new="${type}"]`);
  const holder = document.createElement("template");
  // The template is ours and has no word of anybody in it.
  holder.innerHTML = template.innerHTML.replaceAll("KEY", key).replaceAll("PREFIX", prefix);
  return holder.content.querySelector("fieldset");
}

export class Part {
  constructor(fieldset) {
    this.element = fieldset;
    fieldset.part_ = this;
    this.type = fieldset.dataset.part;
    fieldset.querySelectorAll("[data-plain]").forEach((plain) => plain.remove());
    for (const area of fieldset.querySelectorAll("textarea[data-inline]")) this.#edit(area);
    fieldset.classList.toggle("is-thing", this.isThing);
    if (this.type === "media") this.#look();
  }

  static of(element) {
    return element?.closest?.("fieldset.part")?.part_ ?? null;
  }

  get key() {
    return this.element.querySelector('input[name$="block"]').value;
  }

  /** Whether it is no running text, so that it has no words of its own to be typed into. */
  get isThing() {
    return ["media", "embed", "table"].includes(this.type);
  }

  get words() {
    return [...this.element.querySelectorAll(".words")].map((element) => element.words);
  }

  get isEmpty() {
    return [...this.element.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox])")].every((field) => !field.value.trim());
  }

  field(name) {
    return this.element.querySelector(`[name="${CSS.escape(`${this.key}.${name}`)}"]`);
  }

  focus(atEnd = false) {
    const words = this.words;
    if (words.length && !(this.type === "embed")) (atEnd ? words.at(-1) : words[0]).focus(atEnd);
    else this.element.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  /** Fill it with what a paste, or a draft, has: see partsOf in inline.js. */
  fill({ html, items, rows, header, ordered, ...fields }) {
    if (html !== undefined && this.words[0]) this.words[0].set(html);
    if (items) this.#items(items);
    if (rows) this.#rows(rows);
    if (ordered !== undefined) this.field("ordered").checked = ordered;
    if (header !== undefined) this.field("header").checked = header;
    for (const [name, value] of Object.entries(fields)) {
      const field = this.field(name);
      if (field) field.value = value;
    }
    if (this.type === "media") this.show();
    return this;
  }

  /** Put an empty item behind another, or at the end, and return its words. */
  addItem(after = null) {
    const area = document.createElement("textarea");
    area.name = `${this.key}.item`;
    area.setAttribute("aria-label", "List item");
    const last = after?.element ?? [...this.element.querySelectorAll("[data-items] > *")].at(-1);
    if (last) last.after(area);
    else this.element.querySelector("[data-items]").append(area);
    return this.#edit(area);
  }

  removeItem(words) {
    words.area.remove();
    words.element.remove();
  }

  addRow() {
    const rows = this.#grid();
    this.#rows([...rows, rows[0].map(() => "")]);
  }

  addColumn() {
    this.#rows(this.#grid().map((row) => [...row, ""]));
  }

  removeRow() {
    const rows = this.#grid();
    if (rows.length > 1) this.#rows(rows.slice(0, -1));
  }

  removeColumn() {
    const rows = this.#grid();
    if (rows[0].length > 1) this.#rows(rows.map((row) => row.slice(0, -1)));
  }

  /** Show the picture of a media part, as far as its address leads to one. */
  show() {
    const look = this.element.querySelector("[data-look]");
    const href = this.field("href").value.trim();
    const kind = this.field("kind").value;
    if (look.dataset.shown === `${kind} ${href}`) return;
    look.dataset.shown = `${kind} ${href}`;
    look.replaceChildren();
    this.element.querySelector("legend").textContent = kind[0].toUpperCase() + kind.slice(1);
    if (!isAddress(href) || !VARIANTS.has(kind.toUpperCase())) return;
    const media = document.createElement({ picture: "img", video: "video", audio: "audio" }[kind]);
    if (kind === "picture") media.alt = "";
    else media.controls = true;
    media.addEventListener("error", () => {
      const told = document.createElement("p");
      told.textContent = `This address shows no ${kind} here. It is kept all the same.`;
      look.replaceChildren(told);
    });
    media.src = href;
    look.append(media);
  }

  #edit(area) {
    return new Words(area, HINTS[this.type] ?? "");
  }

  #look() {
    const address = this.field("href");
    address.addEventListener("change", () => {
      const kind = mediaKindOf(address.value.trim());
      if (kind) this.field("kind").value = kind;
      this.show();
    });
    this.field("kind").addEventListener("change", () => this.show());
    this.show();
  }

  #items(items) {
    for (const words of this.words) this.removeItem(words);
    for (const item of items.length ? items : [""]) this.addItem().set(item);
  }

  #grid() {
    return [...this.element.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("textarea")].map((area) => area.value));
  }

  #rows(rows) {
    const table = this.element.querySelector("table");
    table.replaceChildren(...rows.map((cells, row) => this.#row(cells, row)));
    for (const area of table.querySelectorAll("textarea")) this.#edit(area);
  }

  #row(cells, row) {
    const made = document.createElement("tr");
    const length = Object.assign(document.createElement("input"), { type: "hidden", name: `${this.key}.row`, value: cells.length });
    cells.forEach((cell, column) => {
      const area = Object.assign(document.createElement("textarea"), { name: `${this.key}.cell`, value: cell });
      area.setAttribute("aria-label", `Row ${row + 1}, column ${column + 1}`);
      const place = document.createElement("td");
      if (!column) place.append(length);
      place.append(area);
      made.append(place);
    });
    return made;
  }
}
