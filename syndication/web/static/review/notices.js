// What came in while somebody was typing: yours, theirs, and what the source was and is. Nothing typed is lost.

import { showDiff } from "./words.js";

export function clearNotice(field) {
  const notice = field.element.querySelector(".notice");
  notice.hidden = true;
  notice.replaceChildren();
}

/** Say why something was not taken; typing on makes it go. */
export function showRefusal(field, message) {
  field.refusal = message;
  const notice = field.element.querySelector(".notice");
  notice.replaceChildren(heading("Not saved"), paragraph(message));
  notice.hidden = false;
}

export function showClash(field, { isSource, isTarget }, desk) {
  const { base, view } = field;
  const notice = field.element.querySelector(".notice");
  const parts = document.createElement("dl");
  if (isSource) {
    add(parts, "The source, as it was and is", desk.sourceLanguage, diffOf(base.source.text ?? "", view.source.text, desk.sourceLanguage));
  }
  if (isTarget) {
    add(parts, "Yours, not saved", desk.language, field.text);
    const theirs = view.target ? diffOf(field.text, view.target.text, desk.language) : "(none)";
    add(parts, `Theirs${view.target?.author ? `, by ${view.target.author}` : ""}, compared to yours`, desk.language, theirs);
  }
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  buttons.append(button("keep-mine", isTarget ? "Keep mine" : "I have seen it: go on with mine"));
  if (view.target) buttons.append(button("take-theirs", isTarget ? "Take theirs" : "Drop mine"));
  notice.replaceChildren(
    heading(isSource ? "The source changed while you typed" : "Somebody else changed the translation while you typed"),
    parts,
    buttons,
  );
  notice.hidden = false;
}

function diffOf(before, after, language) {
  return before ? showDiff(before, after, language) : after;
}

function add(list, term, language, content) {
  const name = document.createElement("dt");
  name.textContent = term;
  const value = document.createElement("dd");
  value.lang = language;
  value.append(content);
  list.append(name, value);
}

function heading(text) {
  const made = document.createElement("h3");
  made.textContent = text;
  return made;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function button(action, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "second";
  made.dataset.do = action;
  made.textContent = text;
  return made;
}
