// Filing online: what depends on an answer is drawn anew, the draft is kept on every change, files go up one by one.
import { Drafts } from "./drafts.js";
import { Reaction } from "./reaction.js";
import { rewrite } from "./formats.js";
import { notice, clearNotice } from "./notices.js";

const main = document.querySelector("form[data-portal-filing]");
if (main) {
  const drafts = main.dataset.draftUrl ? new Drafts(main) : null;
  const reaction = new Reaction(main);
  main.addEventListener("input", (event) => { reaction.touch(event.target); drafts?.changed(); });
  main.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") return;
    reaction.touch(event.target);
    drafts?.changed();
    reaction.soon(30);
  });
  main.addEventListener("focusout", (event) => { if (event.target.dataset?.kind) rewrite(event.target); });
  // "Bỏ" takes a file away at once; without script the button posts the page
  main.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-forget-upload]")) event.preventDefault();
  });
  main.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      drafts?.changed();
      notice("offline", "Mất kết nối nên chưa gửi được. Phần đã ghi giữ nguyên ở đây; có mạng lại thì bấm lần nữa.", { kind: "soon" });
      return;
    }
    if (main.querySelector("[data-upload-state] progress")) {
      event.preventDefault();
      notice("uploading", "Đang tải tệp lên. Đợi tải xong rồi gửi.", { kind: "soon" });
      return;
    }
    clearNotice("uploading");
    if (drafts) { drafts.dirty = false; window.clearTimeout(drafts.timer); }
    // files that went up already are named by their keys
    for (const file of main.querySelectorAll('input[type="file"]')) file.disabled = true;
  });
  window.addEventListener("pageshow", () => { for (const file of main.querySelectorAll('input[type="file"]')) file.disabled = false; });
  window.addEventListener("online", () => clearNotice("offline"));
}
