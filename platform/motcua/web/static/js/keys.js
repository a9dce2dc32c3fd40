// Keyboard: every control with data-key is pressed (or focused, when it is a field) by that key.
// data-key="F2", "Ctrl+Enter", "Alt+2", "T"; several are separated by a space.

const STORE = "motcua-single-keys";

export function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("[contenteditable=true], textarea, select, .cm-editor")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "file"].includes(target.type);
}

/** "Ctrl+Enter", "Alt+2", "T", "?", "/" from a keyboard event. */
export function keyName(event) {
  let key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (event.altKey && /^(Digit|Numpad)\d$/.test(event.code)) key = event.code.slice(-1);
  if (event.altKey && /^Key[A-Z]$/.test(event.code)) key = event.code.slice(-1);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && event.key.length > 1) parts.push("Shift");
  return [...parts, key].join("+");
}

function singleKeysOn() {
  return window.localStorage.getItem(STORE) !== "off";
}

function isSingle(name) {
  return name.length === 1;
}

function visible(element) {
  return !element.disabled && element.getAttribute("aria-disabled") !== "true" && element.getClientRects().length > 0;
}

/** Presses or focuses a control as its key does. */
export function press(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    element.focus();
    if (element.select) element.select();
  } else if (element.matches("section, [data-section]")) {
    const first = element.querySelector("input:not([type=hidden], :disabled, [readonly]), select:not(:disabled), textarea, button, a[href]");
    (first || element).focus();
    element.scrollIntoView({ block: "nearest" });
  } else element.click();
}

function find(name) {
  const scope = document.querySelector("dialog[open]") || document;
  return [...scope.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key.split(" ").includes(name) && visible(element),
  );
}

const handlers = new Map();

/** Runs a function on a key when no control takes it; a function answering false lets the key pass on. */
export function onKey(name, run) {
  handlers.set(name, run);
}

function handle(event) {
  if (event.defaultPrevented || event.isComposing || !event.key) return;
  const name = keyName(event);
  if (isSingle(name) && (isTyping(event.target) || !singleKeysOn())) return;
  if (name === "Enter" && event.target instanceof Element && event.target.closest("a, button, input, select, textarea, summary, dialog")) return;
  const control = find(name);
  if (control) {
    event.preventDefault();
    press(control);
    return;
  }
  const run = handlers.get(name);
  if (run && run(event) !== false) event.preventDefault();
}

function escape(event) {
  if (event.key !== "Escape") return;
  const open = event.target instanceof Element ? event.target.closest("details.explain[open], details.me-menu[open], details.p-menu[open]") : null;
  const shown = open || document.querySelector("details.explain[open]:not(:has(.pop.inline)), details.me-menu[open], details.p-menu[open]");
  if (shown) {
    shown.open = false;
    shown.querySelector("summary")?.focus();
    event.preventDefault();
  }
}

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector(".panel-body :is(input:not([type=hidden]), select, textarea):not(:disabled, [hidden])")?.focus();
}

function clicks(event) {
  const target = event.target instanceof Element ? event.target : null;
  const opener = target?.closest("[data-open-dialog]");
  if (opener && document.getElementById(opener.dataset.openDialog)) {
    event.preventDefault();
    openDialog(opener.dataset.openDialog);
  }
  target?.closest("[data-close-dialog]")?.closest("dialog")?.close();
  for (const menu of document.querySelectorAll("details.me-menu[open], details.p-menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
  for (const floating of document.querySelectorAll("details.explain[open]:not(:has(.pop.inline))")) {
    if (!floating.contains(target)) floating.open = false;
  }
}

export function startKeys() {
  document.addEventListener("keydown", escape);
  document.addEventListener("keydown", handle);
  document.addEventListener("click", clicks);
  onKey("?", () => openDialog("keys-help"));
  onKey("/", () => {
    const box = document.querySelector("[data-filter]") || document.querySelector("[data-search]");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  });
  for (const box of document.querySelectorAll("[data-single-keys]")) {
    box.checked = singleKeysOn();
    box.addEventListener("change", () => window.localStorage.setItem(STORE, box.checked ? "on" : "off"));
  }
}
