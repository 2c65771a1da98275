// The queue of decisions on their way to the service: kept in this browser until confirmed, sent again when the
// connection was lost, never in another order for one sentence, and done once, since each has its key.

import { Failure, newKey } from "./service.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const LOOK_EVERY_MS = 20_000;

/**
 * A decision: {segment: {id, slug}, action, html?, version?, source_hash?, target_hash?, text?}.
 * "save" edits; "approve" edits first where `html` is given; every other action is posted with its `body`.
 */
export class Saves extends EventTarget {
  constructor(service, kept) {
    super();
    this.service = service;
    this.kept = kept;
    this.tab = newKey();
    this.waiting = [];
    this.sending = null;
    this.isHeld = false;
    this.pauseMs = FIRST_PAUSE_MS;
    this.timer = 0;
    window.addEventListener("online", () => this.#soon(0));
    this.#claimTab();
  }

  /** Take over what closed or crashed windows have left unsent, now and whenever one is left behind. */
  begin() {
    // A window that is being closed still counts as alive for a moment.
    setInterval(() => this.#resume(), LOOK_EVERY_MS);
    return this.#resume();
  }

  async #resume() {
    const alive = await aliveTabs();
    for (const job of this.kept.jobs()) {
      if (job.tab === this.tab || alive.has(job.tab)) continue;
      if (!this.waiting.some((one) => one.key === job.key)) this.waiting.push({ ...job, tab: this.tab });
    }
    this.#run();
  }

  add(decision) {
    const job = { ...decision, key: newKey(), tab: this.tab, order: Date.now() };
    // What waits for this sentence and was not sent yet says less than the newer decision.
    for (const older of this.waiting.filter((one) => one !== this.sending && isReplacedBy(one, job))) this.#forget(older);
    this.waiting.push(job);
    this.kept.putJob(job);
    this.#tell("change");
    this.#run();
    return job;
  }

  of(segmentId) {
    return this.waiting.filter((job) => job.segment.id === segmentId);
  }

  get count() {
    return this.waiting.length;
  }

  async #run() {
    if (this.sending || !this.waiting.length) return;
    const job = this.waiting[0];
    this.sending = job;
    clearTimeout(this.timer);
    try {
      const view = await this.#send(job);
      this.pauseMs = FIRST_PAUSE_MS;
      this.isHeld = false;
      this.#forget(job);
      for (const next of this.of(job.segment.id)) this.#rebase(next, view);
      this.#tell("saved", { job, view });
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      if (failure.kind === "offline" || failure.kind === "busy" || failure.kind === "signed-out") {
        this.sending = null;
        this.isHeld = true;
        this.#tell("held", { job, failure });
        this.#soon(this.pauseMs);
        this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
        return;
      }
      this.isHeld = false;
      this.#forget(job);
      for (const next of this.of(job.segment.id)) this.#forget(next);
      this.#tell("failed", { job, failure });
    }
    this.sending = null;
    this.#tell("change");
    this.#run();
  }

  async #send(job) {
    const path = (action) => this.service.segmentPath(job.segment, action);
    if (job.action !== "approve" && job.action !== "save") {
      return this.service.post(path(job.action), job.body, { key: job.key });
    }
    let view = null;
    let seen = job.target_hash;
    // The time is told once, with what took it.
    let time = job.edit_s === undefined ? {} : { edit_s: job.edit_s };
    if (job.html !== undefined) {
      const edit = { version: job.version, html: job.html, ...time };
      time = {};
      view = await this.service.post(path("edit"), edit, { key: `${job.key}-edit` });
      seen = view.target.hash;
    }
    if (job.action === "approve") {
      const approval = { source_hash: job.source_hash, target_hash: seen, ...time };
      view = await this.service.post(path("approve"), approval, { key: `${job.key}-approve` });
    }
    return view;
  }

  // A later decision was made on top of this one, by the same hand: it goes on from what this one has left.
  #rebase(job, view) {
    if (!view?.target || view.source.hash !== job.source_hash) return;
    job.version = view.version;
    if (job.html === undefined && job.target_hash !== undefined) job.target_hash = view.target.hash;
    this.kept.putJob(job);
  }

  #forget(job) {
    this.waiting = this.waiting.filter((one) => one !== job);
    this.kept.dropJob(job);
  }

  #soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#run(), ms);
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // As long as this window lives it holds a lock by its name, so that others leave its decisions alone.
  #claimTab() {
    navigator.locks?.request(`review-tab-${this.tab}`, () => new Promise(() => {}));
  }
}

function isReplacedBy(older, newer) {
  const isText = (job) => job.action === "save" || job.action === "approve";
  return older.segment.id === newer.segment.id && isText(older) && isText(newer) && newer.html !== undefined;
}

async function aliveTabs() {
  if (!navigator.locks) return new Set();
  const { held } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name.replace("review-tab-", "")));
}
