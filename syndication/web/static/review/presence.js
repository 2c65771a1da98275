// Says to others where one is, as long as the window is looked at. It keeps nobody from anything.

const RENEW_MS = 12_000;

export class Presence {
  constructor({ desk, service, textId }) {
    this.desk = desk;
    this.service = service;
    this.path = service.textPath(textId, "presence");
    this.segmentId = null;
  }

  begin() {
    this.timer = setInterval(() => this.#renew(), RENEW_MS);
    this.#renew();
    window.addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => (document.hidden ? null : this.#renew()));
  }

  at(field) {
    if (this.segmentId === field.id) return;
    this.segmentId = field.id;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#renew(), 300);
  }

  async #renew() {
    if (document.hidden || !navigator.onLine) return;
    try {
      await this.service.put(this.path, { segment_id: this.segmentId });
    } catch {
      // Presence is a courtesy.
    }
  }

  #leave() {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.service.csrf };
    fetch(this.path, { method: "PUT", keepalive: true, headers, body: JSON.stringify({ is_leaving: true }) }).catch(() => {});
  }
}
