// Settings that repeat: the last row is blank, and typing in it makes another.

export function prepareRows(form, changed) {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    prepare(rows, changed);
  }
}

function prepare(rows, changed) {
  const blank = last(rows).cloneNode(true);
  rows.addEventListener("input", (event) => {
    if (event.target.closest("[data-row]") === last(rows) && isWritten(event.target)) {
      name(last(rows), rows.dataset.label);
      rows.append(numbered(blank, Number(last(rows).dataset.row) + 1));
    }
  });
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) {
      return;
    }
    event.preventDefault();
    const row = button.closest("[data-row]");
    const beside = row.nextElementSibling;
    row.remove();
    beside.querySelector("input, select, textarea")?.focus();
    changed();
  });
}

// Give the row that was blank its name, and a way to take it out again.
function name(row, label) {
  const number = Number(row.dataset.row) + 1;
  row.querySelector("legend").textContent = `${label}, row ${number}`;
  const button = document.createElement("button");
  button.className = "small second";
  button.dataset.remove = "";
  button.type = "button";
  button.textContent = "Remove";
  const more = document.createElement("span");
  more.className = "unseen-text";
  more.textContent = ` row ${number} of ${label}`;
  button.append(more);
  row.append(button);
}

function numbered(blank, number) {
  const row = blank.cloneNode(true);
  row.dataset.row = number;
  const old = blank.dataset.row;
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ["name", "data-problem"]) {
      const value = element.getAttribute(attribute);
      if (value) {
        element.setAttribute(attribute, value.replace(`[${old}]`, `[${number}]`));
      }
    }
    for (const attribute of ["id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) {
        element.setAttribute(attribute, value.replaceAll(`-${old}-`, `-${number}-`));
      }
    }
  }
  return row;
}

function last(rows) {
  const all = rows.querySelectorAll("[data-row]");
  return all[all.length - 1];
}

function isWritten(control) {
  return control.value.trim() !== "";
}
