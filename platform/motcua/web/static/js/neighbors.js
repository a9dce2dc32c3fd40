// On a dossier opened from a list: [ and ] go to the one before and after, in the order the list showed them.
import { onKey } from "./keys.js";

const KEY = "motcua-list";

/** Keeps the order of the list that is shown, for the dossiers opened from it. */
export function remember(hrefs) {
  window.sessionStorage.setItem(KEY, JSON.stringify(hrefs));
}

function neighbors() {
  const place = document.querySelector("[data-neighbors]");
  const hrefs = JSON.parse(window.sessionStorage.getItem(KEY) || "[]");
  const at = hrefs.findIndex((href) => href.split("?")[0] === decodeURIComponent(window.location.pathname));
  if (!place || at < 0) return;
  const wire = (name, href) => {
    const link = place.querySelector(`[data-${name}]`);
    if (!link || !href) return;
    link.href = href;
    link.hidden = false;
  };
  wire("before", hrefs[at - 1]);
  wire("after", hrefs[at + 1]);
  place.hidden = false;
  const go = (href) => { if (!href) return false; window.location.assign(href); return true; };
  onKey("[", () => go(hrefs[at - 1]));
  onKey("]", () => go(hrefs[at + 1]));
}

neighbors();
