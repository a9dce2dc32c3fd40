// Conditions put together from the fields of the form, for people who do not write expressions.
const NUMBERS = new Set(["integer", "decimal", "money"]);
const NOT_ASKED = new Set(["heading", "note", "file", "signature", "table", "address"]);

const SIGNS = {
  yes_no: [["is", "là Có"], ["no", "là Không"]],
  choice: [["==", "là"], ["!=", "không là"]],
  multiple_choice: [["in", "có chọn"], ["out", "không chọn"]],
  number: [["==", "bằng"], [">=", "từ"], ["<=", "không quá"], [">", "trên"], ["<", "dưới"]],
  text: [["==", "là"], ["!=", "khác"], ["filled", "đã ghi"], ["empty", "để trống"]],
};

function kindOf(field) {
  if (NUMBERS.has(field.type)) return "number";
  if (field.type === "code_list") return "text";
  return SIGNS[field.type] ? field.type : "text";
}

function quote(text) {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}

/** One comparison as an expression: `form.so_ban >= 2`. */
export function comparison(field, sign, value) {
  const name = `form.${field.id}`;
  const kind = kindOf(field);
  if (sign === "is") return name;
  if (sign === "no") return `!${name}`;
  if (sign === "in") return `${quote(value)} in ${name}`;
  if (sign === "out") return `!(${quote(value)} in ${name})`;
  if (sign === "filled") return `${name} != ''`;
  if (sign === "empty") return `${name} == ''`;
  return `${name} ${sign} ${kind === "number" ? value.replace(/\./g, "").replace(",", ".") || "0" : quote(value)}`;
}

function select(label, options) {
  const made = document.createElement("select");
  made.className = "form-select";
  made.setAttribute("aria-label", label);
  made.append(...options.map(([value, words]) => new Option(words, value)));
  return made;
}

export class Composer {
  constructor(editor) {
    this.editor = editor;
  }

  /** Opens the row under the field of an expression, or closes it. */
  toggle(button) {
    const open = button.parentElement.querySelector(".compose");
    if (open) { open.remove(); button.setAttribute("aria-expanded", "false"); return; }
    const fields = (this.editor.words?.fields || []).filter((one) => !NOT_ASKED.has(one.type));
    const row = document.createElement("div");
    row.className = "compose";
    if (!fields.length) row.textContent = "Chưa có biểu mẫu, nên chưa có ô nào để hỏi. Chọn biểu mẫu ở tab Biểu mẫu trước.";
    else this.fill(row, fields, document.getElementById(button.dataset.compose));
    button.after(row);
    button.setAttribute("aria-expanded", "true");
    row.querySelector("select")?.focus();
  }

  fill(row, fields, control) {
    const join = select("Nối với điều kiện đang có", [["", "Thay điều kiện"], [" && ", "và"], [" || ", "hoặc"]]);
    join.hidden = !control.value.trim();
    const field = select("Ô trên biểu mẫu", fields.map((one) => [one.id, one.label || one.id]));
    const place = document.createElement("span");
    place.className = "row-flex";
    const write = document.createElement("button");
    write.type = "button";
    write.className = "btn btn-secondary btn-sm";
    write.textContent = "Ghi điều kiện";
    const redraw = () => this.values(place, fields.find((one) => one.id === field.value));
    field.addEventListener("change", redraw);
    redraw();
    write.addEventListener("click", () => {
      const chosen = fields.find((one) => one.id === field.value);
      const [sign, value] = [...place.querySelectorAll("select, input")].map((one) => one.value);
      const fresh = comparison(chosen, sign, (value || "").trim());
      const before = control.value.trim();
      const wrap = (text) => (text.includes("||") && join.value.includes("&&") ? `(${text})` : text);
      row.remove();
      this.editor.act({ deed: "type", path: JSON.parse(control.dataset.path), typed: join.value && before ? `${wrap(before)}${join.value}${fresh}` : fresh });
      control.focus();
    });
    row.append(join, field, place, write);
  }

  values(place, field) {
    const sign = select("So sánh", SIGNS[kindOf(field)]);
    const value = field.options.length
      ? select("Giá trị", field.options.map((one) => [one.value, one.label]))
      : Object.assign(document.createElement("input"), { className: "form-control", autocomplete: "off", ariaLabel: "Giá trị" });
    const redraw = () => { value.hidden = ["is", "no", "filled", "empty"].includes(sign.value); };
    sign.addEventListener("change", redraw);
    redraw();
    place.replaceChildren(sign, value);
  }
}
