// Which sentences have been on the screen, whole and for a second: only those may be approved all at once.

import { newKey } from "./service.js";

const LONG_ENOUGH_MS = 1_000;
const MOST = 200;

export class Seen {
  constructor({ desk, service, says, slug }) {
    this.desk = desk;
    this.service = service;
    this.says = says;
    this.slug = slug;
    this.seen = new Map();
    this.timers = new Map();
    this.observer = new IntersectionObserver((changes) => changes.forEach((change) => this.#moved(change)), {
      threshold: [0, 0.95],
    });
  }

  begin() {
    for (const field of this.desk.all()) this.observer.observe(field.element);
    this.desk.addEventListener("adopted", ({ detail: { field } }) => this.observer.observe(field.element));
    this.desk.addEventListener("changed", ({ detail: { field } }) => this.#again(field));
  }

  /** Approve what was seen and is clean; the last such approval can be taken back at once. */
  async approve() {
    const wanted = this.desk.all().filter((field) => this.#isFit(field)).slice(0, MOST);
    if (!wanted.length) {
      this.says.done("Nothing to approve: what you have seen is approved, unsaved, outdated or has findings.");
      return [];
    }
    const segments = wanted.map(({ view }) => ({ id: view.id, source_hash: view.source.hash, target_hash: view.target.hash }));
    const path = `/api/v1/blogs/${encodeURIComponent(this.slug)}/segments/approve-all`;
    try {
      const { results } = await this.service.post(path, { segments }, { key: newKey() });
      for (const { segment } of results) {
        const field = this.desk.fields.get(segment.id);
        if (field) this.desk.show(field, segment);
      }
      const done = results.filter((result) => !result.refused);
      const refused = results.length - done.length;
      this.says.done(`${done.length} approved.${refused ? ` ${refused} not: they have changed or have findings.` : ""}`);
      return done.map(({ segment }) => segment);
    } catch (failure) {
      this.says.trouble(`Nothing was approved: ${failure.message}`);
      return [];
    }
  }

  #isFit(field) {
    const { view } = field;
    const isDraft = ["machine", "memory", "edited"].includes(view.state);
    const isClean = field.openFindings.every((finding) => finding.severity === "info");
    return isDraft && !field.isChanged && isClean && this.seen.get(view.id) === nameOf(view);
  }

  #moved({ target, isIntersecting, intersectionRatio, intersectionRect, rootBounds }) {
    const field = this.desk.byElement(target);
    if (!field) return;
    // A sentence that is taller than the screen has been seen when it fills the screen.
    const fills = rootBounds && intersectionRect.height >= rootBounds.height * 0.9;
    clearTimeout(this.timers.get(field.id));
    if (!isIntersecting || (intersectionRatio < 0.95 && !fills)) return;
    const name = nameOf(field.view);
    const look = () => {
      if (document.hidden || nameOf(field.view) !== name) return;
      this.seen.set(field.id, name);
      field.element.classList.add("is-seen");
    };
    this.timers.set(field.id, setTimeout(look, LONG_ENOUGH_MS));
  }

  /** What was seen of a sentence that changed is no longer it: it has to be looked at again. */
  #again(field) {
    field.element.classList.remove("is-seen");
    this.observer.unobserve(field.element);
    this.observer.observe(field.element);
  }
}

function nameOf(view) {
  return `${view.source.hash} ${view.target?.hash ?? ""}`;
}
