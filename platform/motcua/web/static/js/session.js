// Warns two minutes before the session ends; any answered request of the page starts the time again.
import { notice, clearNotice, fail, post } from "./notices.js";

const WARN_SECONDS = 120;

export function startSession(body = document.body) {
  const seconds = Number(body.dataset.sessionSeconds || 0);
  if (!seconds) return;
  let timer = 0;
  const again = () => {
    window.clearTimeout(timer);
    clearNotice("session");
    timer = window.setTimeout(warn, Math.max(10, seconds - WARN_SECONDS) * 1000);
  };
  const warn = () => {
    const url = body.dataset.pingUrl;
    notice("session", "Phiên làm việc sẽ hết hạn sau 2 phút. Phần đã lưu nháp được giữ.", {
      kind: "soon",
      action: url ? { label: "Làm tiếp", run: () => post(url, new URLSearchParams()).then(again, fail) } : null,
    });
  };
  document.addEventListener("mc:answered", again);
  body.addEventListener("htmx:afterOnLoad", again);
  again();
}
