// The procedure finder: type with or without diacritics, then a digit or Enter. The server answers rows of the list.

const WAIT_MS = 120;
const DIGIT_MS = 350;

export class Finder {
  /** input needs data-finder-url, aria-controls of the list; favorites are elements with data-favorite="1".."9". */
  constructor(input) {
    this.input = input;
    this.list = document.getElementById(input.getAttribute("aria-controls"));
    this.timer = 0;
    this.digit = 0;
    this.turn = 0;
    this.at = -1;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => { if (this.options().length) this.show(true); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest('[role="option"]');
      if (row) { event.preventDefault(); this.open(row); }
    });
    if (input.closest(".float")) input.addEventListener("blur", () => this.show(false));
    if (input.value.trim() && document.activeElement === input) this.typed();
  }

  options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  typed() {
    window.clearTimeout(this.timer);
    if (!this.input.value.trim()) { this.turn += 1; this.list.replaceChildren(); this.show(false); return; }
    this.timer = window.setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const turn = ++this.turn;
    const url = new URL(this.input.dataset.finderUrl, window.location.href);
    url.searchParams.set("q", this.input.value.trim());
    let html;
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html", "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      html = await answer.text();
    } catch {
      html = '<li class="none" role="presentation">Chưa tìm được. Mất kết nối máy chủ, gõ lại sau ít giây.</li>';
    }
    if (turn !== this.turn) return;
    const page = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html");
    this.list.replaceChildren(...page.querySelectorAll("li"));
    this.options().forEach((row, index) => { row.id = `${this.list.id}-${index}`; });
    this.show(true);
    this.move(this.options().length ? 0 : -1);
  }

  show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.move(-1);
  }

  move(at) {
    const rows = this.options();
    this.at = Math.max(-1, Math.min(rows.length - 1, at));
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.at)));
    if (this.at >= 0) {
      this.input.setAttribute("aria-activedescendant", rows[this.at].id);
      rows[this.at].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    window.clearTimeout(this.digit);
    const rows = this.options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!rows.length) return;
      event.preventDefault();
      if (this.list.hidden) this.show(true);
      this.move(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      if (this.at >= 0) this.open(rows[this.at]);
      else if (this.input.value.trim()) this.ask();
    } else if (event.key === "Escape") {
      if (!this.input.value) return;
      event.preventDefault();
      event.stopPropagation();
      this.input.value = "";
      this.typed();
    } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey) this.number(event, rows);
  }

  /** A digit after words opens that row. In an empty field it opens a favorite unless more of a code follows at once. */
  number(event, rows) {
    const typed = this.input.value.trim();
    const number = Number(event.key);
    if (typed && /\p{L}/u.test(typed) && !/\d/.test(typed)) {
      const row = rows[number - 1];
      if (row && !this.list.hidden) { event.preventDefault(); this.open(row); }
    } else if (!typed) {
      const favorite = document.querySelector(`[data-favorite="${number}"]`);
      if (favorite) this.digit = window.setTimeout(() => this.open(favorite), DIGIT_MS);
    }
  }

  open(row) {
    const link = row.matches("a") ? row : row.querySelector("a");
    const href = row.dataset.href || link?.href;
    if (href) window.location.assign(href);
  }
}
