// Adds and removes rows of repeating groups on the page; without script the same buttons post the form.

let made = 0;

function renumber(group) {
  const rows = [...group.querySelectorAll("[data-row]")];
  rows.forEach((row, index) => {
    const cell = row.querySelector("[data-row-number]");
    if (cell) cell.textContent = String(index + 1);
    for (const control of row.querySelectorAll("[aria-label]")) {
      control.setAttribute("aria-label", control.getAttribute("aria-label").replace(/(dòng )\S+$/, `$1${index + 1}`));
    }
    const remove = row.querySelector("[data-remove-row]");
    if (remove) remove.disabled = rows.length <= Number(group.dataset.minRows || 0);
  });
  const add = group.querySelector("[data-add-row]");
  if (add) add.disabled = Boolean(group.dataset.maxRows) && rows.length >= Number(group.dataset.maxRows);
  const table = group.querySelector(".rows-table");
  if (table) table.hidden = rows.length === 0;
  const none = group.querySelector("[data-no-rows]");
  if (none) none.hidden = rows.length > 0;
}

function changed(group) {
  renumber(group);
  group.dispatchEvent(new Event("change", { bubbles: true }));
}

function add(group) {
  const template = group.querySelector("template[data-row-template]");
  const body = group.querySelector("tbody");
  if (!template || !body) return false;
  made += 1;
  const id = `n${Date.now().toString(36)}${made}`;
  const holder = document.createElement("tbody");
  holder.innerHTML = template.innerHTML.replaceAll("__row__", id).replaceAll("__number__", "0");
  const row = holder.querySelector("[data-row]");
  body.append(row);
  changed(group);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return true;
}

export function startRows(root = document) {
  root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const adder = target?.closest("[data-add-row]");
    if (adder && add(adder.closest("[data-rows]"))) event.preventDefault();
    const remover = target?.closest("[data-remove-row]");
    if (remover) {
      event.preventDefault();
      const group = remover.closest("[data-rows]");
      const row = remover.closest("[data-row]");
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      changed(group);
      (next?.querySelector("[data-remove-row]") || group.querySelector("[data-add-row]"))?.focus();
    }
  });
}
