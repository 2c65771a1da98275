// The preview follows the form: asked for when typing pauses, an older request given up for a newer one.

const PAUSE_MS = 350;

export function preparePreview(form, aside) {
  const place = aside.querySelector('[data-part="preview"]');
  const status = aside.querySelector("[data-status]");
  const views = aside.querySelector("[data-views]");
  let timer = 0;
  let asked = null;
  let shown = "reader";

  views.hidden = false;
  aside.classList.add("has-views");
  aside.querySelector("[data-refresh]").addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  views.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) {
      shown = button.dataset.show;
      arrange();
    }
  });
  arrange();
  ask();

  return () => {
    aside.classList.add("is-stale");
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  };

  async function ask() {
    clearTimeout(timer);
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    aside.classList.add("is-stale");
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: mine.signal,
      });
      const markup = await answer.text();
      if (asked !== mine) {
        return;
      }
      if (answer.ok) {
        show(markup);
      } else {
        say(answer.status === 401 ? "You are signed out. Sign in again in another tab." : "The preview could not be made.");
      }
    } catch (problem) {
      if (problem.name !== "AbortError") {
        say("The service cannot be reached. What you typed is still here.");
      }
    }
  }

  function show(markup) {
    const read = new DOMParser().parseFromString(markup, "text/html");
    const kept = place.querySelector(`[data-view="${shown}"]`)?.scrollTop ?? 0;
    place.replaceChildren(...read.body.childNodes);
    aside.classList.remove("is-stale");
    arrange();
    const view = place.querySelector(`[data-view="${shown}"]`);
    if (view) {
      view.scrollTop = kept;
    }
    mark();
    const told = place.querySelector("[data-summary]")?.dataset.summary ?? "";
    if (status.textContent !== told) {
      status.textContent = told;
    }
  }

  // Say beside each control what is wrong with it, and take back what is not any more.
  function mark() {
    const wrong = new Map();
    for (const one of place.querySelectorAll("[data-control]")) {
      if (one.dataset.control) {
        wrong.set(one.dataset.control, one.dataset.reason);
      }
    }
    for (const told of form.querySelectorAll("[data-problem]")) {
      const reason = wrong.get(told.dataset.problem);
      told.textContent = reason ?? "";
      told.hidden = !reason;
      const control = document.getElementById(told.id.replace(/-problem$/, ""));
      if (reason) {
        control?.setAttribute("aria-invalid", "true");
      } else {
        control?.removeAttribute("aria-invalid");
      }
    }
  }

  function arrange() {
    for (const button of views.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === shown));
    }
    for (const view of place.querySelectorAll("[data-view]")) {
      view.hidden = view.dataset.view !== shown;
    }
  }

  function say(text) {
    status.textContent = text;
    const line = document.createElement("p");
    line.className = "warning";
    line.textContent = text;
    place.replaceChildren(line);
    aside.classList.remove("is-stale");
  }
}
