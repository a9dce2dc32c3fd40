// The live preview: choices change the frame without leaving the page, a saved draft draws it anew, and a desktop page is
// drawn at its real width and made smaller to fit.
const frame = document.querySelector("[data-preview-frame]");
const stage = document.querySelector("[data-preview-stage]");
const cols = document.querySelector("[data-preview-cols]");
const form = document.querySelector("[data-preview-form]");
const version = document.querySelector("form.preview-text [name=version]");
let seen = version?.value;

function set(name, value) {
  const url = new URL(frame.src);
  url.searchParams.set(name, value);
  const here = new URL(window.location.href);
  for (const [key, one] of url.searchParams) here.searchParams.set(key, one);
  window.history.replaceState(null, "", here);
  const hidden = form?.querySelector(`input[name="${name}"]`);
  if (hidden) hidden.value = value;
  if (name === "rong") width(value); else frame.src = url.href;
  for (const one of document.querySelectorAll("[data-only]")) if (name === "man-hinh") one.hidden = one.dataset.only !== value;
}

function width(value) {
  stage.classList.toggle("w390", value === "390");
  stage.classList.toggle("w1366", value !== "390");
  fit();
}

/** Scale classes stand for tenths, because styles written by scripts are not allowed here. */
function fit() {
  const room = stage.parentElement.clientWidth - 2;
  const wide = stage.classList.contains("w1366");
  const tenths = wide ? Math.max(4, Math.min(10, Math.floor((room / 1366) * 20 + 0.1) / 2)) : 10;
  for (let half = 8; half <= 20; half += 1) stage.classList.toggle(`s${half}`, wide && half === tenths * 2);
}

function again() {
  const left = frame.contentWindow?.scrollY || 0;
  frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, left), { once: true });
  frame.src = frame.src.replace(/#.*$/, "");
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const choice = target?.closest("[data-preview]");
  const only = target?.closest("[data-preview-only]");
  if (choice) {
    event.preventDefault();
    for (const one of choice.parentElement.children) one.removeAttribute("aria-current");
    choice.setAttribute("aria-current", "true");
    set(choice.dataset.preview, choice.dataset.value);
  } else if (only) {
    const on = cols.classList.toggle("only");
    only.setAttribute("aria-pressed", String(on));
    fit();
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-preview-select]")) set(event.target.name, event.target.value);
});
document.addEventListener("mc:checked", () => {
  if (!version || version.value === seen) return;
  seen = version.value;
  again();
});
document.addEventListener("mc:drafted", again);
window.addEventListener("resize", fit);
fit();
