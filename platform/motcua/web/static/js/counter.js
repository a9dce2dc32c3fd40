// The reception page: finder (F2), identity card (F4), sections (Alt 1-4), checklist (Space, Q), draft, due date and fee.
import { Drafts } from "./drafts.js";
import { Finder } from "./finder.js";
import { onKey, press, isTyping } from "./keys.js";
import { notice, toast, clearNotice, post, RequestFailed } from "./notices.js";
import { rewrite } from "./formats.js";
import { Reaction } from "./reaction.js";
import { startScanner } from "./scanner.js";

const ANSWER_MS = 5000;
const AGAIN_MS = 4000;
let again = 0;

function sections() {
  for (const number of [1, 2, 3, 4, 5, 6]) {
    onKey(`Alt+${number}`, () => {
      const section = document.querySelector(`[data-section="${number}"]`);
      if (!section) return false;
      press(section);
      return true;
    });
  }
}

/** In the checklist: arrows between papers, Space ticks wherever the line has focus, Q scans the paper. */
function checklist() {
  document.addEventListener("keydown", (event) => {
    const line = event.target instanceof Element ? event.target.closest("[data-checkline]") : null;
    if (!line || (isTyping(event.target) && event.key !== "Escape")) return;
    const lines = [...document.querySelectorAll("[data-checkline]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      lines[lines.indexOf(line) + step]?.querySelector('input[type="checkbox"]')?.focus();
    } else if (event.key.toUpperCase() === "Q" && !event.ctrlKey && !event.altKey) {
      const scan = line.querySelector("[data-scan-paper]");
      if (scan) { event.preventDefault(); scan.click(); }
    }
  });
}

/** Whether the server answers now. */
async function serverAnswers() {
  if (!navigator.onLine) return false;
  try {
    await post(document.body.dataset.pingUrl, new URLSearchParams(), { signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch (error) {
    return error instanceof RequestFailed && error.status < 500;
  }
}

/** Says that nothing was sent, and when the server is there again. */
function waitForServer() {
  notice("offline", "Mất kết nối máy chủ nên chưa gửi được. Phần đã gõ giữ nguyên ở đây; có kết nối lại thì màn hình báo.", { kind: "soon" });
  window.clearTimeout(again);
  again = window.setTimeout(async () => {
    if (!await serverAnswers()) { waitForServer(); return; }
    clearNotice("offline");
    toast("Đã có kết nối lại. Bấm Ctrl Enter để tiếp nhận.");
  }, AGAIN_MS);
}

/** Sends only to a server that answers: else the browser would show its own page and take the form away. */
function guardSending(main, drafts) {
  let sure = false;
  main.addEventListener("submit", async (event) => {
    if (sure || event.submitter?.formTarget === "_blank" || !document.body.dataset.pingUrl) {
      sure = false;
      if (drafts) { drafts.dirty = false; window.clearTimeout(drafts.timer); }
      return;
    }
    event.preventDefault();
    if (main.dataset.asking) return;
    main.dataset.asking = "1";
    const { name, value } = event.submitter || {};
    const there = await serverAnswers();
    delete main.dataset.asking;
    if (!there) {
      drafts?.changed();
      waitForServer();
      return;
    }
    clearNotice("offline");
    window.clearTimeout(again);
    sure = true;
    // the page may have been drawn anew meanwhile
    const pressed = name ? [...document.querySelectorAll(`button[name="${CSS.escape(name)}"]`)].find((one) => one.form === main && one.value === value) : null;
    main.requestSubmit(pressed);
  });
}

function form() {
  const main = document.querySelector("form[data-counter]");
  if (!main) return;
  const drafts = main.dataset.draftUrl ? new Drafts(main) : null;
  const reaction = main.dataset.evaluateUrl ? new Reaction(main) : null;
  const changed = (control, wait) => {
    reaction?.touch(control);
    drafts?.changed();
    reaction?.soon(wait);
  };
  main.addEventListener("input", (event) => { reaction?.touch(event.target); drafts?.changed(); });
  main.addEventListener("change", (event) => changed(event.target, 30));
  main.addEventListener("focusout", (event) => { if (event.target.dataset?.kind) rewrite(event.target); });
  startScanner(main, {
    filled: (card, parts) => {
      clearNotice("scan");
      toast(`Đã đọc căn cước ${card.identity_number}: ${parts.length} ô.`);
      changed(null, 30);
      const next = [...main.querySelectorAll("input, select, textarea")].find((one) => one.type !== "hidden" && !one.value && one.getAttribute("aria-required") === "true" && one.getClientRects().length);
      next?.focus();
    },
    wrong: () => notice("scan", "Chưa đọc được thẻ. Đưa lại mã QR ở mặt sau thẻ vào đầu đọc, hoặc gõ số căn cước.", { kind: "soon" }),
  });
  guardSending(main, drafts);
}

/** Enter in a one-line field goes on to the next one; it never sends a form that is still being filled. */
function enterGoesOn() {
  document.addEventListener("keydown", (event) => {
    const control = event.target;
    if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || event.isComposing) return;
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement) || ["submit", "button", "file"].includes(control.type)) return;
    if (!control.closest("form[data-counter]") || control.matches("[role=combobox], [data-finder-url]") || control.closest("[data-scan-strip]")) return;
    event.preventDefault();
    const all = [...document.querySelectorAll("form[data-counter] :is(input, select, textarea, button)")].filter((one) => (
      one.type !== "hidden" && one.tabIndex >= 0 && !one.disabled && !one.readOnly && one.getClientRects().length
      && (one.type !== "radio" || one.checked || !one.form?.querySelector(`[name="${CSS.escape(one.name)}"]:checked`))
    ));
    const here = all.indexOf(control);
    const next = all.slice(here + 1).find((one) => one.type !== "button" && (one.type !== "radio" || one.name !== control.name));
    next?.focus();
    // as with Tab: what was filled in already is typed over, not added to
    if (next instanceof HTMLInputElement && !["radio", "checkbox"].includes(next.type)) next.select();
  });
}

function todo() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('[data-todo] a[href^="#"]') : null;
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea") ? target : target.querySelector("input:not([type=hidden]), select, textarea");
    (document.getElementById(`${target.id}-text`) || control || target).focus();
  });
}

for (const input of document.querySelectorAll("[data-finder-url]")) new Finder(input);
sections();
checklist();
form();
enterGoesOn();
todo();
