// The text as a partner will see it, with what is typed and not saved.

const AFTER_MS = 500;

export class Preview {
  constructor({ desk, service, textId }) {
    this.desk = desk;
    this.service = service;
    this.path = service.textPath(textId, "preview");
    this.section = document.getElementById("preview");
    this.profile = document.getElementById("preview-profile");
    this.frame = document.getElementById("preview-frame");
    this.profile.addEventListener("change", () => this.draw());
  }

  get isOpen() {
    return !this.section.hidden;
  }

  toggle() {
    this.section.hidden = !this.section.hidden;
    this.section.parentElement.classList.toggle("has-preview", this.isOpen);
    document.querySelector("[data-do=preview]").setAttribute("aria-expanded", String(this.isOpen));
    if (this.isOpen) return this.draw();
    return null;
  }

  soon() {
    clearTimeout(this.timer);
    if (this.isOpen) this.timer = setTimeout(() => this.draw(), AFTER_MS);
  }

  async draw() {
    const changed = this.desk.all().filter((field) => field.isChanged && field.text.trim());
    const unsaved = Object.fromEntries(changed.map((field) => [field.id, field.html]));
    const note = this.section.querySelector(".preview-note");
    try {
      const made = await this.service.post(this.path, { profile: this.profile.value || null, unsaved });
      note.hidden = false;
      note.textContent = toldBy(made);
      this.#fill(made);
    } catch (failure) {
      note.hidden = false;
      note.textContent = failure.message;
    }
  }

  // In a frame of its own that runs no scripts and opens nothing; its look is the public page's.
  #fill(made) {
    const page = document.implementation.createHTMLDocument("");
    page.documentElement.lang = made.language;
    const style = page.createElement("link");
    style.rel = "stylesheet";
    style.href = document.querySelector("link[href*='pages.css']").href;
    page.head.append(style);
    const article = page.createElement("article");
    article.className = "text";
    const title = page.createElement("h2");
    title.textContent = made.title;
    const body = new DOMParser().parseFromString(made.html, "text/html").body;
    article.append(...(made.title ? [title] : []), ...body.childNodes);
    const main = page.createElement("main");
    main.className = "preview-page";
    main.append(article);
    page.body.append(main);
    this.frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
  }
}

const SHOWN = { translation: "They get the translation.", source: "They get the source text.", nothing: "They get nothing yet; this is what it will be." };

function toldBy(made) {
  return [SHOWN[made.show], made.sentence, made.problem === made.sentence ? "" : made.problem].filter(Boolean).join(" ");
}
