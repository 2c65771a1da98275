// Shows how things stand without losing the place: the parts that change are put in anew, and not while somebody is in
// one of them. Without this script the page is as it was when it was loaded.

const EVERY_MS = 3000;
const LONGEST_MS = 30000;

async function refreshed() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function isInUse(part) {
  return part.contains(document.activeElement) || part.querySelector("details[open]") !== null;
}

// Parts that have an id are put in one by one, so that the others go on while somebody is in one.
function put(old, now) {
  const children = [...now.children];
  const sameChildren = children.length === old.children.length && children.every((one, at) => one.id && one.id === old.children[at].id);
  if (sameChildren) {
    children.forEach((one, at) => {
      const here = old.children[at];
      if (!isInUse(here) && one.outerHTML !== here.outerHTML) here.replaceWith(one);
    });
  } else if (!isInUse(old) && now.innerHTML !== old.innerHTML) {
    old.replaceChildren(...now.childNodes);
  }
}

async function watch() {
  let pause = EVERY_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const page = document.hidden ? null : await refreshed();
      if (page) {
        for (const part of document.querySelectorAll("[data-refreshed]")) {
          const now = page.querySelector(`[data-refreshed="${part.dataset.refreshed}"]`);
          if (now) put(part, now);
        }
        // Some pages only load the script while work is under way.
        if (!page.querySelector('script[src*="refreshed.js"]')) return;
      }
      pause = EVERY_MS;
    } catch {
      pause = Math.min(2 * pause, LONGEST_MS);
    }
  }
}

watch();
