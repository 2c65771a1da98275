// News of others' work as it happens: one stream for all windows of a browser, and asking again where there is none.

const ASK_EVERY_MS = 4_000;
const WAIT_MS = 3_000;
const SILENCE_MS = 40_000;

/**
 * Dispatches "news" with {texts: [ids]} whenever something changed, and "state" with {isLive}.
 * A browser opens six connections to a server at most, so one window listens and tells the others.
 */
export class Live extends EventTarget {
  constructor(path) {
    super();
    this.path = path;
    this.cursor = null;
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`review ${path}`);
    this.channel?.addEventListener("message", ({ data }) => this.#tell(data));
    if (navigator.locks) navigator.locks.request(`review-live ${path}`, () => this.#listen());
    else this.#listen();
    // Whoever comes back to a window, or gets the connection back, may have missed something.
    window.addEventListener("online", () => this.#tell({ texts: null }));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#tell({ texts: null });
    });
  }

  // Never settles: the lock is this window's until it closes.
  #listen() {
    return new Promise(() => this.#open());
  }

  #open() {
    const source = new EventSource(this.path);
    source.addEventListener("news", ({ data }) => this.#share(JSON.parse(data)));
    for (const name of ["open", "news", "alive"]) source.addEventListener(name, () => this.#heard());
    source.addEventListener("open", () => {
      // What happened between two streams was told to nobody.
      if (this.wasOpen) this.#share({ texts: null });
      this.wasOpen = true;
      this.#state(true);
    });
    source.addEventListener("error", () => {
      this.#state(false);
      this.#ask();
      // A browser tries again by itself, but not where the server would not, such as when too many listen.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#open(), document.hidden ? 10 * ASK_EVERY_MS : ASK_EVERY_MS);
    });
  }

  // Without a stream the page looks for itself, now and then.
  #ask() {
    if (Date.now() - (this.askedAt ?? 0) < ASK_EVERY_MS) return;
    this.askedAt = Date.now();
    this.#share({ texts: null });
  }

  // Something on the way may keep the stream to itself; then it is asked now and then, too.
  #heard() {
    clearInterval(this.silence);
    this.silence = setInterval(() => this.#share({ texts: null }), SILENCE_MS);
  }

  #share(news) {
    this.channel?.postMessage(news);
    this.#tell(news);
  }

  #tell(news) {
    this.dispatchEvent(new CustomEvent("news", { detail: news }));
  }

  #state(isLive) {
    clearTimeout(this.stateTimer);
    const tell = () => this.dispatchEvent(new CustomEvent("state", { detail: { isLive } }));
    // A stream that ends is opened again at once; that is not worth a word.
    if (isLive) tell();
    else this.stateTimer = setTimeout(tell, WAIT_MS);
  }
}
