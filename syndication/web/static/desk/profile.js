// The editor of profiles: rows are added and removed in place, and the preview follows what is typed.

import { prepareRows } from "./profile_rows.js";
import { preparePreview } from "./profile_preview.js";

const form = document.getElementById("profile-form");
const aside = document.getElementById("preview");

const refresh = preparePreview(form, aside);
prepareRows(form, refresh);
showFitting();

form.addEventListener("input", () => {
  showFitting();
  refresh();
});
aside.addEventListener("change", (event) => {
  if (event.target.form === form) {
    refresh();
  }
});
// A link to a setting that cannot be opens the section it is in.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#set-"]');
  const control = link && document.getElementById(link.getAttribute("href").slice(1));
  if (control) {
    event.preventDefault();
    reveal(control);
  }
});

let isChanged = false;
form.addEventListener("input", () => {
  isChanged = true;
});
form.addEventListener("submit", () => {
  isChanged = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isChanged) {
    event.preventDefault();
  }
});

document.getElementById("problems")?.focus();
document.body.classList.add("is-ready");

function reveal(control) {
  const section = control.closest("details");
  if (section) {
    section.open = true;
  }
  control.focus();
  control.scrollIntoView({ block: "center" });
}

// Settings of other formats than the chosen one stay out of sight; what stands in them is kept.
function showFitting() {
  const chosen = form.elements.namedItem("format")?.value;
  for (const field of form.querySelectorAll("[data-formats]")) {
    field.hidden = !field.dataset.formats.split(" ").includes(chosen);
  }
}
