// The painted ground behind a text area: marks and findings under the words, at exactly their places.

import { matchMarks } from "./marks.js";

export function paint(field) {
  const mirror = field.element.querySelector(".mirror");
  const { slots } = matchMarks(field.sourceMarks, field.marks);
  const numberOf = new Map(slots.filter((slot) => slot.placed).map((slot) => [slot.placed, slot.number]));
  const spans = [
    ...field.marks.map((mark) => ({ ...mark, look: `mark mark-${mark.tag}`, number: numberOf.get(mark) })),
    ...field.openFindings.map((finding) => ({ ...finding, look: `found found-${finding.severity}` })),
  ].filter((span) => span.end > span.start);
  const places = [...new Set([0, field.text.length, ...spans.flatMap((span) => [span.start, span.end])])]
    .filter((place) => place <= field.text.length)
    .sort((one, other) => one - other);
  const pieces = places.slice(0, -1).map((from, index) => {
    const to = places[index + 1];
    const over = spans.filter((span) => span.start <= from && span.end >= to);
    const piece = document.createElement("span");
    piece.className = over.map((span) => span.look).join(" ");
    piece.textContent = field.text.slice(from, to);
    return piece;
  });
  // The last line of a text area has a height even where it is empty.
  mirror.replaceChildren(...pieces, "\u200b");
}
