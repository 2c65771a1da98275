// Shows how far work on packages is, without losing the place: only the two lists that change are put in anew, and not
// while somebody is in one of them. Without this script a link does the same.

const EVERY_MS = 2000;
const LONGEST_MS = 30000;

async function refreshed() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function isInUse(section) {
  return section.contains(document.activeElement) || section.querySelector("details[open]") !== null;
}

function put(page) {
  for (const section of document.querySelectorAll("[data-refreshed]")) {
    const now = page.querySelector(`[data-refreshed="${section.dataset.refreshed}"]`);
    if (now && !isInUse(section) && now.innerHTML !== section.innerHTML) section.replaceChildren(...now.childNodes);
  }
}

async function watch() {
  let pause = EVERY_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const page = document.hidden ? null : await refreshed();
      if (page) {
        put(page);
        // The script is only on pages that show work under way.
        if (!page.querySelector('script[src*="models.js"]')) return;
      }
      pause = EVERY_MS;
    } catch {
      pause = Math.min(2 * pause, LONGEST_MS);
    }
  }
}

watch();
