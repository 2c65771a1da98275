// What is typed and not confirmed yet, kept in this browser until it is.

const AFTER_MS = 300;
const NOT_KEPT = new Set(["csrf_token", "key", "preview_language", "preview_profile"]);

/** Dispatches nothing; `kept` is called with the time when something was kept, or null where the browser has no room. */
export class Draft {
  constructor(form, user, kept = () => {}) {
    this.form = form;
    this.name = `desk-draft:${user}:${form.dataset.draft}`;
    this.kept = kept;
    this.blank = JSON.stringify(this.fields());
    form.addEventListener("input", () => this.soon());
    form.addEventListener("change", () => this.soon());
    window.addEventListener("pagehide", () => this.save());
  }

  /** The fields of the form as they would be sent. */
  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER_MS);
  }

  save() {
    clearTimeout(this.timer);
    if (this.isOver) return;
    const fields = this.fields();
    if (JSON.stringify(fields) === this.blank) return this.forget();
    try {
      const at = Date.now();
      localStorage.setItem(this.name, JSON.stringify({ at, key: this.form.elements.key?.value ?? "", fields }));
      this.kept(at);
    } catch {
      this.kept(null);
    }
  }

  /** Return {at, key, fields}, or null. */
  find() {
    try {
      const found = JSON.parse(localStorage.getItem(this.name) ?? "null");
      return found && Array.isArray(found.fields) && JSON.stringify(found.fields) !== this.blank ? found : null;
    } catch {
      return null;
    }
  }

  forget() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.name);
  }

  /** Stop keeping: the form has been taken, or goes away. */
  end() {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  /** Begin anew with the form as it is now. */
  restart() {
    this.forget();
    this.blank = JSON.stringify(this.fields());
  }
}

/** Put the simple fields of a draft back; texts made of parts are theirs to restore. */
export function fillForm(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.has(field.name) || field.closest("[data-parts]")) continue;
    const own = values.get(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(own?.includes(field.value));
    else if (own?.length) field.value = own.shift();
  }
}
