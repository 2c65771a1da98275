// Keeps the page as it stands now, without losing the reader's place: only parts that differ are put in anew, and none
// while somebody is in it with the keyboard. Without this script the page is as it was when it was asked for.

const EVERY_MS = 2000;
const LONGEST_MS = 30000;

async function asItIsNow() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function put(page) {
  for (const part of document.querySelectorAll("[data-refreshed]")) {
    const now = page.querySelector(`[data-refreshed="${part.dataset.refreshed}"]`);
    if (now && !part.contains(document.activeElement) && now.innerHTML !== part.innerHTML) {
      part.replaceChildren(...now.childNodes);
    }
  }
}

let pause = EVERY_MS;
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  if (document.hidden) continue;
  try {
    const page = await asItIsNow();
    if (page) put(page);
    pause = EVERY_MS;
  } catch {
    pause = Math.min(2 * pause, LONGEST_MS);
  }
}
