// What helps with the sentence that is worked on: suggestions, comments, history. Fetched when somebody comes to it.

import { newKey } from "./service.js";
import { showDiff } from "./words.js";

const AFTER_MS = 120;

export class Assist {
  constructor({ desk, service, says }) {
    this.desk = desk;
    this.service = service;
    this.says = says;
    this.shown = null;
  }

  show(field) {
    clearTimeout(this.timer);
    const wanted = field;
    this.timer = setTimeout(() => this.#open(wanted), AFTER_MS);
  }

  /** Fetch it again where it is open, and leave alone what is being typed into it. */
  again(field) {
    if (this.shown === field) return this.#fetch(field);
    return null;
  }

  #open(field) {
    if (this.shown === field) return this.opening;
    if (this.shown) {
      // What closes above must not move what is looked at.
      const closing = this.shown;
      const top = () => field.element.getBoundingClientRect().top;
      const before = top();
      closing.element.querySelector(".help").hidden = true;
      window.scrollBy(0, top() - before);
    }
    this.shown = field;
    this.opening = this.#fetch(field);
    return this.opening;
  }

  async #fetch(field) {
    const path = `/review/${encodeURIComponent(this.service.language)}/segments/${field.id}/help`;
    try {
      const page = await this.service.page(path);
      const parts = page.querySelector(".help-parts");
      if (!parts || this.shown !== field) return;
      const place = field.element.querySelector(".help");
      const typed = place.querySelector(".comment-form textarea");
      const isTyped = typed && (typed.value || document.activeElement === typed);
      this.#compare(parts, field);
      if (isTyped) {
        for (const name of [".suggestions", ".comments ul", ".history"]) {
          place.querySelector(name)?.replaceWith(parts.querySelector(name));
        }
      } else place.replaceChildren(document.adoptNode(parts));
      place.hidden = false;
    } catch {
      // Without a connection the field works all the same.
    }
  }

  /** Show how the memory's sentence differs from this one, and what each edit changed. */
  #compare(parts, field) {
    const now = field.view.source.text;
    for (const item of parts.querySelectorAll("[data-match]")) {
      item.querySelector(".match-source")?.replaceChildren(showDiff(item.dataset.match, now, this.desk.sourceLanguage));
    }
    for (const words of parts.querySelectorAll("[data-was]")) {
      if (words.dataset.was) words.replaceChildren(showDiff(words.dataset.was, words.textContent, this.desk.language));
    }
  }

  async startComment(field) {
    clearTimeout(this.timer);
    await this.#open(field);
    field.element.querySelector(".comment-form textarea")?.focus();
  }

  async sendComment(field, form) {
    const area = form.querySelector("textarea");
    const text = area.value.trim();
    if (!text) return;
    // The same key until it has been taken, so that two clicks are one comment.
    form.dataset.key ||= newKey();
    try {
      await this.service.post(this.service.segmentPath(field.segment, "comments"), { text }, { key: form.dataset.key });
      delete form.dataset.key;
      area.value = "";
      this.says.done("Comment sent.");
      this.desk.enter(field);
      await this.#fetch(field);
    } catch (failure) {
      this.says.trouble(`The comment was not sent: ${failure.message}`);
    }
  }

  async settle(field, commentId) {
    try {
      await this.service.post(this.service.segmentPath(field.segment, `comments/${commentId}/resolve`), {}, { key: newKey() });
      this.says.done("Comment settled.");
      await this.#fetch(field);
    } catch (failure) {
      this.says.trouble(`Not settled: ${failure.message}`);
    }
  }

  /** Ask the engine how else it would go on from the caret. */
  async reword(field) {
    clearTimeout(this.timer);
    await this.#open(field);
    const prefix = field.text.slice(0, field.area.selectionStart);
    const place = field.element.querySelector(".wordings");
    try {
      const answer = await this.service.post(this.service.segmentPath(field.segment, "completions"), {
        prefix,
        alternatives: true,
      });
      const wordings = answer.completions.map(({ text }) => text);
      const list = document.createElement("ol");
      list.append(...wordings.map((wording) => this.#wording(wording)));
      place?.replaceChildren(list);
      this.says.done(wordings.length ? `${wordings.length} other wordings, below the field.` : "The engine knows no other wording.");
    } catch (failure) {
      this.says.trouble(`No other wordings: ${failure.message}`);
    }
  }

  #wording(text) {
    const item = document.createElement("li");
    item.className = "suggestion";
    const safe = document.createElement("span");
    safe.textContent = text;
    item.dataset.html = safe.innerHTML;
    const words = document.createElement("p");
    words.className = "words";
    words.lang = this.desk.language;
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.dataset.do = "take";
    button.textContent = "Take";
    item.append(words, button);
    return item;
  }
}
