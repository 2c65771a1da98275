// What keys and buttons do. Each action works on the sentence that is worked on, and says what it did.

import { clearNotice } from "./notices.js";

export class Actions {
  constructor(parts) {
    Object.assign(this, parts);
    this.isByKey = false;
    this.acts = {
      approve: () => this.#approve(),
      save: () => this.#save(),
      send: ({ target }) => target.form.requestSubmit(),
      "still-right": () => this.#stillRight(),
      reject: () => this.#reject(),
      next: () => this.#step(1),
      previous: () => this.#step(-1),
      skip: () => this.#goOn(this.field),
      enter: () => this.desk.enter(this.field),
      leave: () => this.#leave(),
      close: () => this.#close(),
      help: () => this.overlay.toggle(),
      take: (how) => this.#take(how),
      mark: (how) => this.#mark(how),
      unmark: ({ button }) => this.#unmark(button),
      "wait-for-mark": () => this.says.done("Which mark? 1 to 9."),
      machine: () => this.#machine(),
      undo: () => this.#undo(),
      "next-finding": () => this.#finding(1),
      "previous-finding": () => this.#finding(-1),
      fix: (how) => this.#fix(how),
      dismiss: (how) => this.#dismiss(how),
      "send-dismissal": ({ form }) => this.#sendDismissal(form),
      comment: () => this.assist.startComment(this.field),
      "send-comment": ({ form }) => this.assist.sendComment(this.desk.byElement(form.closest(".segment")), form),
      settle: ({ button }) => this.assist.settle(this.field, button.closest("[data-comment]").dataset.comment),
      merge: () => this.#regroup("merge-next"),
      split: () => this.#regroup("split"),
      redraft: () => this.desk.send(this.field, { action: "redraft", body: {} }),
      reword: () => this.assist.reword(this.field),
      complete: () => this.completing.take(this.field),
      preview: () => this.preview.toggle(),
      "keep-mine": () => this.#keepMine(),
      "take-theirs": () => this.#takeTheirs(),
      "bring-back": () => this.#bringBack(),
      "approve-seen": () => this.#approveSeen(),
      "undo-many": () => this.#undoMany(),
      "next-text": () => this.#follow("next-text"),
      "previous-text": () => this.#follow("previous-text"),
      inbox: () => this.#follow("inbox"),
    };
  }

  get field() {
    return this.desk.active;
  }

  can(action) {
    const isAnywhere = ["help", "close", "preview", "next", "previous", "skip", "next-text", "previous-text", "inbox"];
    return action in this.acts && (this.field !== null || isAnywhere.includes(action));
  }

  run(action, how = {}) {
    const act = this.acts[action];
    this.isByKey = how.byKey ?? false;
    if (act) return act(how);
    return null;
  }

  // Deciding

  #approve() {
    const { field } = this;
    // With "Next text" in focus the same key goes on.
    const onLink = document.activeElement?.dataset.go;
    if (onLink) return this.#follow(onLink);
    if (!this.#isReady(field)) return null;
    if (field.view.state === "approved" && !field.isChanged) return this.#goOn(field);
    if (field.isChanged) this.desk.send(field, { action: "approve", html: field.html });
    else this.desk.send(field, { action: "approve" });
    return this.#goOn(field);
  }

  #save() {
    const { field } = this;
    if (!field.isChanged) return this.says.done("There is nothing to save.");
    if (!this.#isReady(field)) return null;
    this.desk.send(field, { action: "save", html: field.html });
    return this.#goOn(field);
  }

  #stillRight() {
    const { field } = this;
    if (field.view.state !== "stale") return this.says.done("Its source has not changed; approve it with a.");
    if (field.isChanged) field.giveUp();
    this.desk.send(field, { action: "approve" });
    return this.#goOn(field);
  }

  /** Whether the words may be sent: not empty, and on top of what is there now. */
  #isReady(field) {
    const number = field.element.dataset.number;
    if (!field.text.trim()) {
      this.says.trouble(`Sentence ${number} has no translation yet.`);
      return false;
    }
    const { clash } = field;
    if (!clash) return true;
    if (clash.isTarget) {
      this.says.trouble(`Sentence ${number} was changed by somebody else: keep yours or take theirs.`);
      field.element.querySelector("[data-do=keep-mine]")?.focus();
      return false;
    }
    if (!field.isWarned) {
      // The key may have been on its way before the change could be seen.
      field.isWarned = true;
      this.says.trouble("The source has changed: look at it. The same key again takes your words for the new source.");
      return false;
    }
    field.isWarned = false;
    field.accept();
    clearNotice(field);
    return true;
  }

  #reject() {
    const { field } = this;
    if (!field.view.target) return this.says.done("There is nothing to reject.");
    const { source, target } = field.view;
    this.desk.send(field, { action: "reject", body: { source_hash: source.hash, target_hash: target.hash } });
    return this.#goOn(field);
  }

  #regroup(action) {
    const { field } = this;
    if (field.isChanged) return this.says.trouble("Save or discard what you typed first.");
    return this.desk.send(field, { action, body: { version: field.view.version } });
  }

  // Moving

  #goOn(from) {
    const next = this.desk.nextOpen(from) ?? (from === null ? this.desk.firstOpen() : null);
    // Into the field only for whoever types: on a phone it would open the keyboard over half of the screen.
    if (next) return this.isByKey ? this.desk.enter(next) : this.desk.visit(next);
    const link = document.querySelector("[data-go=next-text]") ?? document.querySelector("[data-go=inbox]");
    this.says.done("That was the last sentence of this text. Enter goes on to the next text.");
    sessionStorage.setItem("review:go-on", "1");
    document.activeElement?.blur();
    return link?.focus();
  }

  #step(step) {
    const next = this.field ? this.desk.neighbour(this.field, step) : this.desk.all()[0];
    if (next) this.desk.visit(next);
  }

  #leave() {
    this.desk.visit(this.field);
  }

  #close() {
    if (this.overlay.isOpen) this.overlay.close();
    else if (this.field) this.desk.visit(this.field);
  }

  #follow(where) {
    const link = document.querySelector(`[data-go="${where}"]`);
    if (!link) return this.says.done("There is none.");
    if (where === "next-text") sessionStorage.setItem("review:go-on", "1");
    location.assign(link.href);
    return null;
  }

  // Words

  #take({ number, button }) {
    const { field } = this;
    const list = [...field.element.querySelectorAll(".suggestion")];
    const suggestion = button ? button.closest(".suggestion") : list[number - 1];
    if (!suggestion) return this.says.done(`There is no suggestion ${number}.`);
    field.write(suggestion.dataset.html);
    this.desk.enter(field);
    return this.says.done(`Suggestion ${list.indexOf(suggestion) + 1} taken; not saved yet.`);
  }

  #machine() {
    const { field } = this;
    if (!field.view.machine_html) return this.says.done("No engine has translated this sentence.");
    field.write(field.view.machine_html);
    return this.says.done("Back to the machine text; not saved yet.");
  }

  #mark({ number, button }) {
    const { field } = this;
    const which = number ?? Number(button.dataset.chip);
    const words = field.toggleMark(which);
    if (words === null) return this.says.done(`The source has no mark ${which}.`);
    if (words === false) return this.says.done("Select the words that it belongs to, or put the caret into one.");
    const [start, end] = [field.area.selectionStart, field.area.selectionEnd];
    field.focus();
    field.area.setSelectionRange(start, end);
    return this.says.done(`Mark ${which}: “${words}”.`);
  }

  #unmark(button) {
    const { field } = this;
    const mark = field.marks[Number(button.dataset.chip.slice(1))];
    if (mark) field.removeMark(mark);
  }

  #undo() {
    const { field } = this;
    if (field.isChanged) {
      const number = field.element.dataset.number;
      field.giveUp();
      clearNotice(field);
      this.#offerAside(field);
      return this.says.done(`What you typed into sentence ${number} is put aside.`);
    }
    return this.desk.send(field, { action: "undo", body: { version: field.view.version } });
  }

  #keepMine() {
    const { field } = this;
    field.accept();
    clearNotice(field);
    this.desk.enter(field);
    this.says.done("Yours is kept; it is not saved yet.");
  }

  #takeTheirs() {
    const { field } = this;
    field.giveUp();
    clearNotice(field);
    this.#offerAside(field);
    this.desk.enter(field);
    this.says.done("Theirs is taken; yours is put aside.");
  }

  #offerAside(field) {
    const note = field.element.querySelector(".unsaved");
    if (note.querySelector("[data-do=bring-back]") || !this.kept.aside(field.id)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small second";
    button.dataset.do = "bring-back";
    button.textContent = "Bring back what I typed";
    const place = document.createElement("p");
    place.className = "aside";
    place.append(button);
    note.after(place);
  }

  #bringBack() {
    const { field } = this;
    const aside = this.kept.aside(field.id);
    if (!aside) return;
    field.write(aside.html);
    this.kept.dropAside(field.id);
    field.element.querySelector(".aside")?.remove();
    this.says.done("What you had typed is back; it is not saved yet.");
  }

  // Findings

  #finding(step) {
    const all = this.desk.all().flatMap((field) => [...field.element.querySelectorAll(".finding:not(.is-dismissed)")]);
    if (!all.length) return this.says.done("There is no open finding in this text.");
    const current = document.querySelector(".finding.is-current");
    let at = all.indexOf(current);
    if (at < 0 && this.field) {
      const follows = (one) => this.field.element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
      at = all.findIndex((one) => this.field.element.contains(one) || follows(one)) - (step > 0 ? 1 : 0);
    }
    const found = all[(at + step + all.length) % all.length];
    current?.classList.remove("is-current");
    found.classList.add("is-current");
    const field = this.desk.byElement(found.closest(".segment"));
    this.desk.enter(field);
    const finding = field.findings[Number(found.dataset.finding)];
    if (finding.end > finding.start) field.area.setSelectionRange(finding.start, finding.end);
    return this.says.done(`${finding.code}: ${finding.message}${finding.fix ? " F2 fixes it." : ""}`);
  }

  #which({ button } = {}) {
    const { field } = this;
    if (button) return field.findings[Number(button.dataset.finding)];
    const current = field.element.querySelector(".finding.is-current");
    return current ? field.findings[Number(current.dataset.finding)] : null;
  }

  #fix(how) {
    const { field } = this;
    const chosen = this.#which(how);
    const finding = chosen?.fix ? chosen : field.openFindings.find((one) => one.fix);
    if (!finding) return this.says.done("No finding of this sentence can be fixed by itself.");
    field.applyFix(finding);
    this.desk.enter(field);
    return this.says.done(`Changed to “${finding.fix.text}”; not saved yet.`);
  }

  #dismiss(how) {
    const { field } = this;
    const finding = this.#which(how) ?? field.openFindings[0];
    if (!finding) return this.says.done("There is no open finding in this sentence.");
    if (field.isChanged) return this.says.trouble("Save the sentence first: a finding is dismissed for what is saved.");
    const item = field.element.querySelector(`.finding[data-finding="${field.findings.indexOf(finding)}"]`);
    if (!item.querySelector("form")) item.append(dismissForm(finding));
    return item.querySelector("input").focus();
  }

  #sendDismissal(form) {
    const field = this.desk.byElement(form.closest(".segment"));
    const reason = form.elements.reason.value.trim();
    const { source, target } = field.view;
    const body = { code: form.dataset.code, source_hash: source.hash, target_hash: target.hash, reason };
    this.desk.send(field, { action: "dismiss", body });
    this.desk.visit(field);
  }

  // Many

  async #approveSeen() {
    const done = await this.seen.approve();
    if (!done.length) return;
    this.many = done.map(({ id }) => id);
    const tools = document.querySelector(".tools");
    tools.querySelector("[data-do=undo-many]")?.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.dataset.do = "undo-many";
    button.textContent = `Take back these ${done.length}`;
    tools.append(button);
    this.refresh.soon();
  }

  #undoMany() {
    for (const id of this.many ?? []) {
      const field = this.desk.fields.get(id);
      if (field && field.view.state === "approved" && !field.isChanged) {
        this.desk.send(field, { action: "undo", body: { version: field.view.version } });
      }
    }
    this.many = [];
    document.querySelector("[data-do=undo-many]")?.remove();
  }
}

function dismissForm(finding) {
  const form = document.createElement("form");
  form.className = "dismiss-form";
  form.dataset.code = finding.code;
  const label = document.createElement("label");
  label.textContent = "Why is it none? ";
  const input = document.createElement("input");
  input.type = "text";
  input.name = "reason";
  input.required = true;
  input.maxLength = 500;
  label.append(input);
  const button = document.createElement("button");
  button.className = "small";
  button.textContent = "Dismiss";
  form.append(label, button);
  return form;
}
