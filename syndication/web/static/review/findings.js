// What the checks say of a sentence, each with its fix and the way to dismiss it.

const WORDS = { block: "Blocks", warn: "Warning", info: "Note" };

export function drawFindings(field) {
  const list = field.element.querySelector(".findings");
  const found = field.findings;
  list.hidden = !found.length;
  const told = JSON.stringify(found.map(({ code, severity, message, fix, dismissal }) => [code, severity, message, fix, dismissal]));
  if (list.dataset.drawn === told) return;
  list.dataset.drawn = told;
  list.replaceChildren(...found.map((finding, index) => line(finding, index)));
}

function line(finding, index) {
  const item = document.createElement("li");
  item.className = `finding ${finding.severity}`;
  item.dataset.code = finding.code;
  item.dataset.finding = String(index);
  item.classList.toggle("is-dismissed", Boolean(finding.dismissal));
  const message = document.createElement("p");
  const label = document.createElement("strong");
  label.textContent = finding.dismissal ? "Dismissed" : WORDS[finding.severity];
  const code = document.createElement("code");
  code.textContent = finding.code;
  message.append(label, " ", finding.message, " ", code);
  item.append(message);
  if (finding.dismissal) {
    const reason = document.createElement("p");
    reason.className = "reason";
    reason.textContent = `${finding.dismissal.actor}: ${finding.dismissal.reason}`;
    item.append(reason);
    return item;
  }
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  if (finding.fix) buttons.append(button("fix", `Change to “${finding.fix.text}”`, index));
  buttons.append(button("dismiss", "Dismiss…", index));
  item.append(buttons);
  return item;
}

function button(action, text, index) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "small";
  made.dataset.do = action;
  made.dataset.finding = String(index);
  made.textContent = text;
  return made;
}
