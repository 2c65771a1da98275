// Text with inline marks over it. A mark is {tag, href, start, end}, in UTF-16 units, as a text field counts.
// Pure, apart from the browser's own HTML parser.

const SHOWN = new Set(["a", "b", "strong", "i", "em", "sub", "sup", "code", "q"]);

/** Read an inline fragment of the service: {text, marks}, outer marks first. */
export function readInline(html) {
  const marks = [];
  let text = "";
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        text += child.data;
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        const tag = child.localName;
        const mark = { tag, href: child.getAttribute("href"), start: text.length, end: text.length };
        if (SHOWN.has(tag)) marks.push(mark);
        walk(child);
        mark.end = text.length;
      }
    }
  };
  walk(new DOMParser().parseFromString(`<body>${html}</body>`, "text/html").body);
  return { text, marks };
}

/** Write words as the service takes them: blanks at the edge of a mark are left outside of it, empty marks left out. */
export function writeTidy(text, marks) {
  const tidy = marks
    .filter((mark) => mark.end > mark.start)
    .map(({ tag, href, start, end }) => {
      const [from, to] = stretchAt(text, start, end);
      return { tag, href, start: from, end: to };
    });
  return writeInline(text, tidy);
}

/** Write text and marks as a fragment. Where two cross, the later one is closed and opened again, links excepted. */
export function writeInline(text, marks) {
  const shown = marks.filter((mark) => mark.end > mark.start);
  const stops = new Set([0, text.length]);
  for (const mark of shown) stops.add(mark.start).add(mark.end);
  const places = [...stops].sort((a, b) => a - b);
  let out = "";
  let open = [];
  for (let i = 0; i < places.length - 1; i += 1) {
    const [from, to] = [places[i], places[i + 1]];
    const wanted = shown.filter((mark) => mark.start <= from && mark.end >= to).sort(outerFirst);
    const kept = sharedPrefix(open, wanted);
    for (const mark of open.slice(kept).reverse()) out += `</${mark.tag}>`;
    for (const mark of wanted.slice(kept)) out += startTag(mark);
    out += escapeText(text.slice(from, to));
    open = wanted;
  }
  return out + open.reverse().map((mark) => `</${mark.tag}>`).join("");
}

/**
 * Return the marks of `before` as they lie over `after`. `caret` is where the edit ended, which tells what was typed
 * where a letter stands beside its like. What is typed at the edge of a mark stays outside of it, unless the mark's own
 * end has just been replaced or deleted (`isOpen`): whoever writes other words over a link still writes the link.
 */
export function shiftMarks(marks, before, after, caret = after.length) {
  const { start, removed, added } = editBetween(before, after, caret);
  const edit = { start, end: start + removed, added, by: added - removed };
  return marks.map((mark) => shiftMark(mark, edit));
}

function shiftMark(mark, edit) {
  const isWithin = mark.start >= edit.start && mark.end <= edit.end && edit.end > edit.start;
  if (isWithin && (mark.start > edit.start || mark.end < edit.end)) {
    // It went with something larger: nobody can say which of the new words it was for.
    return { ...mark, start: edit.start + edit.added, end: edit.start + edit.added, isOpen: false };
  }
  const isEndReplaced = edit.end > edit.start && mark.end === edit.end;
  const isContinued = Boolean(mark.isOpen) && edit.start === edit.end && mark.end === edit.start;
  let start = mark.start;
  if (mark.start >= edit.end && !isWithin && !isContinued) start = mark.start + edit.by;
  else if (mark.start > edit.start) start = edit.start + edit.added;
  let end = mark.end;
  if (isContinued || mark.end > edit.end || isEndReplaced) end = mark.end + edit.by;
  else if (mark.end > edit.start) end = edit.start;
  return { ...mark, start, end: Math.max(start, end), isOpen: isEndReplaced || isContinued };
}

/** Tell the one stretch in which two texts differ: {start, removed, added}. */
function editBetween(before, after, caret = after.length) {
  const tail = after.length - caret;
  let suffix = 0;
  const longest = Math.min(before.length, after.length);
  while (suffix < longest && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix += 1;
  if (caret >= 0 && suffix > tail) suffix = Math.max(tail, 0);
  let prefix = 0;
  while (prefix < longest - suffix && before[prefix] === after[prefix]) prefix += 1;
  return { start: prefix, removed: before.length - prefix - suffix, added: after.length - prefix - suffix };
}

/** Give each source mark its number and the marks of a translation that stand for it: [{number, mark, placed}]. */
export function matchMarks(sourceMarks, targetMarks) {
  const free = new Set(targetMarks);
  const slots = sourceMarks.map((mark, index) => ({ number: index + 1, mark, placed: null }));
  for (const slot of slots) {
    const found = [...free].find((one) => one.tag === slot.mark.tag && one.href === slot.mark.href);
    if (found) {
      slot.placed = found;
      free.delete(found);
    }
  }
  return { slots, extra: [...free] };
}

/** Put a source mark over a stretch of the translation, instead of where it was. */
export function placeMark(targetMarks, slot, start, end) {
  const others = targetMarks.filter((mark) => mark !== slot.placed);
  return [...others, { tag: slot.mark.tag, href: slot.mark.href, start, end }].sort(outerFirst);
}

/** Turn a place counted in characters, as the service counts, into one counted in UTF-16 units. */
export function unitsOf(text, characters) {
  let units = 0;
  let left = characters;
  for (const character of text) {
    if (left <= 0) break;
    units += character.length;
    left -= 1;
  }
  return units;
}

/** Return the stretch that a mark is put over: what is selected without its outer blanks, or the word at the caret. */
export function stretchAt(text, start, end) {
  let [from, to] = [start, end];
  if (from === to) {
    const isWord = (character) => character !== undefined && /[\p{L}\p{M}\p{N}_'’-]/u.test(character);
    while (from > 0 && isWord(text[from - 1])) from -= 1;
    while (isWord(text[to])) to += 1;
  }
  while (from < to && /\s/.test(text[from])) from += 1;
  while (to > from && /\s/.test(text[to - 1])) to -= 1;
  return [from, to];
}

function escapeText(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function startTag(mark) {
  if (mark.href === null || mark.href === undefined) return `<${mark.tag}>`;
  return `<${mark.tag} href="${escapeText(mark.href).replace(/"/g, "&quot;")}">`;
}

// Links go outermost, so that none is cut in two; then those that start first, then the longer ones.
function outerFirst(one, other) {
  const isLink = (mark) => (mark.tag === "a" ? 0 : 1);
  return isLink(one) - isLink(other) || one.start - other.start || other.end - one.end;
}

function sharedPrefix(open, wanted) {
  let count = 0;
  while (count < open.length && open[count] === wanted[count]) count += 1;
  return count;
}
