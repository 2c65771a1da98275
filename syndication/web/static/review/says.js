// What the page says: shown, and read out by screen readers.

const SHOWN_MS = 6_000;

export class Says {
  constructor(root) {
    this.polite = root.querySelector("[data-says=polite]");
    this.urgent = root.querySelector("[data-says=urgent]");
  }

  /** Say that something was done. */
  done(text) {
    this.#show(this.polite, text);
  }

  /** Say that something needs a person now. */
  trouble(text) {
    this.#show(this.urgent, text);
  }

  #show(region, text) {
    // The same words said twice are read out twice only if they are other nodes.
    const line = document.createElement("p");
    line.textContent = text;
    region.replaceChildren(line);
    clearTimeout(region.timer);
    region.timer = setTimeout(() => line.remove(), SHOWN_MS);
  }
}
