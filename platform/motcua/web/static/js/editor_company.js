// Two people at one definition: who else has it open, and joining what each did instead of overwriting.
import { element } from "./elements.js";
import { clearNotice, fail, notice, post, toast, RequestFailed } from "./notices.js";

const POLL_MS = 8000;

export class Company {
  constructor(editor) {
    this.editor = editor;
    this.place = document.querySelector("[data-company]");
    this.dialog = document.getElementById("merge");
    this.box = this.dialog.querySelector("[data-conflicts]");
    this.base = Number(editor.data.base);
    this.dialog.querySelector("[data-merge-now]").addEventListener("click", () => this.decided());
    this.dialog.querySelector("[data-merge-later]").addEventListener("click", () => this.dialog.close());
    this.place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-person]");
      if (button) this.merge("person", button.dataset.person);
    });
    window.addEventListener("pagehide", () => this.gone());
    this.said(Number(editor.data.newest));
    this.poll();
  }

  async poll() {
    window.clearTimeout(this.timer);
    if (!document.hidden) {
      const here = document.activeElement?.closest?.("[data-field]")?.dataset.field || "";
      try {
        const answer = await (await post(this.editor.data.presenceUrl, this.editor.body({ text: "", place: here }))).json();
        this.draw(answer.people);
        this.said(answer.newest);
      } catch (error) {
        if (error instanceof RequestFailed) { fail(error); return; }
      }
    }
    this.timer = window.setTimeout(() => this.poll(), POLL_MS);
  }

  gone() {
    const body = this.editor.body({ text: "", leave: "1" });
    fetch(this.editor.data.presenceUrl, { method: "POST", body, keepalive: true, credentials: "same-origin", headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content || "" } }).catch(() => {});
  }

  draw(people) {
    const shown = JSON.stringify(people);
    if (shown === this.shown) return;
    this.shown = shown;
    this.place.replaceChildren(...people.map((one) => {
      const part = element("span", "person");
      part.append(Object.assign(element("i", "bi bi-person-fill"), { ariaHidden: "true" }), ` ${one.name} cũng đang sửa${one.where ? ` ở ${one.where}` : ""}`);
      if (one.draft) {
        const button = element("button", "linkbtn", "Gộp bản nháp của họ");
        button.type = "button";
        button.dataset.person = one.username;
        button.title = `Bản nháp lưu lúc ${one.draft}`;
        part.append(" ", button);
      }
      return part;
    }));
    for (const field of this.editor.forms.querySelectorAll(".with-colleague")) field.classList.remove("with-colleague");
    for (const one of people) if (one.place) this.editor.forms.querySelector(`[data-field="${CSS.escape(one.place)}"]`)?.classList.add("with-colleague");
  }

  /** Another revision was published since this draft was begun. */
  said(newest) {
    if (!this.base && this.editor.form.elements.namedItem("version").value === "0") this.base = newest;
    if (newest > this.base) {
      notice("overtaken", `Bản ${newest} vừa được công bố sau khi bạn bắt đầu sửa. Gộp để phần của bạn nằm trên bản mới.`, {
        kind: "soon", action: { label: "Gộp với bản mới", run: () => this.merge("published") },
      });
    } else clearNotice("overtaken");
  }

  async merge(source, person = "", choices = []) {
    const { editor } = this;
    await editor.settled();
    window.clearTimeout(editor.saving);
    const sent = editor.text.getValue();
    this.asked = { source, person };
    const body = editor.body({ source, person, base: editor.stored, choices: JSON.stringify(choices) });
    const response = await fetch(editor.data.mergeUrl, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, "X-Requested-With": "fetch" } }).catch((error) => { fail(error); });
    if (!response) return;
    if (response.status === 409) { notice("merge", await response.text(), { kind: "soon" }); return; }
    if (!response.ok) { fail(new RequestFailed(response.status)); return; }
    const answer = await response.json();
    await editor.settled();
    if (editor.text.getValue() !== sent) { await this.merge(source, person, choices); return; }
    if (answer.conflicts.length) { this.ask(answer.conflicts); return; }
    this.dialog.close();
    editor.text.replaceText(answer.text);
    editor.stored = answer.text;
    editor.unsaved = false;
    editor.setVersion(answer.version);
    this.base = Math.max(this.base, answer.newest);
    clearNotice("overtaken");
    editor.say("cloud-check", `Đã lưu ${answer.saved_at}`);
    toast(answer.taken ? "Đã gộp phần của người kia vào bản của bạn." : "Hai bản đã giống nhau.", { label: "Hoàn tác", run: () => editor.text.undo() });
    editor.round();
  }

  /** Each value both changed, with both values to choose from; mine is chosen until another is. */
  ask(conflicts) {
    this.conflicts = conflicts;
    this.box.replaceChildren(element("p", "", "Phần không chạm nhau sẽ được gộp. Chọn giá trị cho những chỗ hai người ghi khác nhau:"), ...conflicts.map((one, at) => {
      const group = element("fieldset", "conflict");
      group.append(element("legend", "", one.where));
      for (const [taken, label, value] of [["", "Của tôi", one.mine], ["1", "Của người kia", one.theirs]]) {
        const line = element("label", "");
        const input = Object.assign(document.createElement("input"), { type: "radio", name: `conflict-${at}`, value: taken, checked: !taken, className: "form-check-input" });
        line.append(input, " ", element("b", "", `${label}: `), value);
        group.append(line);
      }
      group.append(element("p", "hint", `Trước đó: ${one.base}`));
      return group;
    }));
    if (!this.dialog.open) this.dialog.showModal();
    this.box.querySelector("input")?.focus();
  }

  decided() {
    const choices = this.conflicts.map((one, at) => [one.path, this.box.querySelector(`[name="conflict-${at}"]:checked`)?.value === "1"]);
    this.merge(this.asked.source, this.asked.person, choices);
  }
}
