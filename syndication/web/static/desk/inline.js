// Inline HTML of a text, from and to what a browser edits, and what a paste from anywhere is made of. Pure but for DOM.

const KEPT = new Set(["A", "B", "STRONG", "I", "EM", "SUB", "SUP", "CODE", "Q"]);
const SKIPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "HEAD", "META", "LINK", "TITLE", "NOSCRIPT", "SVG", "MATH", "OBJECT", "BUTTON", "SELECT"]);
const BLOCKS = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 " +
    "HEADER HR HTML LI MAIN NAV OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL").split(" "),
);
const PICTURE = /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#].*)?$/i;
const VIDEO = /\.(?:m4v|mov|mp4|webm)(?:[?#].*)?$/i;
const AUDIO = /\.(?:aac|m4a|mp3|ogg|wav)(?:[?#].*)?$/i;

/** Whether a text is one absolute web address and nothing else. */
export function isAddress(text) {
  return /^https?:\/\/[^\s<>"]+$/i.test(text) && URL.canParse(text);
}

/** What an address shows by its name: picture, video, audio, or nothing. */
export function mediaKindOf(address) {
  if (PICTURE.test(address)) return "picture";
  if (VIDEO.test(address)) return "video";
  return AUDIO.test(address) ? "audio" : "";
}

function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Parse HTML without running or loading anything. */
export function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/** Return what stands in an element, or a fragment, as inline HTML; lines of their own become line breaks. */
export function writeInline(root, { hasLines = false } = {}) {
  const written = writeNodes(root.childNodes);
  // While words are edited, a line end is one that somebody typed.
  return (hasLines ? written.replaceAll("\n", "<br/>") : written).replace(/(?:<br\/>\s*)+$/, "").replace(/^(?:\s*<br\/>)+/, "");
}

/** Return inline HTML as nodes that can be edited: allowed ones only, whatever the text was. A line end in it is a blank. */
export function readInline(html) {
  return document.importNode(contentOf(writeInline(contentOf(html.replace(/[ \t]*\n[ \t]*/g, " ")))), true);
}

// Unlike a whole page, it keeps blanks at its start; nothing in it runs or loads either.
function contentOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function writeNodes(nodes) {
  let written = "";
  for (const node of nodes) {
    if (node.nodeType === Node.TEXT_NODE) written += escapeHtml(node.data.replaceAll("\u200b", ""));
    else if (node.nodeType === Node.ELEMENT_NODE) written += writeElement(node, written);
  }
  return written;
}

function writeElement(element, before) {
  if (element.tagName === "BR") return "<br/>";
  if (SKIPPED.has(element.tagName.toUpperCase())) return "";
  const inside = writeNodes(element.childNodes);
  if (BLOCKS.has(element.tagName)) return before && !before.endsWith("<br/>") ? `<br/>${inside}` : inside;
  return dressed(element, inside);
}

function dressed(element, inside) {
  if (!inside) return "";
  const { tagName, style } = element;
  if (tagName === "A") {
    const href = addressOf(element.getAttribute("href") ?? "");
    return href ? `<a href="${escapeHtml(href).replaceAll('"', "&quot;")}">${inside}</a>` : inside;
  }
  // Some word processors put a whole text into a <b> that is not bold.
  const isPlain = /^(?:normal|[1-5]00)$/.test(style.fontWeight);
  let made = inside;
  if (KEPT.has(tagName) && !(isPlain && /^(?:B|STRONG)$/.test(tagName))) {
    const name = tagName.toLowerCase();
    made = `<${name}>${made}</${name}>`;
  } else {
    if (/^(?:bold(?:er)?|[6-9]00)$/.test(style.fontWeight)) made = `<b>${made}</b>`;
    if (style.fontStyle === "italic") made = `<i>${made}</i>`;
  }
  return made;
}

function addressOf(href) {
  return isAddress(href.trim()) || /^mailto:[^\s?&<>"]+@[^\s?&<>"]+$/i.test(href) ? href.trim() : "";
}

/**
 * Return the parts that pasted HTML is made of: {type, html} of paragraphs, headings and quotes, {type, items, ordered},
 * {type, rows, header} and {type, kind, href, alt, caption}. Blanks are what they are to readers: one is enough.
 */
export function partsOf(html) {
  return new Reader().read(parse(html));
}

/** Return the paragraphs of a plain text; a blank line is between two of them. */
export function paragraphsOf(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/)
    .map((lines) => lines.split("\n").map((line) => escapeHtml(line.trim())).filter(Boolean).join("<br/>"))
    .filter(Boolean)
    .map((inline) => ({ type: "paragraph", html: inline }));
}

class Reader {
  parts = [];
  #open = document.createElement("div");

  read(root) {
    this.#walk(root);
    this.#close();
    return this.parts;
  }

  #walk(root) {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.#open.append(node.data);
      else if (node.nodeType === Node.ELEMENT_NODE) this.#element(node);
    }
  }

  #element(element) {
    const name = element.tagName.toUpperCase();
    if (SKIPPED.has(name) || isIgnored(element)) return;
    if (name === "IMG" || name === "VIDEO" || name === "AUDIO") this.#media(element, "");
    else if (name === "FIGURE") this.#figure(element);
    else if (name === "UL" || name === "OL") this.#list(element, name === "OL");
    else if (name === "TABLE") this.#table(element);
    else if (/^H[1-6]$/.test(name)) this.#text("heading", element);
    else if (name === "BLOCKQUOTE") this.#text("quote", element);
    else if (name === "HR") this.#close();
    else if (BLOCKS.has(name)) this.#block(element);
    else if (element.querySelector("img, video, audio, p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote")) this.#walk(element);
    else this.#open.append(element.cloneNode(true));
  }

  #block(element) {
    this.#close();
    if (/\bMsoListParagraph/.test(element.className)) return this.#listItemOfWord(element);
    this.#walk(element);
    return this.#close();
  }

  #text(type, element) {
    this.#close();
    for (const media of element.querySelectorAll("img, video, audio")) this.#media(media, "");
    this.#add({ type, html: tidy(element) });
  }

  #figure(element) {
    const media = element.querySelector("img, video, audio");
    const caption = (element.querySelector("figcaption")?.textContent ?? "").replace(/\s+/g, " ").trim();
    if (media) this.#media(media, caption);
    else this.#block(element);
  }

  #media(element, caption) {
    const href = (element.getAttribute("src") ?? element.querySelector("source")?.getAttribute("src") ?? "").trim();
    if (!isAddress(href)) return;
    this.#close();
    const kind = { IMG: "picture", VIDEO: "video", AUDIO: "audio" }[element.tagName];
    this.parts.push({ type: "media", kind, href, alt: (element.getAttribute("alt") ?? "").trim(), caption });
  }

  #list(element, ordered) {
    this.#close();
    // Lists within lists become lines of the one they stand in.
    const items = [...element.querySelectorAll("li")].map((item) => {
      const own = item.cloneNode(true);
      own.querySelectorAll("ul, ol").forEach((inner) => inner.remove());
      return tidy(own);
    });
    if (items.some(Boolean)) this.parts.push({ type: "list", items: items.filter(Boolean), ordered });
  }

  #listItemOfWord(element) {
    const item = tidy(element);
    const last = this.parts.at(-1);
    if (last?.type === "list" && last.isOfWord) last.items.push(item);
    else if (item) this.parts.push({ type: "list", items: [item], ordered: false, isOfWord: true });
  }

  #table(element) {
    this.#close();
    const rows = [...element.rows].map((row) => [...row.cells].map(tidy)).filter((row) => row.some(Boolean));
    const header = element.rows.length > 0 && [...element.rows[0].cells].every((cell) => cell.tagName === "TH");
    // A table of one cell is how some pages place things.
    if (rows.length === 1 && rows[0].length === 1) this.#add({ type: "paragraph", html: rows[0][0] });
    else if (rows.length) this.parts.push({ type: "table", rows, header });
  }

  #close() {
    this.#add({ type: "paragraph", html: tidy(this.#open) });
    this.#open = document.createElement("div");
  }

  #add(part) {
    if (part.html) this.parts.push(part);
  }
}

function isIgnored(element) {
  return /mso-list:\s*ignore|display:\s*none/i.test(element.getAttribute("style") ?? "") || element.hidden;
}

function tidy(element) {
  element.querySelectorAll("[style]").forEach((inner) => {
    if (isIgnored(inner)) inner.remove();
  });
  return writeInline(element)
    .replace(/[ \t\r\n]+/g, " ")
    .replace(/ ?<br\/> ?/g, "<br/>")
    .replace(/^\s+|\s+$/g, "")
    .replace(/^(?:<br\/>)+|(?:<br\/>)+$/g, "");
}
