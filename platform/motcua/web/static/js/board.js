// The drawing boards of forms and processes. Every act is posted with the text as it stands; the answer brings the new
// text, kept as draft, and the new drawing. Undo posts an earlier text. Nothing here knows what a field or a step means.
import { isTyping, onKey } from "./keys.js";
import { clearNotice, fail, notice, post, RequestFailed } from "./notices.js";

const MOST_UNDO = 200;

class Board {
  constructor(root) {
    this.root = root;
    this.body = root.querySelector("[data-board-body]");
    this.area = root.querySelector("[data-board-text]");
    this.say = root.querySelector("[data-board-say]");
    this.state = document.querySelector("[data-saved]");
    this.text = this.area.value;
    this.stored = this.text;
    this.version = root.dataset.version;
    this.kind = root.dataset.board;
    this.chosen = "";
    this.undone = [];
    this.done = [];
    this.queue = Promise.resolve();
    this.narrow = window.matchMedia("(max-width: 991px)");
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("change", (event) => this.change(event));
    root.addEventListener("keydown", (event) => this.key(event));
    document.querySelector("[data-undo]")?.addEventListener("click", () => this.undo());
    document.querySelector("[data-redo]")?.addEventListener("click", () => this.redo());
    onKey("Ctrl+Z", () => (isTyping(document.activeElement) ? false : this.undo()));
    onKey("Ctrl+Y", () => (isTyping(document.activeElement) ? false : this.redo()));
    onKey("F8", () => this.nextProblem());
    onKey("Ctrl+S", () => this.tell("cloud-check", "Mọi thay đổi đã được lưu vào bản nháp"));
    this.fields();
    this.nodes();
  }

  /** Acts run one after the other, each on the text the one before it left. */
  send(act, fields = {}, focus = "") {
    this.queue = this.queue.then(() => this.run(act, fields, focus));
    return this.queue;
  }

  async run(act, fields, focus) {
    if (this.narrow.matches && act !== "choose") return;
    const before = this.text;
    const body = new URLSearchParams({ text: this.text, base: this.stored, version: this.version, chosen: this.chosen, act, ...fields });
    if (this.root.dataset.agency) body.set("co-quan", this.root.dataset.agency);
    const held = focus || document.activeElement?.id || "";
    this.root.setAttribute("aria-busy", "true");
    try {
      const answer = await (await post(this.root.dataset.actUrl, body)).json();
      this.text = answer.text;
      this.stored = answer.text;
      this.area.value = answer.text;
      this.version = answer.version;
      this.chosen = answer.chosen;
      if (answer.text !== before && act !== "text") { this.done.push(before); this.undone = []; }
      if (this.done.length > MOST_UNDO) this.done.shift();
      this.draw(answer.html, held);
      this.refuse(answer);
      if (answer.saved_at) {
        this.tell("cloud-check", `Đã lưu nháp ${answer.saved_at}${answer.taken ? `, đã gộp ${answer.taken} thay đổi từ cửa sổ khác` : ""}`);
        for (const one of document.querySelectorAll("[data-board-draft]")) one.hidden = false;
        for (const one of document.querySelectorAll("[data-board-stored]")) one.hidden = true;
        document.dispatchEvent(new CustomEvent("mc:drafted", { detail: { text: answer.text, version: answer.version } }));
      }
      clearNotice("network");
      clearNotice("request");
    } catch (error) {
      if (error instanceof RequestFailed && error.status === 409) {
        notice("conflict", "Một cửa sổ khác vừa sửa cùng chỗ này. Tải lại để xem bản mới.", {
          kind: "soon", action: { label: "Tải lại", run: () => window.location.reload() },
        });
      } else fail(error);
    } finally {
      this.root.removeAttribute("aria-busy");
      this.buttons();
    }
  }

  draw(html, held) {
    const scrolls = [...this.body.querySelectorAll("[data-desk], .board-props, .board-canvas")].map((one) => [one.className, one.scrollLeft, one.scrollTop]);
    const closed = [...this.body.querySelectorAll("details.board-group")].filter((one) => !one.open).map((one) => one.textContent.slice(0, 20));
    const fit = this.body.querySelector("[data-fit]")?.getAttribute("aria-pressed") === "true";
    this.body.innerHTML = html;
    for (const [name, left, top] of scrolls) {
      const one = this.body.querySelector(`.${name.split(" ").join(".")}`);
      if (one) { one.scrollLeft = left; one.scrollTop = top; }
    }
    for (const one of this.body.querySelectorAll("details.board-group")) if (closed.includes(one.textContent.slice(0, 20))) one.open = false;
    if (fit) this.fit(true);
    const wanted = held === "chosen" ? this.picked() : held && document.getElementById(held);
    if (wanted && this.body.contains(wanted)) wanted.focus({ preventScroll: held !== "chosen" });
    else if (held && !document.getElementById(held)) this.picked()?.focus();
    if (held === "chosen") this.picked()?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  picked() {
    return this.body.querySelector(`[id^="pick-"][data-pick="${CSS.escape(this.chosen)}"]`) || this.body.querySelector('[id^="pick-"][tabindex="0"]');
  }

  refuse({ refused, property }) {
    this.say.replaceChildren();
    if (!refused) return;
    const box = property ? this.body.querySelector(`[data-property-box="${CSS.escape(property)}"]`) : null;
    const control = box?.querySelector("input, select, textarea");
    const words = document.createElement("div");
    words.className = box ? "err" : "notice late mb-2";
    words.textContent = refused;
    if (box) {
      words.id = "board-refused";
      words.setAttribute("role", "alert");
      box.classList.add("bad");
      box.append(words);
      control?.setAttribute("aria-invalid", "true");
      control?.classList.add("is-invalid");
      control?.focus();
    } else this.say.append(words);
  }

  tell(icon, words) {
    if (!this.state) return;
    const mark = document.createElement("i");
    mark.className = `bi bi-${icon}`;
    mark.setAttribute("aria-hidden", "true");
    this.state.replaceChildren(mark, words);
  }

  buttons() {
    const undo = document.querySelector("[data-undo]");
    const redo = document.querySelector("[data-redo]");
    if (undo) undo.disabled = !this.done.length;
    if (redo) redo.disabled = !this.undone.length;
  }

  undo() {
    this.queue = this.queue.then(() => this.restore(this.done, this.undone));
  }

  redo() {
    this.queue = this.queue.then(() => this.restore(this.undone, this.done));
  }

  async restore(from, to) {
    if (!from.length) return;
    to.push(this.text);
    this.text = from.pop();
    await this.run("text", {}, "chosen");
  }

  /** The text changed elsewhere on the page: draw it anew. */
  take(text, version) {
    if (text === this.text) return;
    this.done.push(this.text);
    this.text = text;
    this.stored = text;
    this.version = version;
    this.send("choose");
  }

  click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const act = target?.closest("[data-act]");
    const pick = target?.closest("[data-pick]");
    const go = target?.closest("[data-go]");
    if (act && !act.disabled) this.press(act);
    else if (target?.closest("[data-fit]")) this.fit();
    else if (target?.closest("[data-option-add]")) this.addOption(target.closest("[data-options]"));
    else if (target?.closest("[data-option-remove]")) this.dropOption(target.closest("[data-option]"));
    else if (go) this.choose(go.dataset.go, "chosen");
    else if (pick) this.choose(pick.dataset.pick, pick.id || "chosen");
  }

  press(act) {
    const fields = {};
    const from = act.dataset.typeFrom && document.getElementById(act.dataset.typeFrom);
    const to = act.dataset.targetFrom && document.getElementById(act.dataset.targetFrom);
    if (act.dataset.path !== undefined) fields.path = act.dataset.path;
    if (from) fields.type = from.value; else if (act.dataset.type) fields.type = act.dataset.type;
    if (to) fields.target = to.value;
    if (act.dataset.name) { fields.name = act.dataset.name; fields.value = act.dataset.value; }
    if (act.dataset.correction) fields.correction = act.dataset.correction;
    this.send(act.dataset.act, fields, ["add", "remove", "duplicate", "split", "connect"].includes(act.dataset.act) || act.dataset.act.startsWith("add-") ? "chosen" : act.id);
  }

  choose(path, focus = "chosen") {
    this.queue = this.queue.then(() => {
      this.chosen = path;
      return this.run("choose", {}, focus);
    });
    return this.queue;
  }

  change(event) {
    const one = event.target;
    if (one.dataset.property) {
      let value = one.type === "checkbox" ? String(one.checked) : one.value;
      if (one.type === "checkbox" && !one.checked) value = "";
      if (one.hasAttribute("data-words")) value = JSON.stringify(value.split(",").map((word) => word.trim()).filter(Boolean));
      this.send("set", { name: one.dataset.property, value });
      return;
    }
    const several = one.closest("[data-several]");
    const limit = one.closest("[data-limit]");
    const options = one.closest("[data-options]");
    if (several) {
      const values = [...several.querySelectorAll("input:checked")].map((box) => box.value);
      this.send("set", { name: several.dataset.several, value: values.length ? JSON.stringify(values) : "" });
    } else if (limit) {
      const amount = limit.querySelector("[data-limit-amount]").value.trim();
      const unit = limit.querySelector("[data-limit-unit]").value;
      if (amount && !unit) { limit.querySelector("[data-limit-unit]").focus(); return; }
      if (!amount && unit && !["same_day", "immediate"].includes(unit)) return;
      this.send("set", { name: limit.dataset.limit, value: ["same_day", "immediate"].includes(unit) ? unit : `${amount} ${unit}`.trim() });
    } else if (options) this.saveOptions(options);
  }

  saveOptions(options) {
    const pairs = [...options.querySelectorAll("[data-option]")].map((row) => {
      const label = row.querySelector("[data-option-label]").value.trim();
      const value = row.querySelector("[data-option-value]");
      if (!value.value.trim() && label) value.value = this.slug(label);
      return [value.value.trim(), label];
    }).filter(([, label]) => label);
    this.send("set", { name: options.dataset.options, value: pairs.length ? JSON.stringify(pairs) : "" });
  }

  slug(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  }

  addOption(options) {
    const rows = options.querySelectorAll("[data-option]");
    const number = rows.length + 1;
    const pairs = [...rows].map((row) => [row.querySelector("[data-option-value]").value, row.querySelector("[data-option-label]").value]);
    const taken = new Set(pairs.map(([value]) => value));
    let value = `lua-chon-${number}`;
    for (let next = number; taken.has(value); next += 1) value = `lua-chon-${next + 1}`;
    pairs.push([value, `Lựa chọn ${number}`]);
    this.send("set", { name: options.dataset.options, value: JSON.stringify(pairs) }, `${options.id}-l${number}`);
  }

  dropOption(row) {
    const options = row.closest("[data-options]");
    row.remove();
    this.saveOptions(options);
  }

  nextProblem() {
    const places = [...this.body.querySelectorAll("[data-go]")].map((one) => one.dataset.go);
    if (!places.length) return;
    this.choose(places[(places.indexOf(this.chosen) + 1) % places.length], "chosen");
  }

  /** Keys on the drawing; inside the properties they type. */
  key(event) {
    const pick = event.target instanceof Element ? event.target.closest('[id^="pick-"][data-pick]') : null;
    if (!pick || !this.body.contains(pick) || event.ctrlKey || event.metaKey) return;
    const path = pick.dataset.pick;
    const name = event.key;
    let took = true;
    if (event.altKey && (name === "ArrowUp" || name === "ArrowDown") && path) this.select(path, () => this.send(name === "ArrowUp" ? "up" : "down", { path }, "chosen"));
    else if (event.altKey) took = false;
    else if (this.kind === "process" && pick.dataset.node && name.startsWith("Arrow")) this.go(pick, name);
    else if (name === "ArrowDown" || name === "ArrowUp") this.beside(pick, name === "ArrowDown" ? 1 : -1);
    else if (name === "Enter" || name === " ") this.enter(path);
    else if (name === "Delete" && path) this.select(path, () => this.send("remove", { path }, "chosen"));
    else if (name.toLowerCase() === "n" && this.kind === "form" && path) this.select(path, () => this.send("duplicate", { path }, "chosen"));
    else took = false;
    if (took) { event.preventDefault(); event.stopPropagation(); }
  }

  /** To the properties: at once when the part is chosen already. */
  enter(path) {
    if (this.chosen === path && !this.root.hasAttribute("aria-busy")) this.properties();
    else this.choose(path, "").then(() => this.properties());
  }

  select(path, run) {
    this.chosen = path;
    run();
  }

  beside(pick, by) {
    const picks = [...this.body.querySelectorAll('.board-canvas [id^="pick-"], .board-props [id^="pick-"]')].filter((one) => one.getClientRects().length);
    picks[picks.indexOf(pick) + by]?.focus();
  }

  /** From a step to its neighbor; the drawing has one stop of the tab key. */
  go(pick, name) {
    const moves = JSON.parse(this.body.querySelector("[data-moves]").textContent);
    const other = moves[pick.dataset.node]?.[name];
    const next = other && this.body.querySelector(`[data-node][data-pick="${CSS.escape(other)}"]`);
    if (!next) return;
    pick.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  properties() {
    this.body.querySelector("[data-properties] :is(input, select, textarea):not([type=hidden])")?.focus();
  }

  fit(keep = false) {
    const button = this.body.querySelector("[data-fit]");
    const desk = this.body.querySelector("[data-desk]");
    if (!button || !desk) return;
    const on = keep || button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    desk.classList.toggle("fitted", on);
  }

  /** Fields dragged to another place, types dragged into the form. */
  fields() {
    let dragged = null;
    const clear = () => { for (const one of this.body.querySelectorAll(".drop-before, .drop-end")) one.classList.remove("drop-before", "drop-end"); };
    this.root.addEventListener("dragstart", (event) => {
      const source = event.target instanceof Element ? event.target.closest("[draggable=true]") : null;
      if (!source || this.narrow.matches) return;
      dragged = source.dataset.dragType ? { type: source.dataset.dragType } : { path: source.dataset.item };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.type || dragged.path);
    });
    this.root.addEventListener("dragover", (event) => {
      const list = event.target instanceof Element ? event.target.closest("[data-list]") : null;
      if (!dragged || !list) return;
      event.preventDefault();
      clear();
      const before = this.before(list, event);
      if (before) before.classList.add("drop-before"); else list.classList.add("drop-end");
    });
    this.root.addEventListener("drop", (event) => {
      const list = event.target instanceof Element ? event.target.closest("[data-list]") : null;
      clear();
      if (!dragged || !list) return;
      event.preventDefault();
      const before = this.before(list, event)?.dataset.item.split("/").pop() || "";
      if (dragged.type) this.send("add", { type: dragged.type, beside: list.dataset.list.replace(/\/fields$/, ""), before }, "chosen");
      else this.select(dragged.path, ((path) => () => this.send("move", { path, list: list.dataset.list, before }, "chosen"))(dragged.path));
      dragged = null;
    });
    this.root.addEventListener("dragend", () => { clear(); dragged = null; });
  }

  before(list, event) {
    return [...list.querySelectorAll(":scope > [data-item]")].find((one) => {
      const box = one.getBoundingClientRect();
      return event.clientY < box.top || (event.clientY <= box.bottom && event.clientX < box.left + box.width / 2);
    });
  }

  /** An arrow pulled from the handle of one step to another. */
  nodes() {
    let source = "";
    let line = null;
    const point = (event) => {
      const svg = this.body.querySelector("svg.board-flow");
      return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    };
    this.root.addEventListener("pointerdown", (event) => {
      const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
      if (!handle || this.narrow.matches) return;
      event.preventDefault();
      source = handle.dataset.handle;
      line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", "board-pull");
      line.dataset.from = `M${handle.getAttribute("cx")} ${handle.getAttribute("cy")}`;
      this.body.querySelector("svg.board-flow").append(line);
    });
    document.addEventListener("pointermove", (event) => {
      if (!line) return;
      const { x, y } = point(event);
      line.setAttribute("d", `${line.dataset.from}L${x.toFixed(0)} ${y.toFixed(0)}`);
    });
    document.addEventListener("pointerup", (event) => {
      if (!line) return;
      line.remove();
      line = null;
      const node = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-node]");
      if (node && node.dataset.node !== source) this.send("connect", { path: `steps/${source}`, target: node.dataset.node }, "chosen");
    });
  }
}

const boards = [];
function begin(place = document) {
  for (const root of place.querySelectorAll("[data-board]:not([data-begun])")) {
    root.setAttribute("data-begun", "");
    boards.push(new Board(root));
  }
}
begin();
document.addEventListener("mc:drawn", (event) => begin(event.target instanceof Element ? event.target : document));
document.addEventListener("mc:text", (event) => { for (const board of boards) board.take(event.detail.text, event.detail.version); });
