// Saves a form being filled on every change. When the server cannot be reached the text stays in this browser and is
// sent again by itself; a copy kept from an earlier failure is offered when the form opens.
import { post, notice, clearNotice, fail, RequestFailed } from "./notices.js";

const WAIT_MS = 700;
const RETRY_MS = [5000, 10000, 20000, 30000];
const KEEP_DAYS = 3;

export function values(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

function clockWords(date) {
  return date.toLocaleTimeString("vi-VN", { hour12: false });
}

export class Drafts {
  /** form needs data-draft-url; data-draft-key names the copy (account and form, given by the server). */
  constructor(form) {
    this.form = form;
    this.key = `motcua-draft:${form.dataset.draftKey || window.location.pathname}`;
    this.timer = 0;
    this.tries = 0;
    this.saving = null;
    this.dirty = false;
    this.state = document.querySelector("[data-saved]");
    window.addEventListener("online", () => { if (this.dirty) this.save(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.dirty) this.save(); });
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && this.kept) event.preventDefault();
    });
    this.offer();
  }

  changed() {
    this.dirty = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), WAIT_MS);
  }

  async save() {
    window.clearTimeout(this.timer);
    if (this.saving) { await this.saving; if (!this.dirty) return; }
    this.saving = this.send();
    await this.saving;
    this.saving = null;
  }

  async send() {
    const body = values(this.form);
    this.dirty = false;
    try {
      const answer = await (await post(this.form.dataset.draftUrl, body)).json();
      this.accepted(answer);
    } catch (error) {
      this.dirty = true;
      this.refused(error, body);
    }
  }

  accepted(answer) {
    this.tries = 0;
    this.kept = false;
    window.localStorage.removeItem(this.key);
    clearNotice("draft");
    if (answer.draft_url) this.form.dataset.draftUrl = answer.draft_url;
    for (const [name, value] of Object.entries(answer.fields || {})) {
      const control = this.form.elements.namedItem(name);
      if (control instanceof HTMLInputElement && control.type === "hidden") control.value = value;
    }
    if (answer.page_url) window.history.replaceState(window.history.state, "", answer.page_url);
    this.say("cloud-check", `Đã lưu nháp ${answer.saved_at || clockWords(new Date())}`);
    document.dispatchEvent(new CustomEvent("mc:answered"));
  }

  refused(error, body) {
    this.keep(body);
    const status = error instanceof RequestFailed ? error.status : 0;
    if (status && status < 500) {
      this.say("cloud-slash", "Chưa lưu được nháp");
      fail(error);
      return;
    }
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
    this.tries += 1;
    this.say("cloud-slash", "Chưa lưu được, giữ tạm trong máy này");
    notice("draft", `Chưa gửi được bản nháp. Mất kết nối máy chủ, tự thử lại sau ${wait / 1000} giây. Phần đã gõ giữ trong máy này.`, { kind: "soon" });
    this.timer = window.setTimeout(() => this.save(), wait);
  }

  keep(body) {
    body.delete("csrf_token");
    try {
      window.localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), body: body.toString() }));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }

  offer() {
    const text = window.localStorage.getItem(this.key);
    if (!text) return;
    const copy = JSON.parse(text);
    if (Date.now() - copy.at > KEEP_DAYS * 86_400_000) { window.localStorage.removeItem(this.key); return; }
    const when = new Date(copy.at);
    notice("draft", `Máy này còn phần gõ lúc ${clockWords(when)} ngày ${when.toLocaleDateString("vi-VN")} chưa gửi được.`, {
      kind: "soon", action: { label: "Lấy lại phần đã gõ", run: () => this.restore(new URLSearchParams(copy.body)) },
    });
  }

  restore(body) {
    for (const control of this.form.elements) {
      if (!control.name || control.type === "hidden" || control.type === "file" || !body.has(control.name)) continue;
      const given = body.getAll(control.name);
      if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
      else [control.value] = given;
    }
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(icon, words) {
    if (!this.state) return;
    const mark = document.createElement("i");
    mark.className = `bi bi-${icon}`;
    mark.setAttribute("aria-hidden", "true");
    this.state.replaceChildren(mark, words);
  }
}
