// The keys. In a text field only those that no browser, input method or screen reader wants; letters only outside.

/** Keys inside a text field; `mod` is Ctrl, on a Mac Command or Ctrl. */
export const FIELD_KEYS = [
  { key: "Enter", mod: true, action: "approve", told: "Ctrl + Enter", what: "Approve what the field says, and go to the next sentence" },
  { key: "Enter", mod: true, shift: true, action: "save", told: "Ctrl + Shift + Enter", what: "Save without approving, and go on" },
  { key: "→", action: "complete", told: "→", what: "At the very end of the field: go on as the engine proposes" },
  { key: "F2", action: "fix", told: "F2", what: "Apply the fix of the first finding that has one" },
  { key: "F8", action: "next-finding", told: "F8", what: "Next finding" },
  { key: "F8", shift: true, action: "previous-finding", told: "Shift + F8", what: "Previous finding" },
  { key: "Escape", action: "leave", told: "Esc", what: "Leave the field; then the letters below work" },
  { key: "/", mod: true, action: "help", told: "Ctrl + /", what: "Show or hide this list" },
];

/** Keys outside of text fields, for the sentence that was worked on last. */
export const LETTER_KEYS = [
  { key: "Enter", action: "enter", told: "Enter", what: "Into the field" },
  { key: "j", action: "next", told: "j", what: "Next sentence" },
  { key: "k", action: "previous", told: "k", what: "Previous sentence" },
  { key: "n", action: "skip", told: "n", what: "Skip: to the next sentence that needs somebody" },
  { key: "a", action: "approve", told: "a", what: "Approve and go on; of an outdated one: still right" },
  { key: "s", action: "still-right", told: "s", what: "Still right: approve the old translation unchanged" },
  { key: "r", action: "reject", told: "r", what: "Reject the translation" },
  { key: "1…9", action: "take", told: "1 … 9", what: "Take suggestion 1 … 9" },
  { key: "m", action: "mark", told: "m, then 1 … 9", what: "Put mark 1 … 9 over the selected words, or the word at the caret" },
  { key: "b", action: "machine", told: "b", what: "Back to the machine text" },
  { key: "u", action: "undo", told: "u", what: "Undo: the typed words, else the last decision" },
  { key: "f", action: "next-finding", told: "f", what: "Next finding" },
  { key: "x", action: "fix", told: "x", what: "Apply the fix" },
  { key: "d", action: "dismiss", told: "d", what: "Dismiss the finding, with a reason" },
  { key: "c", action: "comment", told: "c", what: "Comment" },
  { key: "g", action: "merge", told: "g", what: "Merge with the next sentence" },
  { key: "w", action: "reword", told: "w", what: "Ask for other wordings" },
  { key: "p", action: "preview", told: "p", what: "Show or hide the preview" },
  { key: "J", action: "next-text", told: "Shift + J", what: "Next text" },
  { key: "K", action: "previous-text", told: "Shift + K", what: "Previous text" },
  { key: "i", action: "inbox", told: "i", what: "To the inbox" },
  { key: "?", action: "help", told: "?", what: "Show or hide this list" },
];

const SWITCH = "review:letters";

/** Whether the letter keys are on; some work with speech, which types letters (WCAG 2.2, 2.1.4). */
export function lettersAreOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

export function switchLetters(isOn) {
  localStorage.setItem(SWITCH, isOn ? "on" : "off");
}

/** Return the action of a keypress, or null. A key that an input method composes with is never ours. */
export class Keys {
  #pending = null;

  read(event) {
    if (event.defaultPrevented || ["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return null;
    if (!isTyping(event.target)) return this.#outside(event);
    // 229: the key went to the input method, whatever it is.
    if (event.isComposing || event.keyCode === 229) return null;
    const read = inField(event);
    if (!read || !event.target.closest("form")) return read;
    // In a comment, or a reason, the keys are about that.
    if (read.action === "approve") return { action: "send" };
    return ["leave", "help"].includes(read.action) ? read : null;
  }

  #outside(event) {
    const pending = this.#pending;
    this.#pending = null;
    const always = inField(event);
    if (always && (always.action === "help" || /^F\d/.test(event.key) || isForSentence(event))) return always;
    if (event.ctrlKey || event.metaKey || event.altKey) return null;
    if (event.key === "Escape") return { action: "close" };
    // Enter on a button or link is that button's.
    if (event.key === "Enter") return event.target.matches(".segment") ? { action: "enter" } : null;
    if (!lettersAreOn()) return null;
    const letter = letterOf(event);
    if (/^[1-9]$/.test(letter)) return { action: pending ?? "take", number: Number(letter) };
    if (letter === "m") {
      this.#pending = "mark";
      return { action: "wait-for-mark" };
    }
    const found = LETTER_KEYS.find(({ key }) => key === letter);
    return found ? { action: found.action } : null;
  }
}

// Ctrl + Enter on a link opens a window; on those that this page leads people to, it goes on with the work.
function isForSentence({ key, target }) {
  return key === "Enter" && (target.matches(".segment") || target.dataset.go !== undefined);
}

// With a Korean or Vietnamese keyboard switched on, the key of "a" gives another letter, or none: its place decides.
function letterOf(event) {
  if (/^[!-~]$/.test(event.key)) return event.key;
  const place = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code);
  if (!place) return event.key;
  return event.shiftKey ? place[1] : place[1].toLowerCase();
}

function inField(event) {
  const mod = event.ctrlKey || event.metaKey;
  // AltGr is Ctrl and Alt on Windows.
  if (event.altKey) return null;
  const found = FIELD_KEYS.find(
    ({ key, mod: needs = false, shift = false }) =>
      event.key === key && mod === needs && (event.shiftKey === shift || key === "/"),
  );
  return found ? { action: found.action } : null;
}

/** Whether an element takes letters. */
function isTyping(element) {
  return element.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])") ?? false;
}
