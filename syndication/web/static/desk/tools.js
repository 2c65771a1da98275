// The buttons above a text, and those of each of its parts.

import { isAddress } from "./inline.js";
import { activeWords } from "./words.js";

const MARKS = [
  ["bold", "B", "Bold"],
  ["italic", "I", "Italic"],
];
const TYPES = [
  ["heading", "Heading"],
  ["quote", "Quote"],
  ["list", "List"],
  ["table", "Table"],
  ["picture", "Picture"],
  ["embed", "Embed"],
];

export class Tools {
  constructor(parts) {
    this.parts = parts;
    this.element = document.createElement("div");
    this.element.className = "writing-tools";
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Text");
    for (const [command, sign, name] of MARKS) this.#button(sign, () => this.mark(command), name).classList.add(`tool-${command}`);
    this.#button("Link", () => this.link());
    for (const [type, name] of TYPES) this.#button(name, () => parts.choose(type));
    // Those of running text stand here: anything that came and went beside the words would move what people click on.
    this.#button("↑", () => parts.active && parts.move(parts.active, -1), "Move it up");
    this.#button("↓", () => parts.active && parts.move(parts.active, 1), "Move it down");
    this.#button("✕", () => parts.active && parts.remove(parts.active), "Remove it");
    parts.root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      this.link();
    });
  }

  mark(command) {
    if (!activeWords()) return;
    document.execCommand("styleWithCSS", false, "false");
    document.execCommand(command);
  }

  /** Ask for an address and put it on the selected words; without a selection, the words at the caret. */
  link() {
    const words = activeWords();
    if (!words || this.form) return;
    const selection = getSelection();
    const range = selection.getRangeAt(0).cloneRange();
    if (range.collapsed) {
      selection.modify("move", "backward", "word");
      selection.modify("extend", "forward", "word");
    }
    const chosen = selection.getRangeAt(0).cloneRange();
    const old = chosen.startContainer.parentElement?.closest("a")?.getAttribute("href") ?? "";
    this.#ask(old, (address) => {
      words.element.focus();
      selection.removeAllRanges();
      selection.addRange(chosen);
      if (address === null) selection.collapseToEnd();
      else if (!address) document.execCommand("unlink");
      else if (chosen.collapsed) document.execCommand("insertText", false, address);
      else document.execCommand("createLink", false, address);
    });
  }

  #ask(old, done) {
    this.form = document.createElement("div");
    this.form.className = "link-form";
    const label = document.createElement("label");
    label.textContent = "Address of the link; empty takes it off";
    const field = Object.assign(document.createElement("input"), { type: "url", value: old, placeholder: "https://", id: `${this.parts.prefix}link-address` });
    label.htmlFor = field.id;
    const place = document.createElement("p");
    place.className = "field";
    place.append(label, field);
    const end = (address) => {
      this.form.remove();
      this.form = null;
      done(address);
    };
    const take = () => {
      const address = field.value.trim();
      if (address && !isAddress(address) && !/^mailto:[^\s@]+@[^\s@]+$/.test(address)) return field.setCustomValidity("An address begins with https://"), field.reportValidity();
      return end(address);
    };
    field.addEventListener("input", () => field.setCustomValidity(""));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") end(null);
      else if (event.key === "Enter") take();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.form.append(place, button("Set the link", take));
    this.element.after(this.form);
    field.focus();
  }

  #button(sign, press, name = "") {
    const made = button(sign, press, name);
    this.element.append(made);
    return made;
  }
}

/** The buttons of a picture, a table or an embed: to move and remove it, and for tables to change their shape. */
export function partTools(parts, part) {
  const made = document.createElement("div");
  made.className = "part-tools";
  const name = part.type === "media" ? "picture" : part.type;
  made.append(
    button("↑", () => parts.move(part, -1), `Move the ${name} up`),
    button("↓", () => parts.move(part, 1), `Move the ${name} down`),
    button("Remove", () => parts.remove(part), `Remove the ${name}`),
  );
  if (part.type === "table") {
    made.append(
      button("Row +", () => part.addRow(), "Add a row"),
      button("Row −", () => part.removeRow(), "Remove the last row"),
      button("Column +", () => part.addColumn(), "Add a column"),
      button("Column −", () => part.removeColumn(), "Remove the last column"),
    );
  }
  return made;
}

function button(sign, press, name = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  if (name && name !== sign) {
    made.setAttribute("aria-label", name);
    made.title = name;
  }
  // The words keep their caret and selection.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", press);
  return made;
}
