// The parts of a text, edited in their order: typed, split, joined, moved, pasted, dropped. What is sent are the form's fields.

import { isAddress, mediaKindOf, paragraphsOf, partsOf } from "./inline.js";
import { Part, newPart } from "./part.js";
import { Tools, partTools } from "./tools.js";
import { activeWords } from "./words.js";

const TEXTS = ["paragraph", "heading", "quote", "list"];

export class Parts extends EventTarget {
  #made = 0;

  /** `says` tells people something: {done(text), trouble(text)}. */
  constructor(root, says) {
    super();
    this.root = root;
    this.says = says;
    this.prefix = root.dataset.parts;
    root.querySelectorAll(":scope > [data-plain]").forEach((plain) => plain.remove());
    for (const fieldset of root.querySelectorAll(":scope > fieldset.part")) this.#adopt(new Part(fieldset));
    this.tools = new Tools(this);
    root.before(this.tools.element);
    root.closest("form").classList.add("is-editing");
    if (!this.all.length) this.insert("paragraph");
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("paste", (event) => this.#paste(event));
    root.addEventListener("dragover", (event) => this.#dragged(event));
    root.addEventListener("dragleave", () => root.classList.remove("is-dropping"));
    root.addEventListener("drop", (event) => this.#drop(event));
    root.addEventListener("focusin", ({ target }) => {
      this.active = Part.of(target) ?? this.active;
    });
  }

  get all() {
    return [...this.root.querySelectorAll(":scope > fieldset.part")].map((element) => element.part_);
  }

  get isEmpty() {
    return this.all.every((part) => part.isEmpty);
  }

  focus(atEnd = false) {
    (atEnd ? this.all.at(-1) : this.all[0])?.focus(atEnd);
  }

  /** Put a new part behind another, at the end by default. */
  insert(type, { after = this.all.at(-1), content = null, id = "" } = {}) {
    this.#made += 1;
    let key = `${this.prefix}n${this.#made}`;
    while (this.root.querySelector(`input[value="${key}"]`)) key = `${this.prefix}n${(this.#made += 1)}`;
    const fieldset = newPart(type, key, this.prefix);
    if (after) after.element.after(fieldset);
    else this.root.prepend(fieldset);
    const part = new Part(fieldset);
    part.field("id").value = id;
    this.#adopt(part);
    if (content) part.fill(content);
    this.#changed();
    return part;
  }

  remove(part) {
    const { all } = this;
    const at = all.indexOf(part);
    const next = all[at + 1] ?? all[at - 1];
    part.element.remove();
    this.active = next ?? this.insert("paragraph");
    this.active.focus();
    this.#changed();
  }

  move(part, step) {
    const other = this.all[this.all.indexOf(part) + step];
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.element.before(part.element);
    else other.element.after(part.element);
    // Its words lose the caret on the way.
    if (part.element.contains(focused)) focused.focus();
    part.element.scrollIntoView({ block: "nearest" });
    this.#changed();
  }

  /** Make another type of text of the part at hand, or put a part of a type behind it. */
  choose(type) {
    const part = this.active && this.root.contains(this.active.element) ? this.active : this.all.at(-1);
    if (TEXTS.includes(type) && part && TEXTS.includes(part.type)) return this.#convert(part, part.type === type ? "paragraph" : type);
    const made = this.insert(type, { after: part });
    if (part?.type === "paragraph" && part.isEmpty) part.element.remove();
    return made.focus();
  }

  /** Put what a paste has in place of the selected words, or behind the part at hand. */
  take(contents) {
    const words = activeWords();
    const part = Part.of(words?.element) ?? this.active ?? this.all.at(-1);
    const only = contents.length === 1 && contents[0].type === "paragraph" ? contents[0] : null;
    if (only && words) {
      document.execCommand("insertHTML", false, only.html);
      return;
    }
    const rest = words && part && TEXTS.includes(part.type) && part.type !== "list" ? words.cut() : "";
    let last = part;
    for (const { type, isOfWord, ...content } of contents) {
      last = this.insert(type === "media" ? "picture" : type, { after: last, content });
    }
    if (rest) last = this.insert("paragraph", { after: last, content: { html: rest } });
    if (part?.isEmpty && part !== last) part.element.remove();
    last?.focus(true);
    this.#changed();
  }

  /** Make the parts anew from fields as a form sends them: a draft. */
  restore(fields) {
    const all = (name) => fields.filter(([field]) => field === name).map(([, value]) => value);
    const one = (name) => all(name)[0];
    const keys = all(`${this.prefix}block`);
    for (const part of this.all) part.element.remove();
    for (const key of keys) {
      const type = one(`${key}.type`);
      const content = contentOf(type, (name) => one(`${key}.${name}`), (name) => all(`${key}.${name}`));
      if (content) this.insert(type === "media" ? "picture" : type, { content, id: one(`${key}.id`) ?? "" });
    }
    if (!this.all.length) this.insert("paragraph");
  }

  clear() {
    for (const part of this.all) part.element.remove();
    this.insert("paragraph");
  }

  #adopt(part) {
    if (part.isThing) part.element.querySelector(".part-body").append(partTools(this, part));
  }

  #changed() {
    this.root.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  #convert(part, type) {
    const lines = part.words.map((words) => words.html);
    const content = type === "list" ? { items: lines } : { html: lines[0] };
    const made = this.insert(type, { after: part, content, id: part.field("id").value });
    let last = made;
    // A list that becomes text is a paragraph an item.
    if (part.type === "list") for (const html of lines.slice(1)) last = this.insert(type, { after: last, content: { html } });
    part.element.remove();
    made.focus(true);
    this.#changed();
  }

  #key(event) {
    const { target, key } = event;
    const words = target.words;
    const part = Part.of(target);
    if (!part || event.isComposing || event.keyCode === 229) return;
    if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      this.move(part, key === "ArrowUp" ? -1 : 1);
    } else if (words && !event.ctrlKey && !event.metaKey && !event.altKey) this.#typed(event, words, part);
  }

  #typed(event, words, part) {
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.shiftKey || part.type === "table") document.execCommand("insertLineBreak");
      else this.#split(words, part);
    } else if (event.key === "Backspace" && words.isAtStart) this.#joinBack(event, words, part);
    else if (event.key === "ArrowUp" && words.isAtEdge(true)) this.#leave(event, words, -1);
    else if (event.key === "ArrowDown" && words.isAtEdge(false)) this.#leave(event, words, 1);
  }

  #split(words, part) {
    if (part.type === "embed") return;
    if (part.type !== "list") this.insert("paragraph", { after: part, content: { html: words.cut() } }).focus();
    else if (!words.isEmpty) {
      const rest = words.cut();
      const item = part.addItem(words);
      item.set(rest);
      item.focus();
    } else this.#endList(words, part);
    this.#changed();
  }

  // Enter in an empty item ends the list there.
  #endList(words, part) {
    const items = part.words;
    const behind = items.slice(items.indexOf(words) + 1);
    const paragraph = this.insert("paragraph", { after: part });
    if (behind.length) this.insert("list", { after: paragraph, content: { items: behind.map((item) => item.html), ordered: part.field("ordered").checked } });
    for (const item of [words, ...behind]) part.removeItem(item);
    if (!part.words.length) part.element.remove();
    paragraph.focus();
  }

  #joinBack(event, words, part) {
    const items = part.words;
    const at = items.indexOf(words);
    if (part.type === "table" || part.type === "embed") return;
    event.preventDefault();
    if (part.type === "list" && at > 0) {
      part.removeItem(words);
      items[at - 1].join(words.html);
    } else if (part.type !== "paragraph") this.#convert(part, "paragraph");
    else this.#joinPart(words, part);
    this.#changed();
  }

  #joinPart(words, part) {
    const before = this.all[this.all.indexOf(part) - 1];
    if (!before) return;
    if (before.isThing) {
      if (part.isEmpty) this.remove(part);
      before.focus(true);
      return;
    }
    part.element.remove();
    before.words.at(-1).join(words.html);
  }

  #leave(event, words, step) {
    const all = [...this.root.querySelectorAll(".words")];
    const next = all[all.indexOf(words.element) + step];
    if (!next) return;
    event.preventDefault();
    next.words.focus(step < 0);
  }

  #paste(event) {
    const words = event.target.closest?.(".words")?.words;
    const data = event.clipboardData;
    if (!words) return;
    event.preventDefault();
    const contents = this.#contents(data, words);
    if (contents === null) this.says.trouble("A picture is taken by its address: put it where your pictures are, then paste its address here.");
    else if (contents.length) this.take(contents);
  }

  /** Return what was pasted or dropped, or null where it is a file. */
  #contents(data, words = null) {
    const html = data.getData("text/html");
    const text = data.getData("text/plain").trim();
    const address = isAddress(text) ? text : isAddress(data.getData("text/uri-list").trim()) ? data.getData("text/uri-list").trim() : "";
    const kind = address && mediaKindOf(address);
    if (kind) return [{ type: "media", kind, href: address }];
    if (address && !getSelection().isCollapsed && words) {
      document.execCommand("createLink", false, address);
      return [];
    }
    const parts = html ? partsOf(html) : [];
    if (parts.length) return parts;
    if (address) return partsOf(`<a href="${address.replaceAll("&", "&amp;")}">${address.replaceAll("&", "&amp;")}</a>`);
    if (text) return paragraphsOf(text);
    return data.files?.length ? null : [];
  }

  #dragged(event) {
    const { types } = event.dataTransfer;
    if (![...types].some((type) => ["text/html", "text/uri-list", "Files"].includes(type))) return;
    event.preventDefault();
    this.root.classList.add("is-dropping");
  }

  #drop(event) {
    this.root.classList.remove("is-dropping");
    const contents = this.#contents(event.dataTransfer);
    // Words that are moved within the text go the browser's own way.
    if (contents !== null && !contents.some(({ type }) => type === "media") && event.target.closest?.(".words")) return;
    event.preventDefault();
    this.active = Part.of(event.target) ?? this.active;
    document.activeElement?.blur?.();
    if (contents === null) this.says.trouble("A picture is taken by its address: put it where your pictures are, then drop it here from there.");
    else if (contents.length) this.take(contents);
  }
}

function contentOf(type, one, all) {
  switch (type) {
    case "paragraph":
    case "heading":
      return { html: one("html") ?? "" };
    case "quote":
      return { html: one("html") ?? "", attribution: one("attribution") ?? "" };
    case "list":
      return { items: all("item"), ordered: Boolean(one("ordered")) };
    case "table": {
      const cells = all("cell");
      return { rows: all("row").map((length) => cells.splice(0, Number(length))), header: Boolean(one("header")) };
    }
    case "media":
      return Object.fromEntries(["kind", "href", "caption", "alt", "credit", "holder", "notice", "usage_terms", "allowed", "denied"].map((name) => [name, one(name) ?? ""]));
    case "embed":
      return { href: one("href") ?? "", html: one("html") ?? "" };
    default:
      return null;
  }
}
