// Lists worked by keyboard: arrows move, Space chooses, Shift+arrows choose a range, Enter opens; the bulk bar says
// how many of the chosen can be done.
import { isTyping, onKey } from "./keys.js";
import { remember } from "./neighbors.js";

class Worklist {
  constructor(table) {
    this.adopt(table);
    document.addEventListener("keydown", (event) => this.key(event));
    onKey("Ctrl+A", () => {
      if (isTyping(document.activeElement)) return false;
      this.chooseAll(true);
      this.refresh();
      return true;
    });
  }

  /** Takes over a table, at first and whenever the list was read again. */
  adopt(table) {
    this.table = table;
    this.form = table.closest("form");
    this.bar = document.querySelector("[data-bulk]");
    this.all = table.querySelector("thead input[type=checkbox]");
    this.at = -1;
    this.anchor = -1;
    table.addEventListener("change", (event) => {
      if (event.target === this.all) this.chooseAll(this.all.checked);
      this.refresh();
    });
    table.addEventListener("click", (event) => this.click(event));
    table.addEventListener("focusin", (event) => {
      const row = event.target.closest("tbody tr");
      if (row) this.mark(this.rows().indexOf(row), false);
    });
    document.querySelector("[data-choose-none]")?.addEventListener("click", () => { this.chooseAll(false); this.refresh(); });
    this.refresh();
    remember(this.rows().map((row) => row.dataset.href));
    const start = this.rows().findIndex((row) => row.classList.contains("at"));
    if (start >= 0) this.at = start;
  }

  rows() {
    return [...this.table.querySelectorAll("tbody tr[data-href]")];
  }

  box(row) {
    return row?.querySelector("input[type=checkbox]");
  }

  mark(at, move = true) {
    const rows = this.rows();
    if (!rows.length) return;
    this.at = Math.max(0, Math.min(rows.length - 1, at));
    rows.forEach((row, index) => row.classList.toggle("at", index === this.at));
    if (!move) return;
    (this.box(rows[this.at]) || rows[this.at].querySelector("a"))?.focus({ preventScroll: true });
    rows[this.at].scrollIntoView({ block: "nearest" });
  }

  choose(from, to, on) {
    const rows = this.rows();
    for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
      const box = this.box(rows[index]);
      if (box && !box.disabled) box.checked = on;
    }
  }

  chooseAll(on) {
    this.choose(0, this.rows().length - 1, on);
  }

  key(event) {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.altKey || isTyping(event.target)) return;
    const inside = this.table.contains(event.target) || event.target === document.body || event.target.id === "main";
    if (!inside) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = this.rows()[this.at];
    if (step) {
      event.preventDefault();
      if (event.shiftKey && this.at >= 0) {
        if (this.anchor < 0) this.anchor = this.at;
        this.mark(this.at + step);
        this.choose(this.anchor, this.at, true);
        this.refresh();
      } else {
        this.anchor = -1;
        this.mark(this.at + step);
      }
    } else if (event.key === " " && row && event.target !== this.box(row)) {
      event.preventDefault();
      this.box(row)?.click();
    } else if (event.key === "Enter" && row && !(event.target instanceof HTMLAnchorElement) && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      window.location.assign(row.dataset.href);
    } else if (event.key === "Escape" && this.chosen().length) {
      this.chooseAll(false);
      this.refresh();
    }
  }

  click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest("tbody tr[data-href]");
    if (!row) return;
    const at = this.rows().indexOf(row);
    if (event.shiftKey && this.at >= 0 && target.matches("input[type=checkbox]")) this.choose(this.at, at, target.checked);
    this.mark(at, false);
    this.refresh();
  }

  chosen() {
    return this.rows().filter((row) => this.box(row)?.checked);
  }

  refresh() {
    const rows = this.rows();
    const chosen = this.chosen();
    rows.forEach((row) => row.classList.toggle("sel", Boolean(this.box(row)?.checked)));
    if (this.all) {
      this.all.checked = rows.length > 0 && chosen.length === rows.length;
      this.all.indeterminate = chosen.length > 0 && chosen.length < rows.length;
    }
    if (!this.bar) return;
    this.bar.hidden = chosen.length === 0;
    for (const place of this.bar.querySelectorAll("[data-bulk-count]")) place.textContent = String(chosen.length);
    const remarks = [];
    for (const button of this.bar.querySelectorAll("[data-needs]")) {
      const able = chosen.filter((row) => (row.dataset.can || "").split(" ").includes(button.dataset.needs));
      button.disabled = able.length === 0;
      if (chosen.length && able.length < chosen.length) {
        const why = chosen.find((row) => !able.includes(row))?.dataset.whyNot;
        const act = (button.dataset.words || button.firstChild.textContent).trim().replace(/…$/, "").toLowerCase();
        remarks.push(`${able.length}/${chosen.length} ${act} được${why ? ` (còn lại: ${why})` : ""}`);
      }
    }
    const say = this.bar.querySelector("[data-bulk-note]");
    if (say) say.textContent = remarks.join("; ") || (chosen.length > 1 ? `cả ${chosen.length} đều làm được` : "");
  }
}

const first = document.querySelector("table[data-worklist]");
let list = first ? new Worklist(first) : null;
let cursor = "";

/** A list read again by itself must not take away what somebody is doing with it. */
function isBusy(part) {
  return list?.chosen().length > 0 || part.contains(document.activeElement) || document.querySelector("dialog[open]") || document.hidden;
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.target.closest("[data-list]");
  if (!part) return;
  if (isBusy(part)) event.preventDefault();
  else cursor = list?.rows()[list.at]?.dataset.href || "";
});
document.body.addEventListener("htmx:afterSettle", () => {
  const table = document.querySelector("table[data-worklist]");
  if (!table || table === list?.table) return;
  if (list) list.adopt(table); else list = new Worklist(table);
  const at = list.rows().findIndex((row) => row.dataset.href === cursor);
  if (at >= 0) list.mark(at, false);
});
