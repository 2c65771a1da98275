// The inline marks of a sentence as numbered chips: where each is in the translation, and a click to put it there.

import { matchMarks } from "./marks.js";

const NAMES = {
  a: "link",
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  sub: "subscript",
  sup: "superscript",
  code: "code",
  q: "quotation",
};

export function drawChips(field) {
  const place = field.element.querySelector(".chips");
  const { slots, extra } = matchMarks(field.sourceMarks, field.marks);
  place.hidden = !slots.length && !extra.length;
  if (place.hidden) return;
  const chips = [...slots.map((slot) => chip(field, slot)), ...extra.map((mark) => extraChip(field, mark))];
  // Drawn at each keypress: what has not changed keeps its nodes, and so its focus.
  const drawn = JSON.stringify(chips.map((one) => one.dataset));
  if (place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.chip : null;
  place.replaceChildren(...chips);
  if (focused) place.querySelector(`[data-chip="${focused}"]`)?.focus();
}

function chip(field, slot) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.dataset.do = "mark";
  button.dataset.chip = String(slot.number);
  const words = slot.placed && slot.placed.end > slot.placed.start ? wordsOf(field, slot.placed) : null;
  const what = slot.mark.href ? `${NAMES.a} to ${short(slot.mark.href)}` : (NAMES[slot.mark.tag] ?? slot.mark.tag);
  button.dataset.told = `${what}|${words ?? ""}`;
  button.classList.toggle("is-placed", words !== null);
  button.append(part("number", String(slot.number)), part("what", what), part("where", words ? `“${words}”` : "not placed"));
  button.title = `Put mark ${slot.number} over the selected words${slot.mark.href ? `: ${slot.mark.href}` : ""}`;
  return button;
}

function extraChip(field, mark) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip is-extra";
  button.dataset.do = "unmark";
  button.dataset.chip = `x${field.marks.indexOf(mark)}`;
  button.dataset.told = `${mark.tag}|${mark.href}|${wordsOf(field, mark)}`;
  button.append(part("what", `remove ${NAMES[mark.tag] ?? mark.tag}`), part("where", `“${wordsOf(field, mark)}”`));
  button.title = "The source has no such mark";
  return button;
}

function wordsOf(field, mark) {
  return field.text.slice(mark.start, mark.end);
}

function part(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = `${text} `;
  return span;
}

function short(address) {
  try {
    const { host, pathname } = new URL(address);
    return host + (pathname.length > 24 ? `${pathname.slice(0, 24)}…` : pathname === "/" ? "" : pathname);
  } catch {
    return address;
  }
}
