// What every page has: keys, dialogs, notices, formats of typed values, repeating rows, long lists, the side panel.
import { startFormats } from "./formats.js";
import { startKeys } from "./keys.js";
import { startLookups } from "./lookups.js";
import { startNotices } from "./notices.js";
import { startRows } from "./rows.js";
import { startSession } from "./session.js";

function sidePanel() {
  const side = document.getElementById("side");
  for (const button of document.querySelectorAll("[data-toggle-side]")) {
    if (!side) continue;
    button.addEventListener("click", () => {
      const open = side.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
      if (open) side.querySelector("a, input")?.focus();
    });
  }
}

function passwords() {
  for (const button of document.querySelectorAll("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const show = input.type === "password";
      input.type = show ? "text" : "password";
      button.setAttribute("aria-pressed", String(show));
      button.querySelector("span").textContent = show ? "Ẩn" : "Hiện";
    });
  }
}

function copies() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    if (button) navigator.clipboard?.writeText(button.dataset.copy);
  });
}

function fileNames() {
  document.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const place = event.target.closest(".filebox")?.querySelector("[data-file-name]");
    const files = [...event.target.files];
    if (place) place.textContent = files.map((file) => `${file.name} (${Math.max(1, Math.round(file.size / 1024))} kB)`).join(", ");
  });
}

/** Forms posted twice by a double press would be two acts; the second press of the same button is dropped. */
function onceOnly() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

/** Search forms leave out the boxes nothing was typed in, so that addresses stay short and empty filters do nothing. */
function shortSearches() {
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-skip-empty")) return;
    const empty = [...event.target.elements].filter((one) => one.name && !one.value);
    for (const one of empty) one.disabled = true;
    window.setTimeout(() => { for (const one of empty) one.disabled = false; }, 0);
  });
}

startNotices();
startFormats();
startRows();
startLookups();
startKeys();
startSession();
sidePanel();
passwords();
copies();
fileNames();
onceOnly();
shortSearches();
document.body.addEventListener("htmx:afterSettle", (event) => startLookups(event.target));
document.addEventListener("mc:drawn", (event) => startLookups(event.target));
document.getElementById("error-summary")?.focus();
