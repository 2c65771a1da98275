// Talking to the service: JSON in, JSON out; every failure is told by its kind.

/** What became of a request that was not answered as wished. `kind`: offline, signed-out, conflict, refused, busy. */
export class Failure extends Error {
  constructor(kind, message, problem = null) {
    super(message);
    this.kind = kind;
    this.problem = problem;
  }
}

const BUSY = new Set([408, 425, 429, 500, 502, 503, 504]);

export class Service {
  constructor({ csrf, user, language }) {
    this.csrf = csrf;
    this.user = user;
    this.language = language;
  }

  segmentPath(segment, action = "") {
    const path = `/api/v1/blogs/${encodeURIComponent(segment.slug)}/segments/${segment.id}`;
    return action ? `${path}/${action}` : path;
  }

  textPath(textId, action = "") {
    const path = `/api/v1/review/${encodeURIComponent(this.language)}/texts/${textId}`;
    return action ? `${path}/${action}` : path;
  }

  get(path) {
    return this.#json("GET", path);
  }

  post(path, body, { key = null, signal = null } = {}) {
    return this.#json("POST", path, body, key, signal);
  }

  put(path, body) {
    return this.#json("PUT", path, body);
  }

  /** Fetch a page of ours as a document, to take parts of it over. */
  async page(path) {
    const answer = await this.#fetch(path, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw await failureOf(answer);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  async #json(method, path, body, key, signal, isAgain = false) {
    const headers = { Accept: "application/json", "X-CSRF-Token": this.csrf };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (key) headers["Idempotency-Key"] = key;
    const answer = await this.#fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
    if (answer.status === 403 && !isAgain && (await this.#renew())) return this.#json(method, path, body, key, signal, true);
    if (!answer.ok) throw await failureOf(answer);
    return answer.status === 204 ? null : answer.json();
  }

  /** Whoever has signed in again in another window has another secret: take that one. Says whether it is another. */
  async #renew() {
    const page = await this.page("/review/");
    const csrf = page.querySelector("meta[name=csrf]")?.content;
    if (!csrf || csrf === this.csrf || page.querySelector("meta[name=user]").content !== this.user) return false;
    this.csrf = csrf;
    return true;
  }

  async #fetch(path, options) {
    try {
      return await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
    } catch (cause) {
      if (cause.name === "AbortError") throw cause;
      throw new Failure("offline", "The service cannot be reached.");
    }
  }
}

async function failureOf(answer) {
  let problem = null;
  try {
    problem = await answer.json();
  } catch {
    // Not ours, such as a page of a proxy: its status says enough.
  }
  const message = wordsOf(problem) ?? `The service answered ${answer.status}.`;
  if (answer.status === 401) return new Failure("signed-out", "You are signed out. Nothing you typed is lost.", problem);
  if (BUSY.has(answer.status)) return new Failure("busy", message, problem);
  if (answer.status === 409 && problem?.current) return new Failure("conflict", message, problem);
  // The same key is being answered right now: the answer will be there in a moment.
  if (answer.status === 409 && /in-progress/.test(problem?.type ?? "")) return new Failure("busy", message, problem);
  return new Failure("refused", message, problem);
}

function wordsOf(problem) {
  const errors = problem?.errors?.map((error) => error.detail ?? error.message ?? error.reason).filter(Boolean);
  return errors?.length ? errors.join(" ") : (problem?.detail ?? problem?.title);
}

/** A name for one keypress, so that a request that is sent again is done once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
