// Long lists: a select with more than twelve choices, or a list kept on the server, is searched by typing.
// The plain select or text field stays underneath and is what gets posted.

const MOST = 50;

/** Lower case without diacritics; đ becomes d. */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/** Choices whose folded words contain every typed word, best (by start) first. */
export function matches(choices, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const found = choices.filter((choice) => words.every((word) => choice.folded.includes(word)));
  const start = words.join(" ");
  return found.sort((a, b) => Number(b.folded.startsWith(start)) - Number(a.folded.startsWith(start))).slice(0, MOST);
}

class Combobox {
  constructor(input, { load, pick }) {
    Object.assign(this, { input, load, pick, found: [], at: -1, asked: 0 });
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Lựa chọn");
    this.list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.ask(input.value));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      const row = event.target.closest("[data-at]");
      event.preventDefault();
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  async ask(typed) {
    const turn = ++this.asked;
    const found = await this.load(typed);
    if (turn !== this.asked || document.activeElement !== this.input) return;
    this.found = found;
    this.at = found.length ? 0 : -1;
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.found.map((choice, index) => {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${index}`;
      row.dataset.at = String(index);
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === this.at));
      row.textContent = choice.label;
      return row;
    }));
    if (!this.found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.setAttribute("aria-selected", "false");
      none.textContent = "Không có lựa chọn khớp. Gõ ít chữ hơn.";
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    for (const row of this.list.children) row.setAttribute("aria-selected", String(Number(row.dataset.at) === this.at));
    const current = this.list.children[this.at];
    if (current && this.found.length) {
      this.input.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) { this.ask(this.input.dataset.plain === this.input.value ? "" : this.input.value); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = Math.max(0, Math.min(this.found.length - 1, this.at + step));
      this.mark();
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0 && !event.ctrlKey) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  choose(at) {
    this.pick(this.found[at]);
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function wrap(input, box) {
  const holder = document.createElement("div");
  holder.className = "ahead";
  input.before(holder);
  holder.append(input, box.list);
}

function enhanceSelect(select) {
  const choices = [...select.options].filter((option) => option.value !== "").map((option) => (
    { value: option.value, label: option.textContent.trim(), folded: fold(option.textContent.trim()) }
  ));
  const input = document.createElement("input");
  input.className = select.className.replaceAll("form-select", "form-control");
  input.id = `${select.id}-text`;
  input.autocomplete = "off";
  const current = select.selectedOptions[0];
  input.value = current && current.value ? current.textContent.trim() : "";
  input.dataset.plain = input.value;
  for (const name of ["aria-label", "aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.setAttribute("for", input.id);
  const put = (choice) => {
    select.value = choice ? choice.value : "";
    input.value = choice ? choice.label : "";
    input.dataset.plain = input.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const box = new Combobox(input, { load: async (typed) => matches(choices, typed), pick: put });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", () => {
    if (input.value === input.dataset.plain) return;
    const exact = choices.find((choice) => choice.folded === fold(input.value.trim()));
    put(exact || (input.value.trim() ? choices.find((choice) => choice.label === input.dataset.plain) : null));
  });
  select.after(input);
  wrap(input, box);
  select.hidden = true;
  select.dataset.enhanced = "";
}

function enhanceText(input) {
  const code = document.querySelector(`[data-code-for="${CSS.escape(input.id)}"]`);
  const load = async (typed) => {
    const url = new URL(input.dataset.lookupUrl, window.location.href);
    url.searchParams.set("q", typed);
    if (input.dataset.lookupPart) url.searchParams.set("part", input.dataset.lookupPart);
    const province = input.closest(".parts")?.querySelector('[data-code-for$="-province"]');
    if (input.dataset.lookupPart === "commune" && province?.value) url.searchParams.set("province", province.value);
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) return [];
    const { options = [] } = await answer.json();
    return options.slice(0, MOST);
  };
  const box = new Combobox(input, {
    load,
    pick: (choice) => {
      input.value = choice.name || choice.label;
      if (code) code.value = choice.value;
      const above = choice.parent && input.closest(".parts")?.querySelector('[data-lookup-part="province"]');
      if (above) {
        above.value = choice.parent.label;
        const aboveCode = document.querySelector(`[data-code-for="${CSS.escape(above.id)}"]`);
        if (aboveCode) aboveCode.value = choice.parent.value;
      }
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
  input.addEventListener("input", () => { if (code) code.value = ""; });
  wrap(input, box);
  input.dataset.enhanced = "";
}

export function startLookups(root = document) {
  for (const select of root.querySelectorAll("select[data-typeahead]:not([data-enhanced], [disabled])")) enhanceSelect(select);
  for (const input of root.querySelectorAll("input[data-lookup-url]:not([data-enhanced], [readonly])")) enhanceText(input);
}
