// The list "Cần sửa" of the definition editor: each problem with its place, its remedy and corrections of one click.
import { element, icon } from "./elements.js";
const KINDS = {
  error: ["err", "x-circle-fill", "Lỗi: "], warning: ["warn", "exclamation-triangle-fill", "Nhắc: "],
  info: ["info", "info-circle-fill", "Lưu ý: "],
};

export class ProblemList {
  constructor(editor) {
    this.editor = editor;
    this.problems = [];
    this.at = -1;
    this.list = document.querySelector("[data-problems]");
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  show({ problems = [], seconds = null }) {
    this.problems = problems;
    this.shown = [...problems].sort((a, b) => (a.line || 1e9) - (b.line || 1e9) || (a.column || 0) - (b.column || 0));
    this.editor.text.setProblems(this.shown);
    const errors = problems.filter((one) => one.severity === "error").length;
    const warnings = problems.filter((one) => one.severity === "warning").length;
    this.list.replaceChildren(...this.shown.map((problem) => this.row(problem)));
    if (!problems.length) this.list.append(element("p", "meta px-3 py-3", "Không còn chỗ cần sửa."));
    this.count(errors, warnings);
    const time = document.querySelector("[data-check-time]");
    if (time && seconds !== null) time.textContent = `Kiểm tra trong ${seconds.toFixed(2).replace(".", ",")} giây.${errors ? " Còn lỗi thì chưa công bố được." : ""}`;
    for (const button of document.querySelectorAll("[data-publish]")) {
      button.classList.toggle("disabled", errors > 0);
      if (errors) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
      button.title = errors ? `Còn ${errors} lỗi` : "";
    }
  }

  count(errors, warnings) {
    const counts = document.querySelector("[data-problem-counts]");
    const parts = [];
    const mark = (kind, name, words) => { const part = element("span", kind); part.append(icon(name), ` ${words}`); parts.push(part, " "); };
    if (errors) mark("t-late", "x-circle-fill", `${errors} lỗi`);
    if (warnings) mark("t-soon", "exclamation-triangle-fill", `${warnings} nhắc`);
    if (!errors && !warnings) mark("t-ok", "check-circle-fill", "Không có lỗi");
    counts.replaceChildren(...parts);
  }

  row(problem) {
    const [kind, name, spoken] = KINDS[problem.severity] || KINDS.error;
    const box = element("div", `problem ${kind}`);
    const words = element("div");
    words.append(element("span", "visually-hidden", spoken), problem.message);
    if (problem.where) {
      const field = element("button", "linkbtn where", problem.where);
      field.type = "button";
      field.dataset.show = String(problem.number);
      words.append(" ", field);
    }
    box.append(icon(name), words);
    const where = problem.line ? `dòng ${problem.line}` : problem.place || "";
    const place = element(problem.line ? "a" : "span", "place", [problem.code, where].filter(Boolean).join(" · "));
    if (problem.line) { place.href = `#line-${problem.line}`; place.dataset.line = problem.line; place.dataset.column = problem.column || 1; }
    box.append(place);
    const fix = element("div", "fix", problem.remedy ? `Cách sửa: ${problem.remedy} ` : "");
    problem.corrections.forEach((correction, which) => fix.append(this.button(correction.label, problem.number, which), " "));
    if (problem.fix) fix.append(this.button(problem.fix.label, problem.number, 0));
    if (fix.childNodes.length) box.append(fix);
    return box;
  }

  button(label, number, which) {
    const made = element("button", "linkbtn", label);
    made.type = "button";
    made.dataset.correct = String(number);
    made.dataset.which = String(which);
    return made;
  }

  clicked(event) {
    const target = event.target.closest("[data-show], [data-line]");
    if (!target) return;
    event.preventDefault();
    if (target.dataset.show) {
      const problem = this.problems[Number(target.dataset.show)];
      this.editor.show(problem.path, problem.tab);
    } else this.editor.text.goTo(Number(target.dataset.line), Number(target.dataset.column));
  }

  /** Applies a correction of a problem. */
  correct(number, which) {
    const problem = this.problems[number];
    const correction = problem?.corrections[which];
    if (correction) {
      this.editor.act({ deed: "correct", path: correction.path, kind: correction.kind, typed: correction.value, found: correction.found || "" });
    } else if (problem?.fix) this.editor.text.replaceRange(problem, problem.fix.text);
  }

  /** F8: the field of the next problem, or its line when no field shows it. */
  async next() {
    if (!this.shown.length) return;
    this.at = (this.at + 1) % this.shown.length;
    const problem = this.shown[this.at];
    if (problem.path && await this.editor.show(problem.path, problem.tab)) return;
    if (problem.line) this.editor.text.goTo(problem.line, problem.column || 1);
  }
}
