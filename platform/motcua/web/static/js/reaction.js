// Sends the form to its evaluate endpoint and puts the answered HTML fragments in place: every top-level element of the
// answer replaces the element with its id. What the person is typing meanwhile is never overwritten.
import { post, fail, clearNotice, RequestFailed } from "./notices.js";
import { values } from "./drafts.js";

const WAIT_MS = 250;

/** A text field as the server drew it: what the server fills in there meanwhile may come. */
function untouched(control) {
  const text = control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && ["text", "tel", "email"].includes(control.type));
  return text && control.dataset.plain === undefined && control.value === control.defaultValue;
}

function keepTyping(before, after, touched) {
  for (const control of before.querySelectorAll("input, textarea, select")) {
    if (!control.id || !(touched.has(control.id) || (control === document.activeElement && !untouched(control)))) continue;
    const twin = after.querySelector(`[id="${CSS.escape(control.id)}"]`);
    if (!twin || twin.type !== control.type) continue;
    if (control.type === "checkbox" || control.type === "radio") twin.checked = control.checked;
    else if (control.type !== "file") twin.value = control.value;
  }
  // a file field stays the very same element: a chooser that is open answers to it, however long the person looks
  for (const control of before.querySelectorAll('input[type="file"]')) {
    const twin = [...after.querySelectorAll('input[type="file"]')].find((one) => (control.id ? one.id === control.id : control.dataset.field && one.dataset.field === control.dataset.field));
    if (!twin) continue;
    for (const { name } of [...control.attributes]) if (!twin.hasAttribute(name)) control.removeAttribute(name);
    for (const { name, value } of [...twin.attributes]) if (control.getAttribute(name) !== value) control.setAttribute(name, value);
    twin.replaceWith(control);
  }
  for (const open of before.querySelectorAll("details[open][id]")) {
    const twin = after.querySelector(`details[id="${CSS.escape(open.id)}"]`);
    if (twin) twin.open = true;
  }
}

/** Replaces one element, keeping focus and the caret. */
export function replace(before, after, touched = new Set()) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const caret = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  // a list searched by typing takes half a word back when it loses focus; here it only moves to its twin
  const searched = focused && focused.dataset.plain !== undefined ? { typed: focused.value, plain: focused.dataset.plain } : null;
  if (searched) focused.dataset.plain = focused.value;
  const shown = focused && "defaultValue" in focused ? focused.value : null;
  keepTyping(before, after, touched);
  before.replaceWith(after);
  if (focused?.id) {
    const twin = document.getElementById(focused.id);
    if (twin && twin !== document.activeElement) {
      twin.focus({ preventScroll: true });
      // what was filled in under the caret is typed over, not added to
      if (shown !== null && twin.value !== shown && twin.select) twin.select();
      else if (caret && caret[0] !== null && twin.setSelectionRange) {
        try { twin.setSelectionRange(...caret); } catch { /* fields without a caret */ }
      }
    }
  }
  window.htmx?.process(after);
  after.dispatchEvent(new CustomEvent("mc:drawn", { bubbles: true }));
  // fields that scripts make (lists searched by typing) are there only now
  if (focused?.id && document.activeElement === document.body) {
    const twin = document.getElementById(focused.id);
    if (twin && searched && searched.typed !== searched.plain) twin.value = searched.typed;
    twin?.focus({ preventScroll: true });
  }
}

export class Reaction {
  /** form needs data-evaluate-url. */
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.turn = 0;
    this.touched = new Set();
    this.abort = null;
  }

  touch(control) {
    if (control?.id) this.touched.add(control.id);
  }

  soon(wait = WAIT_MS) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.run(), wait);
  }

  async run() {
    const turn = ++this.turn;
    this.abort?.abort();
    this.abort = new AbortController();
    const touched = (this.touched = new Set());
    try {
      const answer = await post(this.form.dataset.evaluateUrl, values(this.form), { accept: "text/html", signal: this.abort.signal });
      const html = await answer.text();
      if (turn === this.turn) this.draw(html, touched);
      clearNotice("network");
      document.dispatchEvent(new CustomEvent("mc:answered"));
    } catch (error) {
      if (error.name !== "AbortError" && (error instanceof RequestFailed || navigator.onLine)) fail(error);
    }
  }

  draw(html, touched) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const fresh of [...page.body.children]) {
      const known = fresh.id && document.getElementById(fresh.id);
      if (known && !known.isEqualNode(fresh)) replace(known, document.importNode(fresh, true), touched);
    }
    document.dispatchEvent(new CustomEvent("mc:evaluated"));
  }
}
