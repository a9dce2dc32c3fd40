// Printing: data-print prints this page, data-print-url prints another page or PDF in a hidden frame.
import { notice, clearNotice } from "./notices.js";

/** Whether the frame holds a paper; a page of the server's errors or of the browser's own is never printed. */
function holdsPaper(frame) {
  try {
    const page = frame.contentDocument;
    return page.contentType === "application/pdf" || page.body.classList.contains("desk-page");
  } catch {
    return false;
  }
}

function failed(url) {
  notice("print", "Chưa in được giấy vì máy chủ chưa trả lời. Hồ sơ và giấy đã lưu, không phải nhập lại.", {
    kind: "soon", action: { label: "In lại", run: () => printPage(url) },
  });
}

function printPage(url) {
  document.querySelector("iframe.print-frame")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.title = "Bản in";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  const focused = document.activeElement;
  frame.addEventListener("load", () => {
    if (!holdsPaper(frame)) {
      frame.remove();
      failed(url);
      return;
    }
    clearNotice("print");
    // keys pressed after printing are meant for the page, not for the hidden frame
    const back = () => { frame.blur(); window.focus(); if (focused instanceof HTMLElement && focused !== document.body) focused.focus(); };
    frame.contentWindow.addEventListener("afterprint", back);
    frame.contentWindow.focus();
    frame.contentWindow.print();
    back();
  });
  frame.src = url;
  document.body.append(frame);
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-print], [data-print-url]") : null;
  if (!target) return;
  event.preventDefault();
  if (target.dataset.printUrl) printPage(target.dataset.printUrl); else window.print();
});

if (document.body.hasAttribute("data-print-now")) window.addEventListener("load", () => window.print());
for (const now of document.querySelectorAll("[data-print-once]")) {
  printPage(now.dataset.printOnce);
  // once: reading the page again must not print again
  const here = new URL(window.location.href);
  here.searchParams.delete("in");
  window.history.replaceState(window.history.state, "", here);
}
