// Reads the QR text of an identity card as a keyboard-like scanner types it:
// number|old number|name|ddmmyyyy|sex|address|issued ddmmyyyy

const DATE = /^(\d{2})(\d{2})(\d{4})$/;

function date(text) {
  const found = text.match(DATE);
  return found ? `${found[1]}/${found[2]}/${found[3]}` : "";
}

/** The parts of a card, or null when the text is not one. */
export function readCard(text) {
  const parts = text.normalize("NFC").trim().split("|").map((part) => part.trim());
  if (parts.length < 6 || !/^\d{12}$/.test(parts[0])) return null;
  const [identity_number, old_number, full_name, birth, sex, address, issued = ""] = parts;
  if (!full_name || !date(birth)) return null;
  return {
    identity_number, old_number, full_name, birth_date: date(birth), sex, address, issued_on: date(issued),
  };
}

const USUAL = {
  identity_number: "applicant.identity_number", full_name: "applicant.full_name", birth_date: "applicant.birth_date",
  sex: "applicant.sex", address: "applicant.address", issued_on: "applicant.identity_issued_on",
};

const SEXES = new Map([["nam", ["male", "nam", "m", "1"]], ["nữ", ["female", "nu", "nữ", "f", "0", "2"]]]);

function fold(text) {
  return text.normalize("NFC").trim().toLowerCase();
}

function put(form, name, value) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}.detail"]`)].filter((one) => one.type !== "hidden");
  if (!controls.length || !value) return null;
  const wanted = [fold(value), ...(SEXES.get(fold(value)) || [])];
  if (controls[0].type === "radio") {
    const found = controls.find((one) => wanted.includes(fold(one.value)) || wanted.includes(fold(one.parentElement.textContent)));
    if (!found) return null;
    found.checked = true;
    found.dispatchEvent(new Event("change", { bubbles: true }));
    return found;
  }
  const control = controls[0];
  if (control instanceof HTMLSelectElement) {
    const option = [...control.options].find((one) => wanted.includes(fold(one.value)) || wanted.includes(fold(one.textContent)));
    if (!option) return null;
    control.value = option.value;
  } else control.value = value;
  control.dispatchEvent(new Event("change", { bubbles: true }));
  return control;
}

/** Writes the card into the form; data-scan-map (JSON: part -> posted name) overrides the usual names. */
export function fillCard(form, card) {
  const map = { ...USUAL, ...JSON.parse(form.dataset.scanMap || "{}") };
  const filled = [];
  for (const [part, name] of Object.entries(map)) {
    const control = put(form, name, card[part] || "");
    if (!control) continue;
    control.closest(".f")?.classList.add("filled");
    filled.push(part);
  }
  const flag = form.querySelector("[data-scanned-flag]");
  if (flag) flag.value = "1";
  return filled;
}

/** Shows the strip that waits for the scanner; done(card) is called once, the strip closes on Enter or Esc. */
function wait(strip, done, wrong) {
  const input = strip.querySelector("input");
  strip.hidden = false;
  input.value = "";
  input.focus();
  const finish = () => {
    strip.hidden = true;
    input.removeEventListener("keydown", key);
  };
  const key = (event) => {
    if (event.key === "Escape") {
      finish();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const card = readCard(input.value);
      const typed = input.value.trim();
      finish();
      if (card) done(card); else if (typed) wrong();
    } else return;
    event.stopPropagation();
  };
  input.addEventListener("keydown", key);
  for (const name of ["input", "change"]) input.addEventListener(name, (event) => event.stopPropagation());
}

/** Ways in: the control with data-scan-card (F4), and a card read straight into an identity number field. */
export function startScanner(form, { filled, wrong }) {
  const done = (card) => filled(card, fillCard(form, card));
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-scan-card]")) return;
    const strip = document.querySelector("[data-scan-strip]");
    if (strip) { event.preventDefault(); wait(strip, done, wrong); }
  });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || !(input instanceof HTMLInputElement) || !input.value.includes("|")) return;
    const card = readCard(input.value);
    if (!card) return;
    event.preventDefault();
    event.stopPropagation();
    input.value = "";
    done(card);
  });
}
