// What differs between two texts, word by word. Pure.

const MOST_WORDS = 600;

/** Cut a text into words, blanks and signs, which together are the text. */
function cutWords(text, language) {
  if (typeof Intl !== "undefined" && Intl.Segmenter) {
    const segmenter = new Intl.Segmenter(language, { granularity: "word" });
    return Array.from(segmenter.segment(text), (piece) => piece.segment);
  }
  return text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu) ?? [];
}

/** Return the steps from one text to another: [{kind: "same" | "del" | "ins", text}]; removed words before added ones. */
export function diffWords(before, after, language) {
  if (before === after) return before ? [{ kind: "same", text: before }] : [];
  const [old, now] = [cutWords(before, language), cutWords(after, language)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const middle = steps(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const same = (words) => words.map((text) => ({ kind: "same", text }));
  return joined([...same(now.slice(0, head)), ...middle, ...same(now.slice(now.length - tail))]);
}

// The longest common run of words (Wagner and Fischer); texts that are too long for it are replaced as a whole.
function steps(old, now) {
  if (old.length * now.length > MOST_WORDS * MOST_WORDS) {
    return [{ kind: "del", text: old.join("") }, { kind: "ins", text: now.join("") }];
  }
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        old[i] === now[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      found.push({ kind: "same", text: now[j] });
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      found.push({ kind: "del", text: old[i] });
      i += 1;
    } else {
      found.push({ kind: "ins", text: now[j] });
      j += 1;
    }
  }
  return found;
}

// Runs of changes are told as one removal and one addition: a blank between two changed words is not worth a stop.
function joined(pieces) {
  const out = [];
  let [removed, added] = ["", ""];
  const flush = () => {
    if (removed) out.push({ kind: "del", text: removed });
    if (added) out.push({ kind: "ins", text: added });
    [removed, added] = ["", ""];
  };
  pieces.forEach((piece, index) => {
    if (piece.kind === "del") removed += piece.text;
    else if (piece.kind === "ins") added += piece.text;
    else if ((removed || added) && /^\s+$/.test(piece.text) && isChange(pieces[index + 1])) {
      removed += piece.text;
      added += piece.text;
    } else {
      flush();
      const last = out.at(-1);
      if (last?.kind === "same") last.text += piece.text;
      else out.push({ kind: "same", text: piece.text });
    }
  });
  flush();
  return out;
}

function isChange(piece) {
  return piece !== undefined && piece.kind !== "same";
}

/** Show what differs: `ins` and `del` elements, with words that a screen reader says. */
export function showDiff(before, after, language) {
  const shown = document.createDocumentFragment();
  for (const { kind, text } of diffWords(before, after, language)) {
    if (kind === "same") {
      shown.append(text);
      continue;
    }
    const element = document.createElement(kind);
    const label = document.createElement("span");
    label.className = "unseen-label";
    label.textContent = kind === "ins" ? "added: " : "removed: ";
    element.append(label, text);
    shown.append(element);
  }
  return shown;
}
