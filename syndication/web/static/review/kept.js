// Unsaved words, kept in this browser by person and sentence until the service has them.

const PREFIX = "review";

/** What was typed and not yet saved; `of` is whose it is. */
export class Kept {
  constructor(of, storage = window.localStorage) {
    this.of = of;
    this.storage = storage;
  }

  /** Keep typed words, with what they were typed against. Says whether the browser could. */
  put(segment, typed) {
    return this.#write(this.#key("typed", segment), { ...typed, at: new Date().toISOString() });
  }

  get(segment) {
    return this.#read(this.#key("typed", segment));
  }

  drop(segment) {
    this.storage.removeItem(this.#key("typed", segment));
  }

  /** Put words aside that a person decided against, so that they can be had again. */
  putAside(segment, typed) {
    return this.#write(this.#key("aside", segment), { ...typed, at: new Date().toISOString() });
  }

  aside(segment) {
    return this.#read(this.#key("aside", segment));
  }

  dropAside(segment) {
    this.storage.removeItem(this.#key("aside", segment));
  }

  /** The saves that the service has not confirmed, oldest first. */
  jobs() {
    const start = this.#key("job", "");
    const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    const found = names.filter((name) => name.startsWith(start)).map((name) => this.#read(name));
    return found.filter(Boolean).sort((one, other) => one.order - other.order);
  }

  putJob(job) {
    return this.#write(this.#key("job", job.key), job);
  }

  dropJob(job) {
    this.storage.removeItem(this.#key("job", job.key));
  }

  #key(kind, name) {
    return `${PREFIX}:${kind}:${this.of}:${name}`;
  }

  #read(name) {
    try {
      return JSON.parse(this.storage.getItem(name));
    } catch {
      return null;
    }
  }

  // A full or forbidden storage must not stop anybody from working; the page says that words are not kept.
  #write(name, value) {
    try {
      this.storage.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }
}
