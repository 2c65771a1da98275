// The source sentence: what changed in it since its translation was approved, and its glossary terms.

import { showDiff } from "./words.js";

export function decorateSource(element, language) {
  markTerms(element);
  const was = element.querySelector("[data-before]");
  if (!was || was.dataset.drawn) return;
  const now = JSON.parse(element.dataset.segment).source.text;
  const before = was.textContent;
  was.dataset.drawn = "true";
  was.replaceChildren(showDiff(before, now, language));
  was.previousElementSibling.textContent = `${was.previousElementSibling.textContent.replace(/:$/, "")}, changed since:`;
}

/** Underline the terms where they stand; the list below says what each is. */
function markTerms(element) {
  const text = element.querySelector(".source-text");
  const terms = [...element.querySelectorAll("[data-term]")].map((item) => item.dataset.term).sort((a, b) => b.length - a.length);
  if (!terms.length || text.dataset.marked) return;
  text.dataset.marked = "true";
  const pattern = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const pieces = node.data.split(pattern);
    if (pieces.length < 2) continue;
    node.replaceWith(
      ...pieces.map((piece, index) => {
        if (index % 2 === 0) return piece;
        const mark = document.createElement("mark");
        mark.textContent = piece;
        return mark;
      }),
    );
  }
}
