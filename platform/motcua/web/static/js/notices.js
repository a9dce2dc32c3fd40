// Toasts for what is done, notices for what failed, and the words for failures of the network.
import { icon } from "./elements.js";

const TOAST_MS = 6000;

function expire(box) {
  let timer = 0;
  const start = () => { timer = window.setTimeout(() => box.remove(), TOAST_MS); };
  const stop = () => window.clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) box.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) box.addEventListener(name, start);
  start();
}

/** Says that something is done; undo: {label, run} or {label, url} (posted). */
export function toast(text, undo = null) {
  const box = document.createElement("div");
  box.className = "mc-toast";
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  box.append(icon("check-circle-fill"), words);
  if (undo) {
    const link = document.createElement("a");
    link.href = undo.url || "#";
    link.textContent = undo.label || "Hoàn tác";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      box.remove();
      if (undo.run) undo.run(); else post(undo.url, new URLSearchParams()).then(() => window.location.reload(), fail);
    });
    box.append(link);
  }
  document.getElementById("toasts")?.append(box);
  expire(box);
}

/** A notice that stays until it is taken away; the same key replaces the earlier one. action: {label, run | href}. */
export function notice(key, text, { kind = "late", action = null } = {}) {
  const region = document.getElementById("alerts");
  if (!region) return;
  clearNotice(key);
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  box.dataset.notice = key;
  const words = document.createElement("div");
  words.className = "grow";
  words.textContent = text;
  box.append(icon(kind === "late" ? "x-circle-fill" : "exclamation-triangle-fill"), words);
  if (action) {
    const control = document.createElement(action.href ? "a" : "button");
    control.className = "btn btn-secondary btn-sm";
    if (action.href) control.href = action.href; else control.type = "button";
    control.textContent = action.label;
    if (action.run) control.addEventListener("click", () => { clearNotice(key); action.run(); });
    box.append(control);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "iconbtn";
  close.setAttribute("aria-label", "Đóng thông báo");
  close.append(icon("x-lg"));
  close.addEventListener("click", () => box.remove());
  box.append(close);
  region.append(box);
}

export function clearNotice(key) {
  document.querySelector(`[data-notice="${CSS.escape(key)}"]`)?.remove();
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

export class RequestFailed extends Error {
  constructor(status) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** Posts form data with the CSRF header; rejects with RequestFailed on an error answer. */
export async function post(url, body, { accept = "application/json", signal = undefined } = {}) {
  const response = await fetch(url, {
    method: "POST", body, signal, credentials: "same-origin", redirect: "follow",
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: accept },
  });
  if (!response.ok) throw new RequestFailed(response.status);
  return response;
}

const WORDS = new Map([
  [400, "Máy chủ chưa đọc được yêu cầu. Mở lại trang rồi làm lại."],
  [403, "Bạn không có quyền làm việc này. Nhờ quản trị đơn vị kiểm tra vai trò."],
  [404, "Không còn tìm thấy nội dung này. Mở lại danh sách."],
  [409, "Người khác vừa sửa nội dung này. Mở lại để xem bản mới, phần bạn gõ còn trong bản nháp."],
  [413, "Tệp hoặc nội dung quá lớn. Chia nhỏ rồi gửi lại."],
  [429, "Thao tác quá nhanh. Chờ một phút rồi thử lại."],
]);

/** Shows the failure of a request: the session, the network or the server. */
export function fail(error) {
  const status = error instanceof RequestFailed ? error.status : 0;
  if (status === 401 || status === 419) {
    notice("session", "Phiên làm việc đã hết hạn. Phần bạn gõ còn nguyên, đăng nhập để làm tiếp.", {
      kind: "soon", action: { label: "Đăng nhập", run: () => window.location.reload() },
    });
  } else if (status) {
    notice("request", WORDS.get(status) || "Hệ thống gặp lỗi, yêu cầu chưa thực hiện xong. Thử lại sau ít phút.");
  } else {
    notice("network", "Chưa gửi được. Mất kết nối máy chủ, kiểm tra mạng rồi thử lại.");
  }
}

export function startNotices() {
  for (const box of document.querySelectorAll("#toasts [data-toast]")) expire(box);
  document.body.addEventListener("mc:toast", (event) => {
    const detail = event.detail || {};
    toast(detail.text || detail.value || "", detail.undo ? { url: detail.undo, label: detail.undo_label } : null);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.body.addEventListener("htmx:responseError", (event) => fail(new RequestFailed(event.detail.xhr.status)));
  document.body.addEventListener("htmx:sendError", () => fail(new TypeError("network")));
  document.body.addEventListener("htmx:afterOnLoad", () => { clearNotice("network"); clearNotice("request"); });
}
