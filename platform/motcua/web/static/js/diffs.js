// Two texts side by side or as one with the differences marked.
import { createDiffView } from "../vendor/codemirror/codemirror.js";

const nonce = document.querySelector("script[nonce]")?.nonce || "";

for (const place of document.querySelectorAll("[data-diff]")) {
  const texts = [...place.querySelectorAll("textarea")].map((part) => part.value);
  place.replaceChildren();
  createDiffView(place, texts[0] || "", texts[1] || "", { nonce, unified: place.dataset.diff === "unified" });
}
