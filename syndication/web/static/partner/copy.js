// Buttons that copy the line beside them. Without a clipboard they stay hidden, and a click on a line selects it.

const SAID_FOR_MS = 2000;

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button, "Copied");
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    say(button, "Selected");
  }
}

function say(button, word) {
  const { name, label } = (button.was ??= { name: button.textContent, label: button.getAttribute("aria-label") });
  button.textContent = word;
  button.setAttribute("aria-label", word);
  clearTimeout(button.back);
  button.back = setTimeout(() => {
    button.textContent = name;
    button.setAttribute("aria-label", label);
  }, SAID_FOR_MS);
}
