// The list of all keys.

import { FIELD_KEYS, LETTER_KEYS, lettersAreOn, switchLetters } from "./keys.js";

export class Overlay {
  constructor(dialog) {
    this.dialog = dialog;
    this.#fill("field", FIELD_KEYS);
    this.#fill("letters", LETTER_KEYS);
    const letters = dialog.querySelector("#letters");
    letters.checked = lettersAreOn();
    letters.addEventListener("change", () => switchLetters(letters.checked));
  }

  get isOpen() {
    return this.dialog.open;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  #fill(name, keys) {
    const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
    const list = this.dialog.querySelector(`[data-keys=${name}]`);
    for (const { told, what } of keys) {
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      key.textContent = isMac ? told.replace("Ctrl", "⌘") : told;
      term.append(key);
      const meaning = document.createElement("dd");
      meaning.textContent = what;
      list.append(term, meaning);
    }
  }
}
