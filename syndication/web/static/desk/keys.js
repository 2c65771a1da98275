// The keys of the live desk, and the list of them. Letters work only outside of text.

const TEXT_KEYS = [
  ["Ctrl + Enter", "Post the entry, or save it"],
  ["Enter", "New paragraph, or list item"],
  ["Shift + Enter", "New line in the same paragraph"],
  ["Ctrl + B, Ctrl + I", "Bold, italic"],
  ["Ctrl + K", "Link"],
  ["Alt + ↑, Alt + ↓", "Move the paragraph or picture"],
  ["Esc", "Leave the text; then the letters work"],
  ["Ctrl + /", "Show or hide this list"],
];

export const STREAM_KEYS = [
  ["c", "write", "Write a new entry"],
  ["j", "next", "Next entry"],
  ["k", "previous", "Previous entry"],
  ["e", "edit", "Edit the entry"],
  ["p", "pin", "Pin it, or take the pin off"],
  ["h", "highlight", "Highlight it, or not"],
  ["w", "hold", "Hold it, or release it"],
  ["x", "kill", "Kill it: asks for the reason first"],
  ["v", "history", "Its versions"],
  ["/", "find", "Find words"],
  ["?", "help", "Show or hide this list"],
];

export const ENTRY_KEYS = [
  ["c", "write", "Into the text"],
  ["t", "headline", "Into the headline"],
  ["r", "correction", "Make it a correction, and write the note"],
  ["b", "back", "Back to the stream"],
  ["?", "help", "Show or hide this list"],
];

const SWITCH = "review:letters";

/** Listen for keys: letters call `act(name)`; in a text Ctrl + Enter calls `send()`. */
export function listen(letters, { act, send }) {
  const overlay = new Overlay(document.getElementById("keys"), letters);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key === "/") take(event, () => overlay.toggle());
    else if (mod && event.key === "Enter" && event.target.closest?.("#entry-form")) take(event, send);
    else if (event.key === "Escape" && isTyping(event.target) && !overlay.isOpen) event.target.blur();
    else if (!mod && !isTyping(event.target) && !overlay.isOpen && lettersAreOn()) letter(event, letters, act, overlay);
    else if (event.key === "?" && overlay.isOpen) take(event, () => overlay.toggle());
  });
  return overlay;
}

function letter(event, letters, act, overlay) {
  const typed = letterOf(event);
  const found = letters.find(([key]) => key === typed);
  if (!found || event.target.matches?.("input[type=checkbox], input[type=radio], summary")) return;
  take(event, () => (found[1] === "help" ? overlay.toggle() : act(found[1])));
}

function take(event, action) {
  event.preventDefault();
  action();
}

// With a Korean or Vietnamese keyboard switched on, the key of "c" gives another letter: its place decides.
function letterOf(event) {
  if (/^[!-~]$/.test(event.key)) return event.key;
  const place = /^Key([A-Z])$/.exec(event.code);
  return place ? place[1].toLowerCase() : event.key;
}

function isTyping(element) {
  return element.matches?.("textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=submit])") ?? false;
}

function lettersAreOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

class Overlay {
  constructor(dialog, letters) {
    this.letters = letters;
    this.renew(dialog);
  }

  /** Fill the list of a page, or of the one that takes its place. */
  renew(dialog) {
    this.dialog = dialog;
    const shown = document.querySelector("[data-keys-button]");
    shown.hidden = false;
    shown.firstElementChild.addEventListener("click", () => this.toggle());
    fill(dialog, "text", TEXT_KEYS);
    fill(dialog, "letters", this.letters.map(([key, , what]) => [key, what]));
    const box = dialog.querySelector("#letters");
    box.checked = lettersAreOn();
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  }

  get isOpen() {
    return this.dialog.open;
  }

  toggle() {
    if (this.isOpen) this.dialog.close();
    else this.dialog.showModal();
  }
}

function fill(dialog, name, keys) {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  const list = dialog.querySelector(`[data-keys=${name}]`);
  for (const [told, what] of keys) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = isMac ? told.replaceAll("Ctrl", "⌘").replaceAll("Alt", "⌥") : told;
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = what;
    list.append(term, meaning);
  }
}
