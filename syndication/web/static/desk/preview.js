// The entry as readers will see it, with what is typed and not saved.

import { sendForm } from "./send.js";

const AFTER_MS = 600;

export class Preview {
  constructor(form, section) {
    this.form = form;
    this.place = section.querySelector("[data-preview-here]");
    this.frame = document.createElement("iframe");
    this.frame.className = "preview-frame";
    this.frame.title = "Preview";
    this.frame.setAttribute("sandbox", "");
    this.place.append(this.frame);
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    for (const choice of section.querySelectorAll("select")) choice.addEventListener("change", () => this.draw());
    this.draw();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), AFTER_MS);
  }

  async draw() {
    clearTimeout(this.timer);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const { page } = await sendForm(this.form, { action: this.form.dataset.preview });
      // Of two answers the later question's counts.
      if (turn === this.turn) this.frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
    } catch (failure) {
      const told = document.createElement("p");
      told.textContent = failure.message;
      if (turn === this.turn) this.frame.srcdoc = told.outerHTML;
    }
  }
}
