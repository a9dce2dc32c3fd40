// The definition editor: YAML with the problems of the check endpoint marked in place. The textarea stays the posted
// field. data-check-url answers {problems: [{code, severity, message, remedy, line, column, end_line, end_column, place,
// fix: {label, text}}], seconds}; data-save-url, when given, saves without leaving the page and answers {saved_at}.
import { createYamlEditor, createDiffView } from "../vendor/codemirror/codemirror.js";
import { onKey } from "./keys.js";
import { fail, post, clearNotice } from "./notices.js";

const CHECK_MS = 600;
const SAVE_MS = 3000;
const nonce = document.querySelector("script[nonce]")?.nonce || "";

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function icon(name) {
  const mark = element("i", `bi bi-${name}`);
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

const KINDS = {
  error: ["err", "x-circle-fill", "Lỗi: "], warning: ["warn", "exclamation-triangle-fill", "Nhắc: "],
  info: ["info", "info-circle-fill", "Lưu ý: "],
};

class Studio {
  constructor(area) {
    this.area = area;
    this.form = area.closest("form");
    this.problems = [];
    this.timer = 0;
    this.turn = 0;
    this.list = document.querySelector("[data-problems]");
    this.counts = document.querySelector("[data-problem-counts]");
    this.state = document.querySelector("[data-saved]");
    const narrow = window.matchMedia("(max-width: 991px)").matches;
    this.editor = createYamlEditor(area, {
      nonce, label: area.getAttribute("aria-label") || "Văn bản YAML", readOnly: area.readOnly || narrow,
      onChange: () => this.changed(),
      keys: [
        { key: "Mod-s", run: () => this.save() }, { key: "F9", run: () => this.check() },
        { key: "F8", run: () => this.next() },
      ],
    });
    this.editor.view.contentDOM.tabIndex = 0;
    onKey("Ctrl+S", () => this.save());
    onKey("F9", () => this.check());
    onKey("F8", () => this.next());
    onKey("Alt+Y", () => this.swap());
    document.addEventListener("click", (event) => this.click(event));
    window.addEventListener("beforeunload", (event) => { if (this.unsaved && !this.leaving) event.preventDefault(); });
    this.form?.addEventListener("submit", () => { this.leaving = true; });
    const given = document.getElementById("problems-data");
    if (given) this.show(JSON.parse(given.textContent));
    else if (area.dataset.checkUrl && !area.readOnly) this.check();
  }

  changed() {
    this.unsaved = true;
    this.say("pencil", "Có thay đổi chưa lưu");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.check(), CHECK_MS);
    if (this.area.hasAttribute("data-autosave")) {
      window.clearTimeout(this.saving);
      this.saving = window.setTimeout(() => this.save(), SAVE_MS);
    }
  }

  body() {
    return new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
  }

  async check() {
    if (!this.area.dataset.checkUrl) return;
    window.clearTimeout(this.timer);
    const turn = ++this.turn;
    try {
      const answer = await (await post(this.area.dataset.checkUrl, this.body())).json();
      if (turn === this.turn) this.show(answer);
      clearNotice("network");
    } catch (error) {
      fail(error);
    }
  }

  async save() {
    window.clearTimeout(this.saving);
    if (!this.area.dataset.saveUrl) { this.leaving = true; this.form?.requestSubmit(); return; }
    try {
      const answer = await (await post(this.area.dataset.saveUrl, this.body())).json();
      this.unsaved = false;
      for (const [name, value] of Object.entries(answer.fields || {})) {
        const control = this.form.elements.namedItem(name);
        if (control) control.value = value;
      }
      this.say("cloud-check", `Đã lưu ${answer.saved_at || ""}`.trim());
      if (answer.problems) this.show(answer); else this.check();
      return true;
    } catch (error) {
      this.say("cloud-slash", "Chưa lưu được");
      fail(error);
    }
  }

  show({ problems = [], seconds = null }) {
    this.problems = [...problems].sort((a, b) => (a.line || 0) - (b.line || 0) || (a.column || 0) - (b.column || 0));
    this.editor.setProblems(this.problems);
    const errors = this.problems.filter((one) => one.severity === "error").length;
    const warnings = this.problems.filter((one) => one.severity === "warning").length;
    this.list?.replaceChildren(...this.problems.map((problem, index) => this.row(problem, index)));
    if (this.list && !this.problems.length) this.list.append(element("p", "meta px-3 py-3", "Không còn chỗ cần sửa."));
    if (this.counts) {
      const parts = [];
      const mark = (kind, name, words) => { const part = element("span", kind); part.append(icon(name), ` ${words}`); parts.push(part, " "); };
      if (errors) mark("t-late", "x-circle-fill", `${errors} lỗi`);
      if (warnings) mark("t-soon", "exclamation-triangle-fill", `${warnings} nhắc`);
      if (!errors && !warnings) mark("t-ok", "check-circle-fill", "Không còn chỗ cần sửa");
      this.counts.replaceChildren(...parts);
    }
    const time = document.querySelector("[data-check-time]");
    if (time && seconds !== null) time.textContent = `Kiểm tra trong ${seconds.toFixed(2).replace(".", ",")} giây.${errors ? " Còn lỗi thì chưa công bố được." : ""}`;
    for (const button of document.querySelectorAll("[data-publish]")) {
      button.classList.toggle("disabled", errors > 0);
      if (errors) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
      button.title = errors ? `Còn ${errors} lỗi` : "";
    }
    document.dispatchEvent(new CustomEvent("mc:checked", { detail: { errors, warnings } }));
  }

  row(problem, index) {
    const [kind, name, spoken] = KINDS[problem.severity] || KINDS.error;
    const box = element("div", `problem ${kind}`);
    const words = element("div");
    words.append(element("span", "visually-hidden", spoken), problem.message);
    box.append(icon(name), words);
    const where = problem.place || (problem.line ? `dòng ${problem.line}${problem.column ? `, cột ${problem.column}` : ""}` : "");
    const place = element(problem.line ? "a" : "span", "place", [problem.code, where].filter(Boolean).join(" · "));
    if (problem.line) { place.href = `#line-${problem.line}`; place.dataset.line = problem.line; place.dataset.column = problem.column || 1; }
    box.append(place);
    if (problem.remedy || problem.fix) {
      const fix = element("div", "fix", problem.remedy ? `Cách sửa: ${problem.remedy} ` : "");
      if (problem.fix?.text !== undefined && problem.fix.label && !this.area.readOnly) {
        const apply = element("a", "", problem.fix.label);
        apply.href = "#";
        apply.dataset.fix = String(index);
        fix.append(apply);
      }
      box.append(fix);
    }
    return box;
  }

  click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const onward = target?.closest("[data-save-first]");
    if (onward && this.unsaved && onward.getAttribute("aria-disabled") !== "true") {
      event.preventDefault();
      this.save().then((done) => { if (done) window.location.assign(onward.href); });
      return;
    }
    const fix = target?.closest("[data-fix]");
    const place = target?.closest("[data-line]");
    if (fix) {
      event.preventDefault();
      const problem = this.problems[Number(fix.dataset.fix)];
      this.editor.replaceRange(problem, problem.fix.text);
    } else if (place && !place.hasAttribute("data-elsewhere")) {
      event.preventDefault();
      this.editor.goTo(Number(place.dataset.line), Number(place.dataset.column || 1));
    } else if (target?.closest("[data-check]")) {
      event.preventDefault();
      this.check();
    } else if (target?.closest("[data-save]")) {
      event.preventDefault();
      this.save();
    }
  }

  next() {
    if (!this.problems.some((one) => one.line)) return;
    this.editor.nextProblem();
  }

  /** Alt+Y: between the generated form and the text. */
  swap() {
    if (this.editor.view.hasFocus) document.querySelector("[data-form-side] input, [data-form-side] select, [data-form-side] a, [data-form-side] [tabindex]")?.focus();
    else this.editor.focus();
  }

  say(name, words) {
    this.state?.replaceChildren(icon(name), words);
  }
}

for (const area of document.querySelectorAll("textarea[data-yaml]")) new Studio(area);

for (const place of document.querySelectorAll("[data-diff]")) {
  const texts = [...place.querySelectorAll("textarea, template, pre")].map((part) => part.value ?? part.content?.textContent ?? part.textContent);
  place.replaceChildren();
  createDiffView(place, texts[0] || "", texts[1] || "", { nonce, unified: place.dataset.diff === "unified" });
}
