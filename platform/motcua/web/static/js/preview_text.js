// The YAML beside the preview, with the problems of the check endpoint marked in place; kept by itself. The textarea
// stays the posted field. data-check-url answers {problems: [{severity, line, column, ...}]}, data-save-url {fields,
// saved_at}. `mc:checked` on the document says that a check came back.
import { createYamlEditor } from "../vendor/codemirror/codemirror.js";
import { icon } from "./elements.js";
import { onKey } from "./keys.js";
import { fail, post, clearNotice } from "./notices.js";

const CHECK_MS = 600;
const SAVE_MS = 3000;
const nonce = document.querySelector("script[nonce]")?.nonce || "";

class PreviewText {
  constructor(area) {
    this.area = area;
    this.form = area.closest("form");
    this.problems = [];
    this.turn = 0;
    this.counts = document.querySelector("[data-problem-counts]");
    this.state = document.querySelector("[data-saved]");
    const narrow = window.matchMedia("(max-width: 991px)").matches;
    this.editor = createYamlEditor(area, {
      nonce, label: area.getAttribute("aria-label") || "Văn bản YAML", readOnly: area.readOnly || narrow,
      onChange: () => this.changed(),
      keys: [
        { key: "Mod-s", run: () => this.save() }, { key: "F9", run: () => this.check() }, { key: "F8", run: () => this.next() },
      ],
    });
    this.editor.view.contentDOM.tabIndex = 0;
    onKey("Ctrl+S", () => this.save());
    onKey("F9", () => this.check());
    onKey("F8", () => this.next());
    window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
    if (!area.readOnly) this.check();
  }

  changed() {
    this.unsaved = true;
    this.say("pencil", "Có thay đổi chưa lưu");
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.check(), CHECK_MS);
    window.clearTimeout(this.saving);
    this.saving = window.setTimeout(() => this.save(), SAVE_MS);
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
    if (!this.area.dataset.saveUrl) return;
    window.clearTimeout(this.saving);
    const sent = this.area.value;
    try {
      const answer = await (await post(this.area.dataset.saveUrl, this.body())).json();
      this.unsaved = this.area.value !== sent;
      for (const [name, value] of Object.entries(answer.fields || {})) {
        const control = this.form.elements.namedItem(name);
        if (control) control.value = value;
      }
      this.say("cloud-check", `Đã lưu ${answer.saved_at || ""}`.trim());
      this.check();
    } catch (error) {
      this.say("cloud-slash", "Chưa lưu được");
      fail(error);
    }
  }

  show({ problems = [] }) {
    this.problems = problems;
    this.editor.setProblems(problems);
    const errors = problems.filter((one) => one.severity === "error").length;
    const warnings = problems.filter((one) => one.severity === "warning").length;
    const parts = [];
    const mark = (kind, name, words) => {
      const part = document.createElement("span");
      part.className = kind;
      part.append(icon(name), ` ${words}`);
      parts.push(part, " ");
    };
    if (errors) mark("t-late", "x-circle-fill", `${errors} lỗi`);
    if (warnings) mark("t-soon", "exclamation-triangle-fill", `${warnings} nhắc`);
    if (!errors && !warnings) mark("t-ok", "check-circle-fill", "Không còn chỗ cần sửa");
    this.counts?.replaceChildren(...parts);
    document.dispatchEvent(new CustomEvent("mc:checked", { detail: { errors, warnings } }));
  }

  next() {
    if (this.problems.some((one) => one.line)) this.editor.nextProblem();
  }

  say(name, words) {
    this.state?.replaceChildren(icon(name), words);
  }
}

for (const area of document.querySelectorAll("textarea[data-yaml]")) new PreviewText(area);
