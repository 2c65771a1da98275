// Takes over what has changed on the service into the page that is open: whatever is looked at stays in its place, and
// what is typed in stays as it is.

import { decorateSource } from "./source.js";
import { drawTimer } from "./timers.js";

const AFTER_MS = 150;
const LATER_MS = 5_000;

// What is taken over as it comes; the rest belongs to whoever works here.
const PARTS = [".place .by", ".present", ".wanted", ".talk", ".source-text", ".source-change", ".terms"];

export class Refresh {
  constructor({ desk, assist, service, says }) {
    this.desk = desk;
    this.assist = assist;
    this.service = service;
    this.says = says;
    this.isRunning = false;
    this.isWanted = false;
    desk.addEventListener("composed", () => this.isPutOff && this.soon());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), AFTER_MS);
  }

  /** Others' texts matter to this page only by what is said of the next one: that need not be at once. */
  sometime() {
    this.later ||= setTimeout(() => {
      this.later = 0;
      this.run();
    }, LATER_MS);
  }

  async run() {
    if (this.isRunning) {
      this.isWanted = true;
      return;
    }
    this.isRunning = true;
    try {
      const page = await this.service.page(location.pathname);
      this.#merge(page);
    } catch (failure) {
      if (failure.kind === "refused") this.says.trouble("This text is gone: it has been removed, or is no longer translated.");
    } finally {
      this.isRunning = false;
      if (this.isWanted) {
        this.isWanted = false;
        this.soon();
      }
    }
  }

  #merge(page) {
    // While an input method composes nothing around the field may move: it would lose its window.
    if (this.desk.active?.isComposing) {
      this.isPutOff = true;
      return;
    }
    this.isPutOff = false;
    const anchor = this.#anchor();
    const before = anchor?.getBoundingClientRect().top;
    for (const id of ["head", "decisions"]) this.#replace(page, id);
    this.#mergeSegments(page);
    if (anchor?.isConnected) window.scrollBy(0, anchor.getBoundingClientRect().top - before);
    document.querySelectorAll(".timer[data-since]").forEach(drawTimer);
  }

  /** What must not move: the sentence that is worked on, else the first that can be seen. */
  #anchor() {
    const active = this.desk.active?.element;
    if (active?.contains(document.activeElement)) return active;
    const all = [...this.desk.list.querySelectorAll(".segment")];
    return all.find((element) => element.getBoundingClientRect().bottom > 0) ?? null;
  }

  #replace(page, id) {
    const [mine, theirs] = [document.getElementById(id), page.getElementById(id)];
    // Who is about to press a link here must not lose it.
    if (!mine || !theirs || mine.contains(document.activeElement)) return;
    if (mine.innerHTML !== theirs.innerHTML) mine.replaceChildren(...document.adoptNode(theirs).childNodes);
  }

  #mergeSegments(page) {
    const theirs = [...page.querySelectorAll("#segments > .segment")];
    const wanted = theirs.map((element) => this.#merged(document.adoptNode(element)));
    this.#drop(new Set(wanted));
    this.#order(wanted);
  }

  #merged(theirs) {
    const mine = document.getElementById(theirs.id);
    const fresh = JSON.parse(theirs.dataset.segment);
    if (!mine) {
      this.desk.list.append(theirs);
      this.desk.adopt(theirs);
      theirs.classList.add("is-new");
      return theirs;
    }
    mine.dataset.number = theirs.dataset.number;
    mine.classList.toggle("continues", theirs.classList.contains("continues"));
    mine.querySelector(".name").replaceChildren(...theirs.querySelector(".name").childNodes);
    const isOther = mine.dataset.segment !== theirs.dataset.segment;
    mine.dataset.segment = theirs.dataset.segment;
    decorateSource(theirs, this.desk.sourceLanguage);
    for (const part of PARTS) swap(mine, theirs, part);
    const field = this.desk.byElement(mine);
    if (!field) {
      if (isOther) mine.replaceWith(theirs);
      return isOther ? theirs : mine;
    }
    if (isOther && !this.desk.saves.of(field.id).length) this.desk.show(field, fresh);
    if (isOther || mine.querySelector(".talk").textContent) this.assist.again(field);
    return mine;
  }

  /** Take away what is no longer in the source, but not from under somebody's hands. */
  #drop(wanted) {
    for (const element of this.desk.list.querySelectorAll(".segment")) {
      if (wanted.has(element)) continue;
      const field = this.desk.byElement(element);
      if (field && (field.isChanged || element.contains(document.activeElement))) {
        element.classList.add("is-gone");
        field.element.querySelector(".source-change").replaceChildren(goneNote());
        wanted.add(element);
        continue;
      }
      if (field) this.desk.fields.delete(field.id);
      if (this.desk.active === field) this.desk.active = null;
      element.remove();
    }
    this.desk.list.querySelector(".empty")?.remove();
  }

  /** Put the sentences in order around the one that has the focus: moving that one would take the focus from it. */
  #order(wanted) {
    const fixed = wanted.find((element) => element.contains(document.activeElement)) ?? wanted[0];
    const at = wanted.indexOf(fixed);
    let place = fixed;
    for (const element of wanted.slice(0, at).reverse()) {
      if (place.previousElementSibling !== element) place.before(element);
      place = element;
    }
    place = fixed;
    for (const element of wanted.slice(at + 1)) {
      if (place.nextElementSibling !== element) place.after(element);
      place = element;
    }
  }
}

function swap(mine, theirs, part) {
  const [old, fresh] = [mine.querySelector(part), theirs.querySelector(part)];
  if (fresh && !old && part.endsWith(".by")) mine.querySelector(".status").append(" ", fresh);
  if (!old || !fresh) return;
  if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  old.hidden = fresh.hidden;
}

function goneNote() {
  const note = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = "This sentence is no longer in the source.";
  note.append(strong, " What you typed is kept here until you leave.");
  return note;
}
