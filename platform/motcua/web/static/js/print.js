// Printing: data-print prints this page, data-print-url prints another page or PDF in a hidden frame.

function printPage(url) {
  document.querySelector("iframe.print-frame")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.title = "Bản in";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.addEventListener("load", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
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
for (const now of document.querySelectorAll("[data-print-once]")) printPage(now.dataset.printOnce);
