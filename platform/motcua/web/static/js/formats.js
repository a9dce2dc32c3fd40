// Rewrites what was typed into the Vietnamese way of writing it, when the field is left.

const two = (number) => String(number).padStart(2, "0");

export function daysInMonth(month, year) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Two-digit years up to ten years ahead belong to this century, the others to the last one. */
function fullYear(text, today) {
  if (text.length === 4) return Number(text);
  const century = Math.floor(today.getFullYear() / 100) * 100;
  const year = century + Number(text);
  return year > today.getFullYear() + 10 ? year - 100 : year;
}

/**
 * Reads 1411, 14/11, 14.11.26, 141126, 14112026, 2026-11-14.
 * Returns {text, error}: the date as dd/mm/yyyy, or why it is not one; null when it cannot be a date at all.
 */
export function readDate(typed, today = new Date()) {
  const text = typed.trim();
  if (!text) return null;
  let parts;
  const iso = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso) parts = [iso[3], iso[2], iso[1]];
  else if (/^\d+$/.test(text)) {
    if (![4, 6, 8].includes(text.length)) return null;
    parts = [text.slice(0, 2), text.slice(2, 4), text.slice(4)];
  } else {
    const found = text.match(/^(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{2}|\d{4}))?$/);
    if (!found) return null;
    parts = [found[1], found[2], found[3] || ""];
  }
  const day = Number(parts[0]);
  const month = Number(parts[1]);
  const year = parts[2] ? fullYear(parts[2], today) : today.getFullYear();
  const written = `${two(day)}/${two(month)}/${year}`;
  if (month < 1 || month > 12) return { text: written, error: `Không có tháng ${month}. Tháng từ 01 đến 12.` };
  const last = daysInMonth(month, year);
  if (day < 1 || day > last) return { text: written, error: `Tháng ${month}/${year} có ${last} ngày.` };
  return { text: written, error: "" };
}

/** Reads 1126, 11/26, 11/2026 as a month of a year. */
export function readMonth(typed, today = new Date()) {
  const found = typed.trim().match(/^(\d{1,2})[/.\-\s]?(\d{2}|\d{4})?$/);
  if (!found) return null;
  const month = Number(found[1]);
  const year = found[2] ? fullYear(found[2], today) : today.getFullYear();
  const text = `${two(month)}/${year}`;
  return { text, error: month < 1 || month > 12 ? `Không có tháng ${month}. Tháng từ 01 đến 12.` : "" };
}

/** Reads 9, 905, 0905, 9h05, 9:05 as a time of day. */
export function readTime(typed) {
  const text = typed.trim();
  const found = text.match(/^(\d{1,2})(?:[:hg.]\s?(\d{1,2})?)?$/i) || text.match(/^(\d{1,2})(\d{2})$/);
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] || 0);
  const written = `${two(hour)}:${two(minute)}`;
  return { text: written, error: hour > 23 || minute > 59 ? "Giờ từ 00:00 đến 23:59." : "" };
}

/** Whole đồng with dots: 30000 -> 30.000; leaves what is not a number alone. */
export function readMoney(typed) {
  const digits = typed.replace(/[.\s]|đ(ồng)?$/gi, "");
  if (!/^\d+$/.test(digits)) return typed.trim() ? { text: typed, error: "Số tiền chỉ gồm chữ số, tính bằng đồng." } : null;
  return { text: digits.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, "."), error: "" };
}

/** 1.5 -> 1,5; a dot before exactly three digits is a thousands mark and stays. */
export function readDecimal(typed) {
  const text = typed.trim();
  if (!text) return null;
  const written = /^-?\d+\.(\d{1,2}|\d{4,})$/.test(text) ? text.replace(".", ",") : text;
  return { text: written, error: /^-?[\d.]*(,\d+)?$/.test(written) ? "" : "Số viết bằng chữ số, phần lẻ sau dấu phẩy, ví dụ 1,5." };
}

/** 0912345678 -> 0912 345 678. */
export function readPhone(typed) {
  const digits = typed.replace(/[\s.\-()]/g, "").replace(/^\+?84(?=\d{9}$)/, "0");
  return /^0\d{9}$/.test(digits) ? { text: `${digits.slice(0, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`, error: "" } : null;
}

/** Identity numbers are written without spaces. */
export function readIdentity(typed) {
  return typed.trim() ? { text: typed.replace(/[\s.]/g, ""), error: "" } : null;
}

/** Names in composed form, with single spaces. */
export function readName(typed) {
  return typed.trim() ? { text: typed.normalize("NFC").trim().replace(/\s+/g, " "), error: "" } : null;
}

const READERS = new Map([
  ["date", readDate], ["month", readMonth], ["time", readTime], ["money", readMoney], ["decimal", readDecimal],
  ["phone", readPhone], ["identity", readIdentity], ["name", readName],
]);

/** Shows or clears the remark under a field; remarks of the server are left to the server. */
export function remark(input, text) {
  const box = input.closest(".f, td");
  if (!box) return;
  const id = `${input.id}-remark`;
  box.querySelector(`[id="${CSS.escape(id)}"]`)?.remove();
  const others = (input.getAttribute("aria-describedby") || "").split(" ").filter((part) => part && part !== id);
  if (text) {
    const line = document.createElement("div");
    line.className = "err";
    line.id = id;
    const mark = document.createElement("i");
    mark.className = "bi bi-exclamation-circle-fill";
    mark.setAttribute("aria-hidden", "true");
    line.append(mark, text);
    (input.closest(".unit, .ahead") || input).after(line);
    others.push(id);
  }
  const bad = Boolean(text) || others.some((part) => part.endsWith("-error"));
  input.classList.toggle("is-invalid", bad);
  if (bad) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  if (others.length) input.setAttribute("aria-describedby", others.join(" ")); else input.removeAttribute("aria-describedby");
}

/** Rewrites one field; tells the page when its text changed by it. */
export function rewrite(input) {
  const reader = READERS.get(input.dataset.kind);
  if (!reader || input.readOnly) return;
  const read = reader(input.value);
  const unread = input.dataset.kind === "date" && input.value.trim() && !read;
  remark(input, unread ? "Ghi ngày dạng 14/11/2026, gõ 1411 cũng được." : read?.error || "");
  if (read && read.text !== input.value) {
    input.value = read.text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function startFormats(root = document) {
  root.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset.kind) rewrite(event.target);
  });
  root.addEventListener("submit", (event) => {
    for (const input of event.target.querySelectorAll("input[data-kind]")) rewrite(input);
  }, true);
}
