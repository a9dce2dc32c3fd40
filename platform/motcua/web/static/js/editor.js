// The definition editor: forms made from the schema beside the same text as YAML. The text is the one truth: what is
// done in a form goes to the server with the text and comes back written into it; undo and redo are those of the text.
import { createYamlEditor } from "../vendor/codemirror/codemirror.js";
import { Composer } from "./editor_conditions.js";
import { Company } from "./editor_company.js";
import { ProblemList } from "./editor_problems.js";
import { icon } from "./elements.js";
import { isTyping, onKey } from "./keys.js";
import { morph } from "./morph.js";
import { RequestFailed, clearNotice, fail, notice, post, toast } from "./notices.js";
import { Words } from "./yaml_words.js";

const TYPE_MS = 500;
const TEXT_MS = 450;
const SAVE_MS = 2500;
const RETRY_MS = 5000;
const KEEP_DAYS = 3;
const nonce = document.querySelector("script[nonce]")?.nonce || "";

class Editor {
  constructor(form) {
    this.form = form;
    this.data = form.dataset;
    this.area = form.querySelector("[data-text]");
    this.forms = form.querySelector("[data-forms]");
    this.state = document.querySelector("[data-saved]");
    this.tab = this.data.tab;
    this.opened = new Set();
    this.acts = [];
    this.turn = 0;
    this.dirty = new Set();
    this.text = createYamlEditor(this.area, {
      nonce, label: "Văn bản YAML",
      onChange: () => this.textChanged(),
      complete: (context) => this.words?.complete(context) || null,
      hover: (state, position) => this.words?.hover(state, position) || null,
      keys: [{ key: "Mod-s", run: () => this.save() }, { key: "F9", run: () => this.round() }, { key: "F8", run: () => this.problems.next() }],
    });
    this.text.view.contentDOM.tabIndex = 0;
    this.known = this.text.getValue();
    this.stored = this.known;
    this.problems = new ProblemList(this);
    this.company = new Company(this);
    this.composer = new Composer(this);
    this.problems.show(JSON.parse(document.getElementById("problems-data").textContent));
    this.copyKey = `motcua-definition:${window.location.pathname}${new URLSearchParams(window.location.search).get("co-quan") || ""}`;
    this.listen();
    this.learn();
    this.offer();
  }

  listen() {
    onKey("Ctrl+S", () => this.save());
    onKey("F9", () => this.round());
    onKey("F8", () => this.problems.next());
    onKey("Alt+Y", () => this.swap());
    this.form.addEventListener("input", (event) => this.typed(event));
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    document.addEventListener("keydown", (event) => this.undoKey(event));
    document.querySelector("[data-tabs]").addEventListener("click", (event) => this.chooseTab(event));
    window.addEventListener("beforeunload", (event) => { if (this.unsaved && !this.leaving) event.preventDefault(); });
    for (const name of ["dragstart", "dragover", "drop", "dragend"]) this.forms.addEventListener(name, (event) => this.drag(name, event));
  }

  async learn() {
    try {
      const answer = await fetch(this.data.wordsUrl, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      this.words = new Words(await answer.json());
      for (const [kind, codes] of Object.entries(this.words.known)) {
        const list = document.createElement("datalist");
        list.id = `known-${kind}`;
        list.append(...codes.map(([code, name]) => new Option(name, code)));
        this.form.append(list);
      }
      this.nameCodes();
    } catch { /* completion is a help; without it the editor works all the same */ }
  }

  // -- from the form to the text

  value(control) {
    const path = control.dataset.path;
    const kind = control.dataset.control;
    if (kind === "several") {
      return [...this.forms.querySelectorAll(`input[data-control="several"][data-path="${CSS.escape(path)}"]:checked`)].map((one) => one.value);
    }
    if (kind === "limit") {
      const [amount, unit] = [...control.closest("[data-pair]").querySelectorAll("[data-path]")].map((one) => one.value);
      return ["same_day", "immediate"].includes(unit) ? ["", unit] : amount || unit ? [amount, unit] : "";
    }
    return control.value;
  }

  typed(event) {
    const control = event.target.closest?.("[data-path]");
    if (!control || control.matches("select, [type=checkbox]")) return;
    this.dirty.add(control.dataset.path);
    this.say("pencil", "Có thay đổi chưa lưu");
    this.unsaved = true;
    window.clearTimeout(this.typing);
    this.typing = window.setTimeout(() => this.commit(), TYPE_MS);
    this.pending = control;
  }

  changed(event) {
    const control = event.target.closest?.("[data-path]");
    if (!control) return;
    this.pending = control;
    this.dirty.add(control.dataset.path);
    this.commit();
  }

  /** What was typed last becomes an act. */
  commit() {
    window.clearTimeout(this.typing);
    const control = this.pending;
    this.pending = null;
    if (!control || !this.dirty.delete(control.dataset.path)) return;
    this.act({ deed: "type", path: JSON.parse(control.dataset.path), typed: this.value(control) });
  }

  act(one) {
    if (this.pending) this.commit();
    this.acts.push(one);
    return this.round();
  }

  /** One round with the server; rounds follow each other, acts that come meanwhile go with the next. */
  round() {
    window.clearTimeout(this.timer);
    if (this.running) { this.again = true; return this.running; }
    this.cutOff = false;
    this.running = this.send().finally(() => {
      this.running = null;
      if (this.cutOff) this.timer = window.setTimeout(() => this.round(), RETRY_MS);
      else if (this.again || this.acts.length) { this.again = false; this.round(); }
    });
    return this.running;
  }

  /** What was typed has reached the text and no round is under way. */
  async settled() {
    if (this.pending) this.commit();
    while (this.running) await this.running;
  }

  async send() {
    const acts = this.acts.splice(0);
    const sent = this.text.getValue();
    const body = this.body({ phan: this.tab, acts: JSON.stringify(acts), opened: JSON.stringify([...this.opened]) });
    try {
      const answer = await (await post(this.data.workUrl, body)).json();
      if (this.text.getValue() !== sent) { this.acts.unshift(...acts); this.again = true; return; }
      this.take(answer, acts);
      clearNotice("network");
    } catch (error) {
      this.cutOff = !(error instanceof RequestFailed);
      if (this.cutOff) this.acts.unshift(...acts);
      fail(error);
    }
  }

  take(answer, acts) {
    if (answer.refused) notice("refused", answer.refused, { kind: "soon" }); else clearNotice("refused");
    for (const pointer of answer.added) this.opened.add(pointer);
    if (answer.text !== this.text.getValue()) {
      this.following = true;
      this.text.replaceText(answer.text);
      this.following = false;
    }
    this.known = answer.text;
    this.draw(answer.form);
    this.drawTabs(answer.tabs);
    this.problems.show(answer);
    if (answer.added.length) this.focusEntry(answer.added.at(-1), true);
    else if (acts.some((one) => one.deed === "move")) this.focusEntry(this.moved, false);
    this.depths();
    if (answer.text !== this.stored) this.saveSoon();
  }

  draw(html) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const active = document.activeElement;
    const shell = this.forms.cloneNode(false);
    shell.append(...fresh.childNodes);
    morph(this.forms, shell, (control) => control === active && (this.dirty.has(control.dataset.path) || control.hasAttribute("data-new-entry")));
    this.nameCodes();
  }

  /** Beside a code of another definition: what it is called. */
  nameCodes() {
    for (const place of this.forms.querySelectorAll("[data-name-of]")) {
      place.textContent = this.words?.known[place.dataset.nameOf]?.find(([code]) => code === place.dataset.code)?.[1] || "";
    }
  }

  drawTabs(tabs) {
    for (const one of tabs) {
      const link = document.querySelector(`[data-tabs] a[href$="phan=${CSS.escape(one.id)}"]`);
      if (!link) continue;
      link.querySelector(".count")?.remove();
      if (one.count) {
        const count = document.createElement("span");
        count.className = `count ${one.kind}`;
        count.textContent = one.count;
        link.append(count);
      }
      if (one.id === this.tab) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "nearest" }); } else link.removeAttribute("aria-current");
      if (one.id === this.tab) document.querySelector("[data-tab-title]").textContent = one.label;
    }
  }

  chooseTab(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.showTab(new URL(link.href).searchParams.get("phan"));
    window.history.replaceState(null, "", link.href);
  }

  showTab(id) {
    if (this.pending) this.commit();
    this.tab = id;
    return this.round();
  }

  // -- from the text to the form

  textChanged() {
    this.depths();
    this.unsaved = true;
    this.say("pencil", "Có thay đổi chưa lưu");
    if (this.following) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.round(), TEXT_MS);
    this.saveSoon();
  }

  depths() {
    const [back, forth] = this.text.depths();
    document.querySelector("[data-undo]").disabled = !back;
    document.querySelector("[data-redo]").disabled = !forth;
  }

  undoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(event.key.toLowerCase())) return;
    if (event.target.closest?.(".cm-editor") || (isTyping(event.target) && this.dirty.size)) return;
    if (event.target.closest?.("dialog")) return;
    event.preventDefault();
    if (event.key.toLowerCase() === "y" || event.shiftKey) this.text.redo(); else this.text.undo();
  }

  // -- entries of lists

  clicked(event) {
    const target = event.target.closest("button, a");
    if (!target) return;
    const entry = target.closest("[data-entry]");
    const data = target.dataset;
    if (data.toggleEntry !== undefined) this.toggle(data.toggleEntry);
    else if (data.move) this.move(entry, data.move);
    else if (data.drop !== undefined) this.drop(entry);
    else if (data.back) this.act({ deed: "back", path: JSON.parse(data.back) });
    else if (data.add) this.add(target);
    else if (data.correct) this.problems.correct(Number(data.correct), Number(data.which || 0));
    else if (data.compose) this.composer.toggle(target);
    else if (data.undo !== undefined) this.text.undo();
    else if (data.redo !== undefined) this.text.redo();
    else if (data.check !== undefined) this.round();
    else if (data.save !== undefined) { event.preventDefault(); this.save(); }
    else if (data.saveFirst !== undefined) this.leave(event, target);
  }

  toggle(pointer) {
    if (this.opened.has(pointer)) this.opened.delete(pointer); else this.opened.add(pointer);
    return this.round();
  }

  move(entry, to) {
    this.moved = entry.dataset.key;
    this.focusAfter = document.activeElement?.dataset?.move;
    return this.act({ deed: "move", path: JSON.parse(entry.dataset.entry), to });
  }

  drop(entry) {
    const title = entry.querySelector(".entry-open .grow")?.firstChild?.textContent || "mục";
    this.act({ deed: "drop", path: JSON.parse(entry.dataset.entry) }).then(() => {
      toast(`Đã bỏ “${title.trim()}”.`, { label: "Hoàn tác", run: () => this.text.undo() });
      this.forms.querySelector("[data-toggle-entry]")?.focus();
    });
  }

  add(button) {
    const input = button.parentElement.querySelector("[data-new-entry]");
    const typed = input.value.trim();
    input.value = "";
    this.act({ deed: "add", path: JSON.parse(button.dataset.add), typed });
  }

  focusEntry(pointer, inside) {
    const entry = this.forms.querySelector(`[data-key="${CSS.escape(pointer || "")}"]`);
    if (!entry) return;
    const first = inside ? entry.querySelector(".entry-body [data-path]") : null;
    const again = this.focusAfter ? entry.querySelector(`[data-move="${this.focusAfter}"]`) : null;
    this.focusAfter = "";
    (first || again || entry.querySelector(".entry-open"))?.focus();
  }

  pressed(event) {
    const entry = event.target.closest?.("[data-entry]");
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && entry?.hasAttribute("data-movable")) {
      event.preventDefault();
      this.focusAfter = "";
      this.move(entry, event.key === "ArrowUp" ? "up" : "down");
    } else if (event.key === "Enter" && event.target.matches?.("[data-new-entry]")) {
      event.preventDefault();
      this.add(event.target.parentElement.querySelector("[data-add]"));
    } else if (event.key === "Enter" && event.target.matches?.("input[data-path]")) {
      event.preventDefault();
      this.changed(event);
    }
  }

  drag(name, event) {
    const entry = event.target.closest?.("[data-entry]");
    if (name === "dragstart") {
      if (!event.target.closest?.(".grip")) return;
      this.dragged = entry;
      event.dataTransfer.setData("text/plain", entry.dataset.key);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(entry, 12, 12);
    } else if (name === "dragend") {
      this.mark(null);
      this.dragged = null;
    } else if (this.dragged && entry?.parentElement === this.dragged.parentElement && entry.hasAttribute("data-movable")) {
      event.preventDefault();
      const box = entry.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2;
      if (name === "dragover") { this.mark(entry, after); return; }
      const before = after ? entry.nextElementSibling : entry;
      this.moved = this.dragged.dataset.key;
      const path = JSON.parse(this.dragged.dataset.entry);
      if (before !== this.dragged) this.act({ deed: "move", path, to: before ? JSON.parse(before.dataset.entry).at(-1) : "" });
    }
  }

  mark(entry, after) {
    for (const one of this.forms.querySelectorAll(".drop-before, .drop-after")) one.classList.remove("drop-before", "drop-after");
    entry?.classList.add(after ? "drop-after" : "drop-before");
  }

  // -- showing a place

  /** Shows the field of a problem: its tab, its entry opened, the control focused. */
  async show(pointer, tab) {
    const parts = pointer.split("/");
    for (let at = 2; at < parts.length + 1; at += 1) this.opened.add(parts.slice(0, at).join("/"));
    await this.showTab(tab || this.tab);
    await this.settled();
    for (let at = parts.length; at > 1; at -= 1) {
      const here = CSS.escape(parts.slice(0, at).join("/"));
      const found = this.forms.querySelector(`[data-field="${here}"], [data-key="${here}"]`);
      const control = found?.matches("[data-path], button") ? found : found?.querySelector("[data-path], button");
      if (control) { control.focus(); control.scrollIntoView({ block: "center" }); return true; }
    }
    return false;
  }

  /** Alt+Y: between the forms and the text. */
  swap() {
    if (this.text.view.hasFocus) this.forms.querySelector("input, select, textarea, button, a")?.focus(); else this.text.focus();
  }

  // -- saving

  body(more = {}) {
    const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
    body.set("text", this.text.getValue());
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return body;
  }

  saveSoon() {
    window.clearTimeout(this.saving);
    this.saving = window.setTimeout(() => this.save(), SAVE_MS);
  }

  async save() {
    window.clearTimeout(this.saving);
    await this.settled();
    const sent = this.text.getValue();
    try {
      const answer = await (await post(this.data.saveUrl, this.body())).json();
      this.setVersion(answer.fields.version);
      this.stored = sent;
      window.localStorage.removeItem(this.copyKey);
      this.unsaved = this.text.getValue() !== sent;
      this.say("cloud-check", `Đã lưu ${answer.saved_at || ""}`.trim());
      return true;
    } catch (error) {
      this.say("cloud-slash", "Chưa lưu được");
      if (!(error instanceof RequestFailed)) this.keep(sent);
      if (error instanceof RequestFailed && error.status === 409) this.company.merge("window"); else fail(error);
      return false;
    }
  }

  /** Without the server the text stays in this browser and is sent again. */
  keep(text) {
    try {
      window.localStorage.setItem(this.copyKey, JSON.stringify({ at: Date.now(), text }));
      this.say("cloud-slash", "Chưa lưu được, giữ tạm trong máy này");
    } catch { /* a full or forbidden store leaves the text on the screen */ }
    this.saving = window.setTimeout(() => this.save(), 2 * RETRY_MS);
  }

  /** A text kept at an earlier failure is offered again. */
  offer() {
    const kept = JSON.parse(window.localStorage.getItem(this.copyKey) || "null");
    if (!kept || kept.text === this.text.getValue() || Date.now() - kept.at > KEEP_DAYS * 86_400_000) return;
    const when = new Date(kept.at);
    notice("kept", `Máy này còn phần gõ lúc ${when.toLocaleTimeString("vi-VN", { hour12: false })} ngày ${when.toLocaleDateString("vi-VN")} chưa gửi được.`, {
      kind: "soon", action: { label: "Lấy lại phần đã gõ", run: () => this.text.replaceText(kept.text) },
    });
  }

  setVersion(version) {
    this.form.elements.namedItem("version").value = version;
  }

  async leave(event, link) {
    if (link.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    if (!this.unsaved && !this.pending) return;
    event.preventDefault();
    if (await this.save()) { this.leaving = true; window.location.assign(link.href); }
  }

  say(name, words) {
    this.state?.replaceChildren(icon(name), words);
  }
}

for (const form of document.querySelectorAll("[data-editor]")) new Editor(form);
