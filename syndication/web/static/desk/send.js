// Forms sent as a browser would, answered by pages: what became of one is told by its kind.

import { Failure } from "../review/service.js";

const BUSY = new Set([408, 425, 429, 500, 502, 503, 504]);
const LONGEST_MS = 20_000;

/**
 * Send a form and return {page, status, url} of the answer, refusals (409, 422) among them.
 * Throws a Failure of the kind "offline", "signed-out", "busy" or "refused".
 */
export async function sendForm(form, { action = form.action, submitter = null, extra = [] } = {}, isAgain = false) {
  const data = new URLSearchParams([...new FormData(form, submitter)].filter(([, value]) => typeof value === "string"));
  for (const [name, value] of extra) data.append(name, value);
  const answer = await ask(action, { method: "POST", body: data, headers: { Accept: "text/html", "X-CSRF-Token": csrf() } });
  if (answer.status === 403 && !isAgain && (await renew())) return sendForm(form, { action, submitter, extra }, true);
  return read(answer);
}

/** Fetch a page of ours. */
export async function fetchPage(path) {
  return (await read(await ask(path, { headers: { Accept: "text/html" } }))).page;
}

async function read(answer) {
  if (answer.status === 401) throw new Failure("signed-out", "You are signed out. What you wrote is kept here: sign in again in another window, then send it once more.");
  if (BUSY.has(answer.status)) throw new Failure("busy", "The service is busy. What you wrote is kept here; send it once more in a moment.");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok && answer.status !== 409 && answer.status !== 422) {
    const told = page.querySelector("main p")?.textContent.trim();
    throw new Failure("refused", told || `The service answered ${answer.status}.`);
  }
  return { page, status: answer.status, url: answer.url };
}

async function ask(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(LONGEST_MS), ...options });
  } catch {
    throw new Failure("offline", "The service cannot be reached. What you wrote is kept here, and is sent once however often you try.");
  }
}

function csrf() {
  return document.querySelector("meta[name=csrf]")?.content ?? "";
}

/** Whoever has signed in again in another window has another secret: take that one. Says whether it is another. */
async function renew() {
  const page = await fetchPage("/desk/blogs/");
  const fresh = page.querySelector("meta[name=csrf]")?.content;
  if (!fresh || fresh === csrf() || page.querySelector("meta[name=user]").content !== document.querySelector("meta[name=user]").content) return false;
  document.querySelector("meta[name=csrf]").content = fresh;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
  return true;
}
